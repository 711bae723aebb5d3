using Microsoft.EntityFrameworkCore;
using Portico.App.Data;
using Portico.App.Tenants;
using Portico.TestKit;

namespace Portico.App.Tests.Data;

/// <summary>Behind the filter stands PostgreSQL itself: it refuses rows of another tenant whatever the statement says.</summary>
public sealed class RowSecurityTests(TestPorticoOnPostgres platform) : IClassFixture<TestPorticoOnPostgres>
{
    [Fact]
    public async Task Every_table_of_tenants_is_guarded_and_its_owner_too()
    {
        var (owned, guarded) = await platform.InStoreAsync("aurora", async db =>
        {
            var tables = db.Model.GetEntityTypes().Where(t => typeof(ITenantOwned).IsAssignableFrom(t.ClrType)).Select(t => t.GetTableName()!).Order().ToList();
            return (tables, await ReadAsync(db, "select relname::text from pg_class where relrowsecurity and relforcerowsecurity"));
        });

        Assert.NotEmpty(owned);
        Assert.Equal(owned, guarded.Order());
    }

    [Fact]
    public async Task A_statement_without_any_filter_sees_only_the_tenant_of_its_scope()
    {
        await platform.StartMoveInAsync("aurora");
        await platform.StartMoveInAsync("clearwater");

        var seen = await platform.InStoreAsync("aurora", async db =>
        {
            _ = await db.Set<Tenant>().CountAsync(); // an ordinary command tells the session whose it is
            await db.Database.OpenConnectionAsync();
            _ = await db.Set<Tenant>().CountAsync();
            return await ReadAsync(db, "select distinct \"TenantId\" from cases");
        });

        Assert.Equal(["aurora"], seen);
    }

    [Fact]
    public async Task A_session_that_named_no_tenant_sees_nothing()
    {
        await platform.StartMoveInAsync("aurora");

        var seen = await platform.InStoreAsync("aurora", async db =>
        {
            await using var fresh = new Npgsql.NpgsqlConnection(db.Database.GetConnectionString());
            await fresh.OpenAsync();
            await using var command = new Npgsql.NpgsqlCommand("select count(*) from cases", fresh);
            return (long)(await command.ExecuteScalarAsync())!;
        });

        Assert.Equal(0, seen);
    }

    private static async Task<List<string>> ReadAsync(PorticoDb db, string sql)
    {
        await using var command = db.Database.GetDbConnection().CreateCommand();
        command.CommandText = sql;
        await db.Database.OpenConnectionAsync();
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<string>();
        while (await reader.ReadAsync()) rows.Add(reader.GetString(0));
        return rows;
    }
}
