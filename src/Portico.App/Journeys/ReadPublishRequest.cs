using Microsoft.EntityFrameworkCore;
using Portico.App.Data;
using Portico.App.Forms;
using Portico.App.Shared;
using Portico.App.Tenants;
using Portico.App.Users;
using Portico.Workflows;

namespace Portico.App.Journeys;

/// <summary>What a second person has to see before a drawing goes live.</summary>
public static class ReadPublishRequest
{
    /// <param name="NeedsTwo">The setting of the tenant.</param>
    /// <param name="Wish">Null: nobody asks.</param>
    public sealed record View(bool NeedsTwo, Wish? Wish);

    /// <param name="Mine">Whoever looks has asked himself.</param>
    /// <param name="Void">The drawing or a form was changed since.</param>
    /// <param name="RefusedBy">Null: it is open.</param>
    /// <param name="Difference">Between what is live and what was asked for; null: nothing is live.</param>
    /// <param name="Version">That would go live.</param>
    /// <param name="Promotes">As it was published before, to test or long ago.</param>
    public sealed record Wish(string Token, int Version, bool Promotes, string By, DateTimeOffset At, bool Mine, bool Void, string? RefusedBy, string? Reason, IReadOnlyList<Justification> Justifications, JourneyComparison.Result? Difference, IReadOnlyList<string> Forms);

    private static readonly Error NotFound = new(404, "journey.not_found", "There is no such journey.");

    public sealed class Handler(PorticoDb db, CurrentActor actor)
    {
        public async Task<Result<View>> HandleAsync(string key, CancellationToken ct)
        {
            if (await db.Journeys.AsNoTracking().SingleOrDefaultAsync(j => j.Key == key, ct) is not { } journey) return NotFound;
            var needsTwo = await db.Tenants.Where(t => t.Id == db.TenantId).Select(t => t.PublishingNeedsTwo).SingleAsync(ct);
            if (await db.PublishRequests.AsNoTracking().SingleOrDefaultAsync(r => r.JourneyKey == key, ct) is not { } wish) return new View(needsTwo, null);

            var versions = await db.JourneyVersions.AsNoTracking().Where(v => v.JourneyKey == key).OrderByDescending(v => v.Number).ToListAsync(ct);
            var meant = wish.Promotes ? versions.Find(version => version.Number == JourneyVersion.NumberOf(wish.Token)) ?? versions[0] : versions[0];
            var forms = await db.Forms.AsNoTracking().OfDrawingAsync(key, WorkflowDefinition.Parse(meant.Definition), wish.Promotes ? meant.FormVersions : null, ct);
            var live = versions.Find(version => version.Number == journey.LiveVersion);
            var people = await ActorNames.ReadAsync(db, ct);
            return new View(needsTwo, new(wish.Token, JourneyVersion.NumberOf(wish.Token), wish.Promotes, people.Of(wish.AskedBy), wish.AskedAt, wish.AskedBy == actor.Value.Id, !wish.IsFor(meant, forms.Values), wish.RefusedBy is { } by ? people.Of(by) : null, wish.Reason, wish.Justifications,
                live is null ? null : JourneyComparison.Of(live.Definition, meant.Definition),
                [.. forms.Values.Where(form => live?.FormVersions.GetValueOrDefault(form.Key) != form.Version).Select(form => form.Key).Order(StringComparer.Ordinal)]));
        }
    }
}
