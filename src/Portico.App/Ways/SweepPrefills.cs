using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Portico.App.Data;

namespace Portico.App.Ways;

/// <summary>Takes away what was left for customers once its link has expired.</summary>
public sealed class SweepPrefills(IServiceScopeFactory scopes, DatabaseClock clock, ILogger<SweepPrefills> log) : HourlyRounds(clock, log)
{
    private const int Batch = 500;

    public override async Task<int> RunAsync(CancellationToken ct)
    {
        var now = await Clock.ReadAsync(ct);
        await using var looking = scopes.CreateAsyncScope();
        var old = await CrossTenant.Query<Prefill>(looking.ServiceProvider.GetRequiredService<PorticoDb>()).Where(p => p.ExpiresAt <= now).OrderBy(p => p.ExpiresAt).Take(Batch).Select(p => new { p.TenantId, p.TokenHash }).ToListAsync(ct);
        var removed = 0;
        foreach (var ofTenant in old.GroupBy(p => p.TenantId, p => p.TokenHash))
        {
            await using var scope = scopes.CreateAsyncScope();
            scope.ServiceProvider.GetRequiredService<TenantScope>().Enter(ofTenant.Key);
            var hashes = ofTenant.ToList();
            removed += await scope.ServiceProvider.GetRequiredService<PorticoDb>().Prefills.Where(p => hashes.Contains(p.TokenHash)).ExecuteDeleteAsync(ct);
        }

        return removed;
    }
}
