using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Portico.App.Data;
using Portico.App.Shared;
using Portico.TestKit;

namespace Portico.App.Tests.Data;

/// <summary>One row of every tenant-owned kind, made from the model: a new kind is covered the day it is added.</summary>
internal static class SampleRows
{
    private static int count;

    /// <returns>Type and key of each planted row; parents come before their children.</returns>
    public static Task<List<(IEntityType Type, object[] Key)>> PlantAsync(TestPortico platform, string tenant) => platform.InStoreAsync(tenant, async db =>
    {
        var planted = new List<(IEntityType Type, object[] Key)>();
        foreach (var type in ParentsFirst(db.Model))
        {
            var row = await MakeAsync(db, type, planted, tenant);
            db.Add(row);
            await db.SaveChangesAsync();
            planted.Add((type, [.. type.FindPrimaryKey()!.Properties.Select(p => db.Entry(row).Property(p.Name).CurrentValue!)]));
        }

        return planted;
    });

    /// <summary>A row with something in every column, below the given parents.</summary>
    public static Task<object> MakeAsync(PorticoDb db, IEntityType type, IReadOnlyList<(IEntityType Type, object[] Key)> parentsOf, string? owner)
    {
        var row = RuntimeHelpers.GetUninitializedObject(type.ClrType);
        var entry = db.Entry(row);
        foreach (var property in type.GetProperties().Where(p => p.Name != nameof(ITenantOwned.TenantId))) entry.Property(property.Name).CurrentValue = Value(property);
        foreach (var reference in type.GetForeignKeys())
        {
            if (parentsOf.FirstOrDefault(p => p.Type.ClrType == reference.PrincipalEntityType.ClrType) is not { Key: { } parent }) continue;
            foreach (var (column, value) in reference.Properties.Zip(parent).Where(pair => pair.First.Name != nameof(ITenantOwned.TenantId))) entry.Property(column.Name).CurrentValue = value;
        }

        entry.Property(nameof(ITenantOwned.TenantId)).CurrentValue = owner ?? db.TenantId;
        return Task.FromResult(row);
    }

    public static object? Value(IProperty property)
    {
        var number = Interlocked.Increment(ref count);
        var type = Nullable.GetUnderlyingType(property.ClrType) ?? property.ClrType;
        return type switch
        {
            _ when type == typeof(string) => $"s{number}",
            _ when type == typeof(Guid) => Guid.CreateVersion7(DateTimeOffset.UnixEpoch.AddYears(60).AddSeconds(number)),
            _ when type == typeof(int) => 1_000 + number,
            _ when type == typeof(long) => 1_000L + number,
            _ when type == typeof(bool) => true,
            _ when type == typeof(byte[]) => new[] { (byte)number },
            _ when type == typeof(DateTimeOffset) => DateTimeOffset.UnixEpoch.AddYears(90).AddSeconds(number),
            _ when type == typeof(LocalText) => LocalText.Of("a"),
            _ when type.IsEnum => Enum.GetValues(type).GetValue(0),
            _ when type.GetConstructor(Type.EmptyTypes) is not null => Activator.CreateInstance(type),
            _ => throw new NotSupportedException($"SampleRows does not know how to fill {property.DeclaringType.ClrType.Name}.{property.Name} of type {type.Name}: teach it."),
        };
    }

    private static List<IEntityType> ParentsFirst(IModel model)
    {
        var left = model.GetEntityTypes().Where(type => typeof(ITenantOwned).IsAssignableFrom(type.ClrType)).ToList();
        var sorted = new List<IEntityType>();
        while (left.Count > 0)
        {
            var next = left.First(type => type.GetForeignKeys().Select(key => key.PrincipalEntityType).All(parent => parent == type || !left.Contains(parent)));
            left.Remove(next);
            sorted.Add(next);
        }

        return sorted;
    }
}
