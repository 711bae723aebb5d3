using Microsoft.EntityFrameworkCore;
using Portico.App.Audit;
using Portico.App.Data;
using Portico.App.Shared;
using Portico.App.Tenants;
using Portico.App.Users;

namespace Portico.App.Journeys;

/// <summary>Whether publishing a journey takes two people. One admin can ask for that; to be rid of it takes two again, else it would keep nobody from anything.</summary>
public static class RequireTwo
{
    /// <param name="OffAskedBy">Who wants to be rid of it, by name; null: nobody.</param>
    /// <param name="OffAskedByMe">It is whoever looks.</param>
    public sealed record View(bool On, string? OffAskedBy, bool OffAskedByMe);

    private static readonly Error ChangedMeanwhile = new(409, "tenant.changed_meanwhile", "Somebody else changed this meanwhile. Reload the page.");

    public sealed class Handler(PorticoDb db, CurrentActor actor, TimeProvider clock, Ids ids)
    {
        public async Task<View> ReadAsync(CancellationToken ct)
        {
            var tenant = await db.Tenants.AsNoTracking().SingleAsync(t => t.Id == db.TenantId, ct);
            return new(tenant.PublishingNeedsTwo, tenant.PublishingOffAskedBy is { } by ? (await ActorNames.ReadAsync(db, ct)).Of(by) : null, tenant.PublishingOffAskedBy == actor.Value.Id);
        }

        public async Task<Result<View>> HandleAsync(bool on, CancellationToken ct)
        {
            if (Allowed.UnlessAdmin(actor) is { } no) return no;
            var (tenant, me) = (await db.Tenants.SingleAsync(t => t.Id == db.TenantId, ct), actor.Value.Id);
            var agreed = !on && tenant.PublishingOffAskedBy is { } other && other != me;
            (bool, string?) wanted = on || !tenant.PublishingNeedsTwo ? (on, null) : agreed ? (false, null) : (true, me);
            if (wanted != (tenant.PublishingNeedsTwo, tenant.PublishingOffAskedBy))
            {
                (tenant.PublishingNeedsTwo, tenant.PublishingOffAskedBy) = wanted;
                db.Audit.Add(new AuditEntry { Id = ids.New(), At = clock.GetUtcNow(), Actor = me, Action = on ? "journey.two_required" : agreed ? "journey.two_lifted" : "journey.two_lift_asked", Subject = "tenant:" + tenant.Id });
                try
                {
                    await db.SaveChangesAsync(ct);
                }
                catch (DbUpdateConcurrencyException)
                {
                    return ChangedMeanwhile;
                }
            }
            db.ChangeTracker.Clear();
            return await ReadAsync(ct);
        }
    }
}
