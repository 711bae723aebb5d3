using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Portico.App.Data;
using Portico.TestKit;

namespace Portico.App.Tests.Data;

/// <summary>The tenant leads every key, so that no row can be mistaken for, or hang below, another tenant's.</summary>
public abstract class ModelTests(TestPortico platform)
{
    [Fact]
    public async Task The_keys_of_all_tenant_owned_rows_start_with_the_tenant()
    {
        var owned = await TenantOwned();

        Assert.True(owned.Count >= 12, $"Only {owned.Count} tables belong to tenants?");
        Assert.All(owned, type => Assert.All(type.GetKeys(), key => Assert.Equal(nameof(ITenantOwned.TenantId), key.Properties[0].Name)));
    }

    [Fact]
    public async Task Unique_indexes_of_tenant_owned_rows_start_with_the_tenant() =>
        Assert.All(await TenantOwned(), type => Assert.All(type.GetIndexes().Where(index => index.IsUnique), index => Assert.Equal(nameof(ITenantOwned.TenantId), index.Properties[0].Name)));

    [Fact]
    public async Task A_reference_between_tenant_owned_rows_carries_the_tenant()
    {
        var references = (await TenantOwned()).SelectMany(type => type.GetForeignKeys()).Where(key => typeof(ITenantOwned).IsAssignableFrom(key.PrincipalEntityType.ClrType)).ToList();

        Assert.NotEmpty(references);
        Assert.All(references, key => Assert.Equal(nameof(ITenantOwned.TenantId), key.Properties[0].Name));
    }

    [Fact]
    public async Task Only_these_tables_belong_to_nobody() =>
        Assert.Equal(["ProtectionKey", "Tenant", "TenantHost"], await platform.InStoreAsync("aurora", db => Task.FromResult(
            db.Model.GetEntityTypes().Where(type => !typeof(ITenantOwned).IsAssignableFrom(type.ClrType)).Select(type => type.ClrType.Name).Order().ToList())));

    [Fact]
    public async Task The_migrations_say_what_the_model_says() =>
        Assert.False(await platform.InStoreAsync("aurora", db => Task.FromResult(db.Database.HasPendingModelChanges())));

    private Task<List<IEntityType>> TenantOwned() => platform.InStoreAsync("aurora", db => Task.FromResult(db.Model.GetEntityTypes().Where(type => typeof(ITenantOwned).IsAssignableFrom(type.ClrType)).ToList()));
}

public sealed class ModelOnSqliteTests(TestPortico platform) : ModelTests(platform), IClassFixture<TestPortico>;

public sealed class ModelOnPostgresTests(TestPorticoOnPostgres platform) : ModelTests(platform), IClassFixture<TestPorticoOnPostgres>;
