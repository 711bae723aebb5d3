using Microsoft.EntityFrameworkCore;
using Portico.App.Audit;
using Portico.App.Data;
using Portico.App.Journeys;
using Portico.App.Shared;
using Portico.App.Starters;
using Portico.App.Users;

namespace Portico.App.Pilots;

/// <summary>Scales a pilot, so that its version is live for everybody new, or stops it, so that nobody starts on it any more. Whoever is inside goes on where he is, and still counts.</summary>
public static class EndPilot
{
    internal static readonly Error NotFound = new(404, "pilot.not_found", "There is no such pilot.");
    internal static readonly Error ChangedMeanwhile = new(409, "pilot.changed_meanwhile", "Somebody else changed this pilot or its journey meanwhile. Reload the page to see how it stands.");
    internal static readonly Error Ended = new(409, "pilot.ended", "This pilot has ended already. Reload the page to see how.");

    public sealed class Handler(PorticoDb db, JourneyLibrary journeys, LiveStarters starters, TimeProvider clock, Ids ids, CurrentActor actor)
    {
        public async Task<Result<bool>> HandleAsync(Guid id, PilotEnd end, CancellationToken ct)
        {
            if (Allowed.UnlessAdmin(actor) is { } no) return no;
            if (await db.JourneyPilots.SingleOrDefaultAsync(p => p.Id == id, ct) is not { } pilot) return NotFound;
            if (pilot.EndedAt is not null) return Ended;
            var key = pilot.JourneyKey;
            var journey = await db.Journeys.SingleAsync(j => j.Key == key, ct);

            pilot.Close(end, clock.GetUtcNow(), actor.Value.Id);
            journey.PilotId = null;
            if (end == PilotEnd.Scaled)
            {
                journey.LiveVersion = pilot.Version;
                await starters.ReplaceAsync(key, pilot.VersionId, (await journeys.OfVersionAsync(pilot.VersionId, ct)).Definition.Starters, ct);
            }

            db.Audit.Add(JourneyAudit.Entry(ids, clock, actor, end == PilotEnd.Scaled ? "journey.pilot_scaled" : "journey.pilot_stopped", key, pilot.Version));
            try
            {
                await db.SaveChangesAsync(ct);
            }
            catch (DbUpdateConcurrencyException)
            {
                return ChangedMeanwhile;
            }

            journeys.Changed(key);
            return true;
        }
    }
}
