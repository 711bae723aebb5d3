using Microsoft.EntityFrameworkCore;
using Portico.App.Audit;
using Portico.App.Data;
using Portico.App.Shared;
using Portico.App.Users;

namespace Portico.App.Journeys;

/// <summary>An old drawing becomes the newest draft. Nothing is lost: what was newest stays in the history.</summary>
public static class RevertJourney
{
    private static readonly Error NotFound = new(404, "journey.version_not_found", "There is no such version of this journey.");

    public sealed class Handler(PorticoDb db, TimeProvider clock, Ids ids, CurrentActor actor)
    {
        /// <returns>Id of the version that is newest now.</returns>
        public async Task<Result<string>> HandleAsync(string key, int number, CancellationToken ct) =>
            await RevertAsync(key, await db.JourneyVersions.Where(v => v.JourneyKey == key && v.Number == number).Select(v => v.Definition).SingleOrDefaultAsync(ct), ct);

        /// <param name="token">Of a version, or of a save that a later one has overwritten.</param>
        /// <returns>Id of the version that is newest now.</returns>
        public async Task<Result<string>> HandleAsync(string key, string token, CancellationToken ct) => await RevertAsync(key, await db.DrawingAsync(key, token, ct), ct);

        private async Task<Result<string>> RevertAsync(string key, string? old, CancellationToken ct)
        {
            if (Allowed.UnlessAdmin(actor) is { } no) return no;
            if (old is null) return NotFound;
            var latest = await db.JourneyVersions.Where(v => v.JourneyKey == key).OrderByDescending(v => v.Number).FirstAsync(ct);

            var document = JourneyDocument.Parse(old);
            JourneyDocument.Stamp(document, key, latest.Id, latest.Number, document["name"]!.ToString());
            if (JourneyDocument.Same(document, JourneyDocument.Parse(latest.Definition))) return latest.Id; // also a repeated request

            var now = clock.GetUtcNow();
            var draft = new JourneyVersion { Id = ids.New().ToString("N"), JourneyKey = key, Number = latest.Number + 1, Definition = "", CreatedAt = now, UpdatedAt = now };
            JourneyDocument.Stamp(document, key, draft.Id, draft.Number, document["name"]!.ToString());
            draft.Definition = JourneyDocument.Write(document);
            db.JourneyVersions.Add(draft);
            db.Add(JourneySave.Of(draft, now, actor.Value.Id));
            db.Audit.Add(JourneyAudit.Entry(ids, clock, actor, "journey.reverted", key, draft.Number));
            return await db.WinsAsync(() => db.JourneyVersions.AnyAsync(v => v.JourneyKey == key && v.Number == draft.Number, ct), ct) ? draft.Id : SaveJourney.ChangedMeanwhile;
        }
    }
}
