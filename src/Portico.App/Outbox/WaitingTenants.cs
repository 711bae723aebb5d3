using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Portico.App.Data;
using Portico.App.Tenants;

namespace Portico.App.Outbox;

/// <summary>Who has work that is due, as far as this node knows: told by commits and by other nodes, found by looking.</summary>
public sealed class WaitingTenants(IServiceScopeFactory scopes, TenantDirectory directory)
{
    private const int Glance = 256;

    private readonly SortedDictionary<string, int> weights = new(StringComparer.Ordinal);
    private readonly FairTurns turns = new();

    /// <summary>When the next work will be due that was seen when last looked; null: none, or there is some now.</summary>
    public DateTimeOffset? Next { get; private set; }

    /// <summary>Due at this time, and nobody is at it.</summary>
    public static Expression<Func<Due, bool>> Ready(DateTimeOffset now) => d => d.State != DueState.Parked && d.DueAt <= now && (d.LeaseUntil == null || d.LeaseUntil < now);

    /// <summary>Finds whose work is due. What is due for longest usually tells; only behind a backlog are all tenants gone through, so that nobody is hidden by it.</summary>
    public async Task LookAsync(DateTimeOffset now, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<PorticoDb>();
        var due = CrossTenant.Query<Due>(db);
        var oldest = await due.Where(Ready(now)).OrderBy(d => d.DueAt).Take(Glance).Select(d => d.TenantId).ToListAsync(ct);
        weights.Clear();
        if (oldest.Count == Glance)
        {
            var ready = due.Where(Ready(now));
            foreach (var tenant in await db.Tenants.Where(t => ready.Any(d => d.TenantId == t.Id)).Select(t => new { t.Id, t.Weight }).ToListAsync(ct)) weights[tenant.Id] = Math.Max(1, tenant.Weight);
        }

        foreach (var tenantId in oldest.Distinct()) await AddAsync(tenantId, ct);
        Next = oldest.Count > 0 ? null : await NextAsync(due, now, ct);
    }

    /// <summary>This tenant has work that is due.</summary>
    public async Task AddAsync(string tenantId, CancellationToken ct)
    {
        if (!weights.ContainsKey(tenantId)) weights[tenantId] = Math.Max(1, (await directory.FindAsync(tenantId, ct))?.Weight ?? 1);
    }

    /// <summary>Whose turn it is.</summary>
    /// <param name="room">How much more of a tenant may be done at once.</param>
    public IReadOnlyList<Share> Deal(int places, Func<string, int> room) => turns.Deal(places, [.. weights.Select(w => new WaitingTenant(w.Key, w.Value, room(w.Key)))]);

    /// <summary>Whoever had less to do than he was given has nothing left.</summary>
    public void Settle(IEnumerable<Share> shares, IEnumerable<ClaimedWork> claimed)
    {
        var taken = claimed.CountBy(c => c.TenantId).ToDictionary();
        foreach (var share in shares.Where(s => taken.GetValueOrDefault(s.TenantId) < s.Places)) weights.Remove(share.TenantId);
    }

    /// <summary>The next instant at which something comes due, or a lease ends and its work comes back.</summary>
    private static async Task<DateTimeOffset?> NextAsync(IQueryable<Due> due, DateTimeOffset now, CancellationToken ct)
    {
        var open = due.Where(d => d.State != DueState.Parked);
        var next = await open.Where(d => d.DueAt > now).OrderBy(d => d.DueAt).Select(d => (DateTimeOffset?)d.DueAt).FirstOrDefaultAsync(ct);
        var back = await open.Where(d => d.DueAt <= now && d.LeaseUntil != null).OrderBy(d => d.LeaseUntil).Select(d => d.LeaseUntil).FirstOrDefaultAsync(ct);
        return next is null || back < next ? back : next;
    }
}
