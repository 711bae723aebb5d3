using System.Security.Claims;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Portico.Admin.Shared;
using Portico.App;
using Portico.App.Data;
using Portico.App.Shared;
using Portico.App.Tenants;
using Radzen;

namespace Portico.Admin.Tests;

/// <summary>Pages over the real use cases and a database of their own, as one member of staff of the tenant <c>aurora</c>.</summary>
public abstract class AdminBench : BunitContext, IAsyncLifetime
{
    protected const string TenantId = "aurora";
    private readonly SqliteConnection connection = new("Data Source=:memory:");
    private readonly Action<string> signIn;

    protected AdminBench()
    {
        connection.Open();
        JSInterop.Mode = JSRuntimeMode.Loose;
        Services.AddLogging();
        Services.AddPortico(new ConfigurationBuilder().Build());
        Services.AddDbContext<PorticoDb>(options => options.UseSqlite(connection));
        Services.AddRadzenComponents();
        Services.AddScoped<AdminUseCases>();

        // Now, because nothing may be registered once the store was furnished.
        var session = this.AddAuthorization();
        signIn = role => session.SetAuthorized("Ada Admin").SetRoles(role).SetClaims(
            new Claim(AdminUseCases.TenantClaim, TenantId), new Claim(ClaimTypes.NameIdentifier, Guid.Empty.ToString()), new Claim(ClaimTypes.Name, "Ada Admin"), new Claim(ClaimTypes.Role, role));
    }

    protected NavigationManager Navigation => Services.GetRequiredService<NavigationManager>();

    protected void SignIn(string role) => signIn(role);

    /// <summary>What was there before the page was opened, or what is there after it.</summary>
    protected async Task<T> StoreAsync<T>(Func<PorticoDb, Task<T>> work)
    {
        await using var scope = Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<TenantScope>().Enter(TenantId);
        scope.ServiceProvider.GetRequiredService<CurrentActor>().Enter(Actor.PlatformItself);
        var db = scope.ServiceProvider.GetRequiredService<PorticoDb>();
        await db.Database.EnsureCreatedAsync();
        return await work(db);
    }

    protected Task FurnishAsync(params object[] rows) => StoreAsync(async db =>
    {
        db.AddRange(rows);
        return await db.SaveChangesAsync();
    });

    protected static Tenant Aurora => new() { Id = TenantId, Name = "Aurora", Commodity = "electricity", Country = "GB", Locales = ["en", "ar"] };

    public Task InitializeAsync() => Task.CompletedTask;

    // Plugins, which some use cases ask about, are ended without blocking.
    Task IAsyncLifetime.DisposeAsync() => DisposeAsync().AsTask();

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing) connection.Dispose();
    }
}
