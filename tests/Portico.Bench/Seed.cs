using System.Data.Common;
using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Portico.Bench;

/// <summary>Makes many rows out of a few that the platform wrote itself, by the database's own means: whatever columns a table has, the copies have them too.</summary>
public sealed class Seed(DbConnection store, int tenants, int active, int waiting, int perCase, int lines, string tenant)
{
    private const string Line = """[{"kind":"line.written","activity":"wait","type":"Elsa.WriteLine","data":{"text":"again"}}]""";

    private readonly bool isSqlite = store is SqliteConnection;

    public async Task RunAsync()
    {
        if (isSqlite) await SayAsync("PRAGMA synchronous=OFF; PRAGMA foreign_keys=OFF;");
        var source = $"t.\"TenantId\" = '{tenant}'";
        await CopyAsync("tenants", $"t.\"Id\" = '{tenant}'", tenants, ("Id", "'g' || (n.i - 1)"), ("Name", "'Grown ' || n.i"));
        foreach (var (table, key) in new[] { ("journeys", "Key"), ("journey_versions", "JourneyKey") })
            await CopyAsync(table, $"{source} AND t.\"{key}\" = '{BenchHost.Waiting}'", active, ("TenantId", "'g' || (n.i - 1)"));

        await CopyAsync("cases", source, waiting, ("TenantId", Owner("n.i")), ("Id", Key("n.i")), ("Number", "'G' || n.i"), ("StartedAt", "t.\"StartedAt\" + n.i"), ("UpdatedAt", "t.\"UpdatedAt\" + n.i"), ("Status", "CASE WHEN n.i % 10 = 0 THEN 'Incident' ELSE t.\"Status\" END"));
        await CopyAsync("due", source, waiting, ("TenantId", Owner("n.i")), ("CaseId", Key("n.i")), ("DueAt", "t.\"DueAt\" + 2592000000 + n.i"));
        var number = $"((n.i - 1) / {perCase} + 1)";
        await CopyAsync("journal", $"{source} AND t.\"Seq\" = 1", waiting * perCase, ("TenantId", Owner(number)), ("CaseId", Key(number)), ("Seq", $"(n.i - 1) % {perCase} + 1"));

        // The case that all were copied from grows long.
        var known = await SayAsync($"SELECT \"JournalLength\" FROM cases t WHERE {source} AND \"Number\" NOT LIKE 'G%'");
        var own = $"t.\"CaseId\" = (SELECT \"Id\" FROM cases WHERE \"TenantId\" = '{tenant}' AND \"Number\" NOT LIKE 'G%')";
        await CopyAsync("journal", $"{source} AND t.\"Seq\" = 1 AND {own}", lines - (int)known, ("Seq", $"{known} + n.i"), ("Lines", $"'{Line}'"));
        await SayAsync($"UPDATE cases SET \"JournalLength\" = {lines} WHERE \"TenantId\" = '{tenant}' AND \"Number\" NOT LIKE 'G%'");
        await SayAsync(isSqlite ? "PRAGMA wal_checkpoint(TRUNCATE)" : "VACUUM ANALYZE");
    }

    public static async Task<double> MegaBytesAsync(DbConnection store)
    {
        await using var command = store.CreateCommand();
        command.CommandText = store is SqliteConnection ? "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()" : "SELECT pg_database_size(current_database())";
        return Convert.ToInt64(await command.ExecuteScalarAsync(), CultureInfo.InvariantCulture) / 1024.0 / 1024;
    }

    /// <summary>Every second case is of the tenant that is looked at.</summary>
    private string Owner(string number) => $"CASE WHEN {number} % 2 = 0 THEN '{tenant}' ELSE 'g' || ({number} / 2 % {active}) END";

    private string Key(string number) => isSqlite
        ? $"printf('%08X-0000-7000-8000-%012X', {number}, {number})"
        : $"(lpad(to_hex({number}), 8, '0') || '-0000-7000-8000-' || lpad(to_hex({number}), 12, '0'))::uuid";

    /// <param name="where">The row that is copied.</param>
    /// <param name="changed">Columns that differ between copies, in terms of the number <c>n.i</c>.</param>
    private async Task CopyAsync(string table, string where, int times, params (string Column, string Value)[] changed)
    {
        var columns = new List<string>();
        await using (var look = store.CreateCommand())
        {
            look.CommandText = $"SELECT * FROM {table} LIMIT 0";
            await using var reader = await look.ExecuteReaderAsync();
            for (var i = 0; i < reader.FieldCount; i++) columns.Add(reader.GetName(i));
        }

        string Value(string column) => Array.Find(changed, c => c.Column == column).Value is { } value ? $"{value}" : $"t.\"{column}\"";
        await SayAsync($"INSERT INTO {table} ({string.Join(", ", columns.Select(c => $"\"{c}\""))}) WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {times}) SELECT {string.Join(", ", columns.Select(Value))} FROM n CROSS JOIN {table} t WHERE {where}");
    }

    private async Task<long> SayAsync(string sql)
    {
        await using var command = store.CreateCommand();
        command.CommandText = sql;
        command.CommandTimeout = 600;
        return Convert.ToInt64(await command.ExecuteScalarAsync() is { } one and not DBNull and not string ? one : 0, CultureInfo.InvariantCulture);
    }
}
