using Microsoft.EntityFrameworkCore;
using Portico.App.Audit;
using Portico.App.Data;
using Portico.App.Shared;
using Portico.App.Users;

namespace Portico.App.Journeys;

/// <summary>The second person says no to a drawing that somebody wants to publish. The yes is <see cref="PublishJourney.Handler.ApproveAsync"/>.</summary>
public static class RefuseToPublish
{
    private static readonly Error NoRequest = new(409, "journey.no_request", "Nobody asks to publish this journey any more. Reload the page.");
    private static readonly Error NoReason = new(422, "journey.reason_missing", $"Say why, in {Justification.Shortest} to {Justification.Longest} characters.");

    public sealed class Handler(PorticoDb db, CurrentActor actor, TimeProvider clock, Ids ids)
    {
        /// <param name="token">Of the drawing that was looked at.</param>
        public async Task<Result<bool>> HandleAsync(string key, string token, string reason, CancellationToken ct)
        {
            if (Allowed.UnlessAdmin(actor) is { } no) return no;
            if (reason.Trim() is not { Length: >= Justification.Shortest and <= Justification.Longest } words) return NoReason;
            if (await db.PublishRequests.SingleOrDefaultAsync(r => r.JourneyKey == key, ct) is not { RefusedBy: null } wish || wish.Token != token) return NoRequest;
            wish.Refuse(actor.Value.Id, words);
            db.Audit.Add(JourneyAudit.Entry(ids, clock, actor, "journey.publish_refused", key, JourneyVersion.NumberOf(token), reason: words));
            try
            {
                await db.SaveChangesAsync(ct);
            }
            catch (DbUpdateConcurrencyException)
            {
                return NoRequest;
            }
            return true;
        }
    }
}
