using Microsoft.EntityFrameworkCore;
using Portico.App.Audit;
using Portico.App.Data;
using Portico.App.Journeys;
using Portico.App.Shared;
using Portico.App.Tenants;
using Portico.App.Users;

namespace Portico.App.Pilots;

/// <summary>A share of the new customers starts on the newest drawing from now on. It is published for that, but what is live stays live.</summary>
public static class StartPilot
{
    /// <param name="Percent">Of the new customers; as many are the control group.</param>
    /// <param name="Locale">Only customers with this language take part; null: all.</param>
    /// <param name="Justifications">Of warnings, as when it is published.</param>
    public sealed record Request(int Percent, string? Locale, IReadOnlyList<Justification>? Justifications = null);

    private static readonly Error NotFound = new(404, "journey.not_found", "There is no such journey.");
    private static readonly Error Invalid = new(422, "pilot.invalid", "The pilot cannot be started like this.");
    private static readonly Error NothingLive = new(409, "pilot.nothing_live", "Nobody starts on this journey now, so there is nothing to compare with. Publish it first.");
    private static readonly Error NothingNew = new(409, "pilot.nothing_new", "The newest drawing is live already. Change the journey or one of its forms, then start a pilot of the change.");
    private static readonly Error Runs = new(409, "pilot.running", "A pilot of this journey is running already. Scale it or stop it first.");

    private static readonly Error NeedsTwo = new(409, "pilot.needs_second_person",
        "Publishing needs two people here, and a pilot reaches customers, too. Ask to publish the drawing on its Check page; another admin can then start the pilot instead of approving it.");

    public sealed class Handler(PorticoDb db, Publication publication, JourneyLibrary journeys, TenantDirectory tenants, TimeProvider clock, Ids ids, CurrentActor actor)
    {
        /// <returns>Id of the pilot.</returns>
        public async Task<Result<Guid>> HandleAsync(string key, Request request, CancellationToken ct)
        {
            if (Allowed.UnlessAdmin(actor) is { } no) return no;
            if (await db.Journeys.SingleOrDefaultAsync(j => j.Key == key, ct) is not { } journey) return NotFound;
            if (await ProblemsAsync(request, ct) is { Count: > 0 } problems) return Invalid with { Fields = problems };
            if (journey.PilotId is not null) return Runs;
            if (journey.LiveVersion is not { } live) return NothingLive;
            var drawing = await publication.ReadAsync(key, ct);
            if (drawing.IsLive(journey)) return NothingNew;
            var wish = await db.PublishRequests.SingleOrDefaultAsync(r => r.JourneyKey == key, ct);
            var asked = wish is { RefusedBy: null } && drawing.IsAskedFor(wish) && wish.AskedBy != actor.Value.Id;
            if (!asked && await publication.NeedsTwoAsync(ct)) return NeedsTwo;
            var justified = await publication.JustifyAsync(key, drawing, [.. request.Justifications ?? [], .. asked ? wish!.Justifications : []], ct);
            if (!justified.Ok) return justified.Error;
            var version = publication.Release(drawing, justified.Value);
            if (wish is not null) db.Remove(wish);

            var pilot = new JourneyPilot
            {
                Id = ids.New(), JourneyKey = key, Version = version.Number, VersionId = version.Id, Percent = request.Percent, Locale = request.Locale, StartedAt = clock.GetUtcNow(), StartedBy = actor.Value.Id,
                Against = live, AgainstId = await db.JourneyVersions.Where(v => v.JourneyKey == key && v.Number == live).Select(v => v.Id).SingleAsync(ct),
            };
            db.JourneyPilots.Add(pilot);
            journey.PilotId = pilot.Id;
            db.Audit.Add(JourneyAudit.Entry(ids, clock, actor, "journey.pilot_started", key, version.Number, justified.Value, asked ? wish!.AskedBy : null, percent: request.Percent));
            if (!await publication.SaveAsync(ct)) return EndPilot.ChangedMeanwhile;

            journeys.Changed(key);
            return pilot.Id;
        }

        private async Task<Dictionary<string, string[]>> ProblemsAsync(Request request, CancellationToken ct)
        {
            var problems = Shares.Problems(request.Percent);
            if (request.Locale is { } locale && (await tenants.FindAsync(db.TenantId, ct))?.Locales.Contains(locale) != true) problems["locale"] = ["Choose one of your languages."];
            return problems;
        }
    }
}
