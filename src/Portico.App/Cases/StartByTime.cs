using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Portico.App.Data;
using Portico.App.Outbox;
using Portico.App.Starters;
using Portico.App.Tenants;

namespace Portico.App.Cases;

/// <summary>A starter's time has come: one case, and the next time, in one commit. Times that passed while nobody worked are made up for once.</summary>
internal sealed class StartByTime(PorticoDb db, StarterCases cases, TenantDirectory tenants, IOptions<StarterOptions> options, TimeProvider clock) : DueWork
{
    public override DueKind Kind => DueKind.Schedule;

    public override bool Computes => true;

    public override async Task DoAsync(Guid caseId, string dueId, int attempt, CancellationToken ct)
    {
        var due = await db.Due.HeldAsync(caseId, dueId, attempt, ct);
        if (due is null) return; // retracted, or somebody else has it
        var starter = await db.Starters.AsNoTracking().SingleOrDefaultAsync(s => s.Id == caseId, ct);
        var tenant = await tenants.FindAsync(db.TenantId, ct);
        var next = starter is null ? null : Occurrences.Next(starter.Kind, starter.Key, due.DueAt, clock.GetUtcNow(), tenant?.Zone ?? TimeZoneInfo.Utc, options.Value.ShortestInterval);
        if (next is { } at) (due.DueAt, due.LeaseUntil) = (at, null);
        else db.Due.Remove(due);

        if (starter is null || tenant is null) await db.SaveChangesAsync(ct); // a suspended tenant starts nothing
        else await cases.StartAsync(starter.Id, new(null), ct);
    }
}
