using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.DependencyInjection;
using Portico.App.Data;

namespace Portico.App.Tenants;

/// <summary>Who is behind a name or a host. Answers are a few seconds old at most, so a suspended tenant is gone soon.</summary>
public sealed class TenantDirectory(IServiceScopeFactory scopes) : IDisposable
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(5);
    private readonly MemoryCache known = new(new MemoryCacheOptions { SizeLimit = 50_000 });

    public Task<Tenant?> FindAsync(string id, CancellationToken ct) =>
        GetAsync("id:" + id, db => db.Tenants.AsNoTracking().SingleOrDefaultAsync(t => t.Id == id && !t.Suspended, ct));

    /// <returns>The tenant's id, or null when the host belongs to nobody: then the path or the key decides.</returns>
    public Task<string?> OfHostAsync(string host, CancellationToken ct) =>
        GetAsync("host:" + host, db => db.TenantHosts.Where(h => h.Host == host).Select(h => h.TenantId).SingleOrDefaultAsync(ct));

    public async Task<bool> CanReadAsync(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<PorticoDb>().Database.CanConnectAsync(ct);
    }

    private async Task<T?> GetAsync<T>(string key, Func<PorticoDb, Task<T?>> read) where T : class
    {
        if (known.TryGetValue(key, out T? found)) return found;
        await using var scope = scopes.CreateAsyncScope();
        found = await read(scope.ServiceProvider.GetRequiredService<PorticoDb>());
        known.Set(key, found, new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = Fresh });
        return found;
    }

    public void Dispose() => known.Dispose();
}
