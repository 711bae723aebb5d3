using Microsoft.EntityFrameworkCore;
using Portico.App.Audit;
using Portico.App.Data;
using Portico.App.Shared;
using Portico.App.Starters;
using Portico.App.Users;

namespace Portico.App.Journeys;

/// <summary>New customers start on the newest drawing from now on; it and the forms it shows never change again. Whoever is inside stays on his version.</summary>
public static class PublishJourney
{
    /// <param name="Already">True: this very drawing, with these forms, was live before.</param>
    public sealed record Response(string Key, string VersionId, int Number, string Token, bool Already);

    private static readonly Error NotFound = new(404, "journey.not_found", "There is no such journey.");

    private static readonly Error PilotRuns = new(409, "journey.pilot_running",
        "A pilot of this journey is running, and what it is compared with must stay. Scale it or stop it first, then publish. The drawing is saved as a draft.");

    public sealed class Handler(PorticoDb db, JourneyLibrary journeys, LiveStarters starters, Publication publication, TimeProvider clock, Ids ids, CurrentActor actor)
    {
        public async Task<Result<Response>> HandleAsync(string key, CancellationToken ct)
        {
            if (Allowed.UnlessAdmin(actor) is { } no) return no;
            var journey = await db.Journeys.SingleOrDefaultAsync(j => j.Key == key, ct);
            if (journey is null) return NotFound;
            if (journey.PilotId is not null) return PilotRuns;
            var drawn = await publication.FixNewestAsync(journey, ct);
            if (!drawn.Ok) return drawn.Error;
            var (live, definition, isLive) = drawn.Value;
            if (isLive)
            {
                // As they should be already, unless it was published by a version of the platform that knew no starters.
                await starters.ReplaceAsync(key, live.Id, definition.Starters, ct);
                await db.SaveChangesAsync(ct);
                return Answer(live, already: true);
            }

            journey.LiveVersion = live.Number;
            await starters.ReplaceAsync(key, live.Id, definition.Starters, ct);
            db.Audit.Add(JourneyAudit.Entry(ids, clock, actor, "journey.published", key, live.Number));
            try
            {
                await db.SaveChangesAsync(ct);
            }
            catch (DbUpdateConcurrencyException)
            {
                return SaveJourney.ChangedMeanwhile;
            }

            journeys.ChangedLive(key);
            return Answer(live, already: false);
        }

        private static Response Answer(JourneyVersion version, bool already) => new(version.JourneyKey, version.Id, version.Number, version.Token, already);
    }
}
