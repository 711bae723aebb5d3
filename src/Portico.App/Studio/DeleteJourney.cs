using Microsoft.EntityFrameworkCore;
using Portico.App.Audit;
using Portico.App.Cases;
using Portico.App.Data;
using Portico.App.Journeys;
using Portico.App.Shared;
using Portico.App.Starters;
using Portico.App.Users;

namespace Portico.App.Studio;

/// <summary>A journey, or one old drawing of it, goes for good: only as long as no case ever ran on it.</summary>
public static class DeleteJourney
{
    private static readonly Error NotFound = new(404, "journey.not_found", "There is no such journey or version.");

    private static readonly Error InTest = new(409, "journey.in_test", "Test cases start on this version. Publish another one to test first.");
    private static readonly Error HasCases = new(400, "journey.has_cases",
        "There are cases on this journey, running or ended, and they need it to be read. Retract it instead: then nobody starts on it any more.");

    private static readonly Error Live = new(400, "journey.version_live", "This version is live: customers start on it. Retract the journey or publish another version first.");
    private static readonly Error InPilot = new(400, "journey.version_in_pilot", "A pilot of this version, or against it, is running or has run, and its results need the drawing.");
    private static readonly Error Last = new(400, "journey.version_last", "This is the only version of the journey. Delete the journey itself.");

    public sealed class Handler(PorticoDb db, JourneyLibrary journeys, LiveStarters starters, TimeProvider clock, Ids ids, CurrentActor actor)
    {
        public async Task<Result<bool>> HandleAsync(string key, CancellationToken ct)
        {
            if (Allowed.UnlessAdmin(actor) is { } no) return no;
            var journey = await db.Journeys.SingleOrDefaultAsync(j => j.Key == key, ct);
            if (journey is null) return NotFound;
            if (await db.Cases.AnyAsync(c => c.JourneyKey == key, ct)) return HasCases;
            var versions = await db.JourneyVersions.Where(v => v.JourneyKey == key).ToListAsync(ct);
            db.JourneyVersions.RemoveRange(versions);
            db.Journeys.Remove(journey);
            await starters.RemoveAsync(key, ct);
            db.Audit.Add(JourneyAudit.Entry(ids, clock, actor, "journey.deleted", key, versions.Max(v => v.Number)));
            await db.SaveChangesAsync(ct);
            journeys.Changed(key);
            return true;
        }

        public async Task<Result<bool>> VersionAsync(string versionId, CancellationToken ct)
        {
            if (Allowed.UnlessAdmin(actor) is { } no) return no;
            var version = await db.JourneyVersions.SingleOrDefaultAsync(v => v.Id == versionId, ct);
            if (version is null) return NotFound;
            var journey = await db.Journeys.SingleAsync(j => j.Key == version.JourneyKey, ct);
            if (journey.LiveVersion == version.Number) return Live;
            if (journey.TestVersion == version.Number) return InTest;
            if (await db.Cases.AnyAsync(c => c.JourneyVersionId == versionId, ct)) return HasCases;
            if (await db.JourneyPilots.AnyAsync(p => p.VersionId == versionId || p.AgainstId == versionId, ct)) return InPilot;
            if (!await db.JourneyVersions.AnyAsync(v => v.JourneyKey == version.JourneyKey && v.Id != versionId, ct)) return Last;
            db.JourneyVersions.Remove(version);
            db.Audit.Add(JourneyAudit.Entry(ids, clock, actor, "journey.version_deleted", version.JourneyKey, version.Number));
            await db.SaveChangesAsync(ct);
            return true;
        }
    }
}
