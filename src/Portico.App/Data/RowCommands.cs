using System.Collections.Concurrent;
using System.Data;
using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Portico.App.Data;

/// <summary>One SQL statement of a shape that recurs, so that an engine can prepare it once.</summary>
public sealed record RowStatement(string Sql, IReadOnlyList<DbType?> Types, bool Inserts = false);

/// <summary>One row to be written.</summary>
/// <param name="MustHit">It has to meet exactly one row; if it meets none, somebody else was faster and the whole commit is refused.</param>
public sealed record RowCommand(RowStatement Statement, object?[] Values, bool MustHit);

/// <param name="was">The expected values, in the order they were named; none is null.</param>
public delegate RowCommand RowUpdate(object row, string tenantId, params object[] was);

/// <summary>
/// Turns rows into statements by EF's own model, so that there is one description of the tables. EF reads and follows changes;
/// it does not write what must be fast, because its commands cannot be prepared nor share a flush with those of other requests.
/// </summary>
public sealed class RowCommands
{
    private readonly Dictionary<Type, Table> tables;
    private readonly Dictionary<Type, int> ranks = [];
    private readonly Func<int, string> placeholder;

    /// <param name="placeholder">How the engine names its nth parameter.</param>
    public RowCommands(IModel model, Func<int, string> placeholder)
    {
        this.placeholder = placeholder;
        foreach (var type in model.GetEntityTypes()) Rank(type);
        tables = model.GetEntityTypes().ToDictionary(type => type.ClrType, type => new Table(type, ranks[type.ClrType], this));
    }

    /// <summary>An update that is made again and again: its statement is written once.</summary>
    /// <param name="written">Properties that are written.</param>
    /// <param name="expected">Properties that must still be as they were, beside the key; if they are not, the commit is refused.</param>
    public RowUpdate UpdateOf<T>(IReadOnlyList<string> written, IReadOnlyList<string> expected) where T : ITenantOwned => tables[typeof(T)].UpdateOf(written, expected);

    /// <summary>Takes a row away by its key, if it is still there.</summary>
    public RowCommand Delete<T>(string tenantId, params object[] key) where T : ITenantOwned => tables[typeof(T)].Delete([tenantId, .. key], [], mustHit: false);

    /// <summary>New rows, those that others refer to before them.</summary>
    public IEnumerable<RowCommand> Inserts(IEnumerable<object> rows, string tenantId) => rows.OrderBy(row => Of(row).Rank).Select(row => Of(row).Insert(row, tenantId));

    /// <summary>Changed and deleted rows that a context has followed; each must still be as it was read.</summary>
    public IEnumerable<RowCommand> Changes(IEnumerable<EntityEntry> entries, string tenantId) =>
        entries.Where(e => e.State is EntityState.Modified or EntityState.Deleted).Select(e => Of(e.Entity).Change(e, tenantId));

    private Table Of(object row) => tables[row.GetType()];

    // How far a table is from those that refer to nothing.
    private int Rank(IEntityType type)
    {
        if (ranks.TryGetValue(type.ClrType, out var known)) return known;
        ranks[type.ClrType] = 0; // a table that refers to itself
        return ranks[type.ClrType] = type.GetForeignKeys().Select(key => Rank(key.PrincipalEntityType) + 1).DefaultIfEmpty(0).Max();
    }

    private sealed class Column
    {
        private readonly Func<object, object?> read;
        private readonly Func<object?, object?>? convert;

        public Column(IProperty property)
        {
            var mapping = property.GetRelationalTypeMapping();
            var row = Expression.Parameter(typeof(object));
            read = Expression.Lambda<Func<object, object?>>(Expression.Convert(Expression.Property(Expression.Convert(row, property.DeclaringType.ClrType), property.PropertyInfo!), typeof(object)), row).Compile();
            convert = mapping.Converter?.ConvertToProvider;
            (Property, Name, Type) = (property.Name, property.GetColumnName(), mapping.DbType);
            IsTenant = property.Name == nameof(ITenantOwned.TenantId) && typeof(ITenantOwned).IsAssignableFrom(property.DeclaringType.ClrType);
        }

        public string Property { get; }

        public string Name { get; }

        public DbType? Type { get; }

        public bool IsTenant { get; }

        public object? Of(object row, string tenantId)
        {
            var value = read(row);
            if (!IsTenant) return Provided(value);
            return value is "" || (string?)value == tenantId ? tenantId : throw new InvalidOperationException($"A {row.GetType().Name} of another tenant was about to be written.");
        }

        public object? Provided(object? value) => convert is null || value is null ? value : convert(value);
    }

    private sealed class Table
    {
        private readonly string name;
        private readonly Column[] columns;
        private readonly Column[] key;
        private readonly Column[] tokens;
        private readonly RowStatement insert;
        private readonly RowCommands owner;
        private readonly ConcurrentDictionary<string, RowStatement> shapes = new();

        public Table(IEntityType type, int rank, RowCommands owner)
        {
            (this.owner, Rank, name) = (owner, rank, type.GetTableName()!);
            var all = type.GetProperties().Select(p => (Property: p, Column: new Column(p))).ToList();
            columns = [.. all.Select(c => c.Column)];
            key = [.. type.FindPrimaryKey()!.Properties.Select(p => all.Single(c => c.Property == p).Column)];
            tokens = [.. all.Where(c => c.Property.IsConcurrencyToken && !c.Property.IsPrimaryKey()).Select(c => c.Column)];
            insert = new($"INSERT INTO \"{name}\" ({string.Join(", ", columns.Select(c => $"\"{c.Name}\""))}) VALUES ({string.Join(", ", columns.Select((_, i) => owner.placeholder(i)))})", [.. columns.Select(c => c.Type)], Inserts: true);
        }

        public int Rank { get; }

        public RowCommand Insert(object row, string tenantId) => new(insert, Array.ConvertAll(columns, c => c.Of(row, tenantId)), MustHit: true);

        public RowUpdate UpdateOf(IReadOnlyList<string> written, IReadOnlyList<string> expected)
        {
            Column[] own = [.. written.Select(Find), .. key], was = [.. expected.Select(Find)];
            var statement = new RowStatement($"UPDATE \"{name}\" SET {Bind(own[..written.Count], 0, ", ")} WHERE {Bind([.. key, .. was], written.Count, " AND ")}", [.. own.Concat(was).Select(c => c.Type)]);
            return (row, tenantId, values) => new(statement, [.. own.Select(c => c.Of(row, tenantId)), .. was.Select((c, i) => c.Provided(values[i]))], MustHit: true);
        }

        public RowCommand Delete(object?[] keys, IReadOnlyList<(Column Column, object? Value)> where, bool mustHit)
        {
            (Column Column, object? Value)[] all = [.. key.Zip(keys), .. where];
            var statement = Shape("delete", all, () => $"DELETE FROM \"{name}\" WHERE {Conditions(all, 0)}");
            return new(statement, Bound(all), mustHit);
        }

        public RowCommand Change(EntityEntry entry, string tenantId)
        {
            (Column Column, object? Value)[] was = [.. tokens.Select(c => (c, c.Provided(entry.Property(c.Property).OriginalValue)))];
            var keys = Array.ConvertAll(key, c => c.Of(entry.Entity, tenantId));
            if (entry.State == EntityState.Deleted) return Delete(keys, was, mustHit: true);
            var written = columns.Where(c => entry.Property(c.Property).IsModified).Select(c => (c, c.Of(entry.Entity, tenantId))).ToArray();
            return Write(written, [.. key.Zip(keys), .. was]);
        }

        private RowCommand Write((Column Column, object? Value)[] set, (Column Column, object? Value)[] where)
        {
            var statement = Shape("update " + string.Join(',', set.Select(s => s.Column.Name)), where,
                () => $"UPDATE \"{name}\" SET {Bind([.. set.Select(s => s.Column)], 0, ", ")} WHERE {Conditions(where, set.Length)}", set);
            return new(statement, [.. set.Select(s => s.Value), .. Bound(where)], MustHit: true);
        }

        private RowStatement Shape(string what, (Column Column, object? Value)[] where, Func<string> sql, params (Column Column, object? Value)[] set) =>
            shapes.GetOrAdd($"{what} where {string.Join(',', where.Select(w => w.Column.Name + (w.Value is null ? "0" : "")))}", _ => new(sql(), [.. set.Select(s => s.Column.Type), .. where.Where(w => w.Value is not null).Select(w => w.Column.Type)]));

        /// <param name="first">Number of the first parameter.</param>
        private string Bind(Column[] bound, int first, string separator) => string.Join(separator, bound.Select((c, i) => $"\"{c.Name}\" = {owner.placeholder(first + i)}"));

        private string Conditions((Column Column, object? Value)[] where, int first) =>
            string.Join(" AND ", where.Select(w => w.Value is null ? $"\"{w.Column.Name}\" IS NULL" : $"\"{w.Column.Name}\" = {owner.placeholder(first++)}"));

        private static object?[] Bound((Column Column, object? Value)[] where) => [.. where.Where(w => w.Value is not null).Select(w => w.Value)];

        private Column Find(string property) => Array.Find(columns, c => c.Property == property) ?? throw new ArgumentException($"{name} has no {property}.", nameof(property));
    }
}
