using Microsoft.EntityFrameworkCore;
using Portico.App.Data;
using Portico.App.Shared;
using Portico.App.Users;

namespace Portico.App.Journeys;

/// <summary>All that was ever drawn of a journey: its versions, and the saves that led to them.</summary>
public static class ReadHistory
{
    public sealed record View(string Name, IReadOnlyList<Version> Versions);

    /// <param name="Token">Of the version as it stands.</param>
    /// <param name="Saves">Newest first; empty if it was drawn before saves were kept, or they were too many.</param>
    public sealed record Version(int Number, string Token, bool Live, bool Test, DateTimeOffset? PublishedAt, DateTimeOffset? ReleasedAt, DateTimeOffset UpdatedAt, string ContentHash, IReadOnlyList<Save> Saves);

    /// <param name="Aside">It never became the draft, because somebody else had saved meanwhile.</param>
    public sealed record Save(string Token, DateTimeOffset At, string By, bool Aside);

    private static readonly Error NotFound = new(404, "journey.not_found", "There is no such journey.");
    private static readonly Error NoSuchDrawing = new(404, "journey.version_not_found", "There is no such version of this journey, or it is no longer kept.");

    public sealed class Handler(PorticoDb db)
    {
        public async Task<Result<View>> HandleAsync(string key, CancellationToken ct)
        {
            if (await db.Journeys.AsNoTracking().SingleOrDefaultAsync(j => j.Key == key, ct) is not { } journey) return NotFound;
            var versions = await db.JourneyVersions.AsNoTracking().Where(v => v.JourneyKey == key).OrderByDescending(v => v.Number).Select(v => new { v.Number, v.Revision, v.PublishedAt, v.ReleasedAt, v.UpdatedAt, v.ContentHash }).ToListAsync(ct);
            var saves = await db.Set<JourneySave>().AsNoTracking().Where(s => s.JourneyKey == key).OrderByDescending(s => s.At).ThenByDescending(s => s.Revision).Select(s => new { s.Number, s.Revision, s.At, s.By }).ToListAsync(ct);
            var people = await ActorNames.ReadAsync(db, ct);
            return new View(journey.Name, versions.ConvertAll(v => new Version(v.Number, JourneyVersion.TokenOf(v.Number, v.Revision), v.Number == journey.LiveVersion, v.Number == journey.TestVersion, v.PublishedAt, v.ReleasedAt, v.UpdatedAt, v.ContentHash,
                [.. saves.Where(s => s.Number == v.Number).Select(s => new Save(JourneyVersion.TokenOf(s.Number, s.Revision), s.At, people.Of(s.By), s.Revision < 0))])));
        }

        /// <param name="from">A token of a version or of a save.</param>
        public async Task<Result<JourneyComparison.Result>> CompareAsync(string key, string from, string to, CancellationToken ct) =>
            await db.DrawingAsync(key, from, ct) is { } before && await db.DrawingAsync(key, to, ct) is { } after ? JourneyComparison.Of(before, after) : NoSuchDrawing;
    }

    /// <summary>What a version or a save holds, by its token; null: there is none.</summary>
    internal static async Task<string?> DrawingAsync(this PorticoDb db, string key, string token, CancellationToken ct)
    {
        if (token.Split('.') is not [var first, var second] || !int.TryParse(first, out var number) || !int.TryParse(second, out var revision)) return null;
        return await db.Set<JourneySave>().Where(s => s.JourneyKey == key && s.Number == number && s.Revision == revision).Select(s => s.Definition).SingleOrDefaultAsync(ct)
            ?? await db.JourneyVersions.Where(v => v.JourneyKey == key && v.Number == number && v.Revision == revision).Select(v => v.Definition).SingleOrDefaultAsync(ct);
    }
}
