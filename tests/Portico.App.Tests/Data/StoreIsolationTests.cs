using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Portico.App.Data;
using Portico.TestKit;

namespace Portico.App.Tests.Data;

/// <summary>Every kind of row times every way EF offers to reach it: one tenant tries to get at a row of the other.</summary>
public abstract class StoreIsolationTests(TestPortico platform)
{
    private const string Mine = "aurora", Theirs = "clearwater";

    [Fact]
    public async Task No_way_through_the_store_reaches_a_row_of_another_tenant()
    {
        var rows = await SampleRows.PlantAsync(platform, Theirs);
        var tried = 0;
        var leaks = new List<string>();
        foreach (var (type, key) in rows)
        {
            var before = await Read(type, key);
            foreach (var (path, reach) in (Attempts)Activator.CreateInstance(typeof(AttemptsOn<>).MakeGenericType(type.ClrType))! is { } attempts ? attempts.All : [])
            {
                tried++;
                var got = await platform.InStoreAsync(Mine, db => reach(db, key));
                if (got is not null) leaks.Add($"{type.ClrType.Name}, {path}: {got}");
                if (!before.SequenceEqual(await Read(type, key))) leaks.Add($"{type.ClrType.Name}, {path}: the row was changed");
            }
        }

        Assert.Empty(leaks);
        Assert.Equal(rows.Count * Attempts.Ways, tried);
        Assert.Equal(await CountOfTenantOwned(), rows.Count);
    }

    [Fact]
    public async Task Rows_of_the_own_tenant_are_reached_so_the_attempts_above_could_have_succeeded()
    {
        var rows = await SampleRows.PlantAsync(platform, Theirs);
        foreach (var (type, key) in rows)
        {
            var found = await platform.InStoreAsync(Theirs, async db => await db.FindAsync(type.ClrType, key));
            Assert.NotNull(found);
        }
    }

    [Fact]
    public async Task A_child_cannot_be_put_below_another_tenants_row()
    {
        var rows = await SampleRows.PlantAsync(platform, Theirs);
        var children = rows.Where(row => row.Type.GetForeignKeys().Any(key => typeof(ITenantOwned).IsAssignableFrom(key.PrincipalEntityType.ClrType))).ToList();
        Assert.NotEmpty(children);

        foreach (var (type, _) in children)
        {
            var refused = await Record.ExceptionAsync(() => platform.InStoreAsync(Mine, async db =>
            {
                db.Add(await SampleRows.MakeAsync(db, db.Model.FindEntityType(type.ClrType)!, parentsOf: rows, owner: null));
                return await db.SaveChangesAsync();
            }));
            Assert.True(refused is DbUpdateException, $"{type.ClrType.Name}: {refused?.GetType().Name ?? "accepted"}");
        }
    }

    [Fact]
    public async Task Without_a_tenant_there_are_no_rows_but_an_exception()
    {
        var kinds = await platform.InStoreAsync(Mine, db => Task.FromResult(db.Model.GetEntityTypes().Select(t => t.ClrType).Where(typeof(ITenantOwned).IsAssignableFrom).ToList()));

        foreach (var kind in kinds)
        {
            var attempts = (Attempts)Activator.CreateInstance(typeof(AttemptsOn<>).MakeGenericType(kind))!;
            await Assert.ThrowsAsync<InvalidOperationException>(() => platform.InStoreOfNobodyAsync(attempts.CountAsync));
        }
    }

    private Task<int> CountOfTenantOwned() => platform.InStoreAsync(Mine, db => Task.FromResult(db.Model.GetEntityTypes().Count(t => typeof(ITenantOwned).IsAssignableFrom(t.ClrType))));

    private Task<List<string>> Read(IEntityType type, object[] key) => platform.InStoreAsync(Theirs, async db =>
    {
        var row = await db.FindAsync(type.ClrType, key) ?? throw new InvalidOperationException($"The row of {type.ClrType.Name} is gone.");
        return db.Entry(row).Properties.Select(p => $"{p.Metadata.Name}={p.Metadata.GetTypeMapping().Converter?.ConvertToProvider(p.CurrentValue) ?? p.CurrentValue}").ToList();
    });

    private abstract class Attempts
    {
        public const int Ways = 9;

        /// <summary>Each tells what it got hold of, or null.</summary>
        public abstract IEnumerable<(string Path, Func<PorticoDb, object[], Task<string?>> Reach)> All { get; }

        public abstract Task<int> CountAsync(PorticoDb db);
    }

    private sealed class AttemptsOn<T> : Attempts where T : class, ITenantOwned
    {
        public override IEnumerable<(string, Func<PorticoDb, object[], Task<string?>>)> All =>
        [
            ("LINQ", async (db, _) => Leak(await db.Set<T>().ToListAsync())),
            ("Find", async (db, key) => await db.FindAsync<T>(key) is null ? null : "found"),
            ("FromSql", async (db, _) =>
            {
                var all = "select * from " + db.Model.FindEntityType(typeof(T))!.GetTableName();
                return Leak(await db.Set<T>().FromSqlRaw(all).ToListAsync());
            }),
            ("ExecuteUpdate", async (db, _) => Changed(await db.Set<T>().Where(row => row.TenantId == Theirs).ExecuteUpdateAsync(set => set.SetProperty(row => row.TenantId, row => row.TenantId)))),
            ("ExecuteDelete", async (db, _) => Changed(await db.Set<T>().Where(row => row.TenantId == Theirs).ExecuteDeleteAsync())),
            ("Find after a look across tenants", async (db, key) =>
            {
                await CrossTenant.Query<T>(db).ToListAsync();
                return await db.FindAsync<T>(key) is null ? null : "found";
            }),
            ("Update of a forged row", (db, key) => Write(db, key, EntityState.Modified, Mine)),
            ("Remove of a forged row", (db, key) => Write(db, key, EntityState.Deleted, Mine)),
            ("Update of their row by its full key", (db, key) => Write(db, key, EntityState.Modified, Theirs)),
        ];

        public override Task<int> CountAsync(PorticoDb db) => db.Set<T>().CountAsync();

        private static string? Leak(List<T> rows) => rows.Exists(row => row.TenantId != Mine) ? $"{rows.Count} rows" : null;

        private static string? Changed(int count) => count == 0 ? null : $"{count} changed";

        private static async Task<string?> Write(PorticoDb db, object[] key, EntityState state, string owner)
        {
            var stub = (T)RuntimeHelpers.GetUninitializedObject(typeof(T));
            var entry = db.Entry(stub);
            foreach (var (property, value) in entry.Metadata.FindPrimaryKey()!.Properties.Zip(key)) entry.Property(property.Name).CurrentValue = value;
            entry.Property(nameof(ITenantOwned.TenantId)).CurrentValue = owner;
            foreach (var property in entry.Properties.Where(p => p.CurrentValue is null && !p.Metadata.IsNullable)) property.CurrentValue = SampleRows.Value(property.Metadata);
            entry.State = state;
            try
            {
                return $"{await db.SaveChangesAsync()} written";
            }
            catch (Exception refused) when (refused is DbUpdateConcurrencyException || refused is InvalidOperationException && owner == Theirs)
            {
                return null;
            }
        }
    }
}

public sealed class StoreIsolationOnSqliteTests(TestPortico platform) : StoreIsolationTests(platform), IClassFixture<TestPortico>;

public sealed class StoreIsolationOnPostgresTests(TestPorticoOnPostgres platform) : StoreIsolationTests(platform), IClassFixture<TestPorticoOnPostgres>;
