using Microsoft.EntityFrameworkCore;
using Portico.App.Audit;
using Portico.App.Data;
using Portico.App.Shared;
using Portico.App.Starters;
using Portico.App.Users;

namespace Portico.App.Journeys;

/// <summary>Nobody starts on this journey any more, and a pilot of it ends. Whoever is inside goes on.</summary>
public static class RetractJourney
{
    private static readonly Error NotFound = new(404, "journey.not_found", "There is no such journey.");

    public sealed class Handler(PorticoDb db, JourneyLibrary journeys, LiveStarters starters, TimeProvider clock, Ids ids, CurrentActor actor)
    {
        /// <returns>Whether it was live before.</returns>
        public async Task<Result<bool>> HandleAsync(string key, CancellationToken ct)
        {
            if (Allowed.UnlessAdmin(actor) is { } no) return no;
            var journey = await db.Journeys.SingleOrDefaultAsync(j => j.Key == key, ct);
            if (journey is null) return NotFound;
            if (journey.LiveVersion is not { } live) return false;
            journey.LiveVersion = null;
            await starters.RemoveAsync(key, ct);
            if (journey.PilotId is { } running)
            {
                var pilot = await db.JourneyPilots.SingleAsync(p => p.Id == running, ct);
                pilot.Close(PilotEnd.Stopped, clock.GetUtcNow(), actor.Value.Id);
                journey.PilotId = null;
                db.Audit.Add(JourneyAudit.Entry(ids, clock, actor, "journey.pilot_stopped", key, pilot.Version));
            }

            db.Audit.Add(JourneyAudit.Entry(ids, clock, actor, "journey.retracted", key, live));
            try
            {
                await db.SaveChangesAsync(ct);
            }
            catch (DbUpdateConcurrencyException)
            {
                return SaveJourney.ChangedMeanwhile; // also if one of its starters was just starting a case
            }

            journeys.Changed(key);
            return true;
        }
    }
}
