using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Portico.App.Data;
using Portico.App.Shared;

namespace Portico.App.Tenants;

/// <summary>Who is behind a name or a host. Answers are a few seconds old at most, so a suspended tenant is gone soon.</summary>
public sealed class TenantDirectory(IServiceScopeFactory scopes, RecentAnswers recent)
{
    public ValueTask<Tenant?> FindAsync(string id, CancellationToken ct) =>
        recent.GetAsync(About(id), () => AskAsync(db => db.Tenants.AsNoTracking().SingleOrDefaultAsync(t => t.Id == id && !t.Suspended, ct)));

    /// <returns>The tenant's id, or null when the host belongs to nobody: then the path or the key decides.</returns>
    public ValueTask<string?> OfHostAsync(string host, CancellationToken ct) =>
        recent.GetAsync(("host", host, ""), () => AskAsync(db => db.TenantHosts.Where(h => h.Host == host).Select(h => h.TenantId).SingleOrDefaultAsync(ct)));

    /// <summary>Whoever changed a tenant says so, and it is seen at once.</summary>
    public void Forget(string id) => recent.Forget(About(id));

    private static (string, string, string) About(string id) => ("tenant", id, "");

    public Task<bool> CanReadAsync(CancellationToken ct) => AskAsync(db => db.Database.CanConnectAsync(ct));

    private async Task<T> AskAsync<T>(Func<PorticoDb, Task<T>> ask)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await ask(scope.ServiceProvider.GetRequiredService<PorticoDb>());
    }
}
