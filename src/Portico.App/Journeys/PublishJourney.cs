using Microsoft.EntityFrameworkCore;
using Portico.App.Audit;
using Portico.App.Data;
using Portico.App.Shared;
using Portico.App.Starters;
using Portico.App.Tenants;
using Portico.App.Users;

namespace Portico.App.Journeys;

/// <summary>
/// New customers start on the newest drawing from now on; it and the forms it shows never change again. Whoever is inside stays on his version. It can be published to test first, where only
/// test cases start on it; a version that was published before is promoted as it is, byte for byte: to live, or back to where it was once.
/// </summary>
public static class PublishJourney
{
    /// <param name="Justifications">Of warnings; those of the version before count, too, where nothing new is said.</param>
    /// <param name="Token">Of the drawing that was looked at; null: whatever is newest.</param>
    /// <param name="Version">One that was published before; null: the newest drawing.</param>
    public sealed record Request(IReadOnlyList<Justification> Justifications, string? Token = null, int? Version = null, TenantEnvironment Environment = TenantEnvironment.Live)
    {
        public static readonly Request Plain = new([]);
    }

    /// <param name="Already">True: this very drawing, with these forms, was live before.</param>
    /// <param name="Waits">True: it is not live yet, because another admin has to approve it.</param>
    public sealed record Response(string Key, string VersionId, int Number, string Token, string ContentHash, bool Already, bool Waits = false);

    private static readonly Error NotFound = new(404, "journey.not_found", "There is no such journey.");
    internal static readonly Error NoVersion = new(404, "journey.version_not_found", "There is no such version of this journey that was published, to test or live.");
    private static readonly Error NoRequest = new(409, "journey.no_request", "Nobody asks to publish this journey any more. Reload the page.");
    private static readonly Error OwnRequest = new(409, "journey.needs_second_person", "Another admin has to approve what you asked for.");
    private static readonly Error Void = new(409, "journey.request_void", "The drawing or one of its forms was changed after it was asked to be published. It has to be asked for again.");
    private static readonly Error BadWords = new(422, "journey.bad_justification", $"A justification has {Justification.Shortest} to {Justification.Longest} characters.");

    private static readonly Error PilotRuns = new(409, "journey.pilot_running",
        "A pilot of this journey is running, and what it is compared with must stay. Scale it or stop it first, then publish. The drawing is saved as a draft.");

    public sealed class Handler(
        PorticoDb db, JourneyLibrary journeys, LiveStarters starters, Publication publication, TimeProvider clock, Ids ids, CurrentActor actor)
    {
        public Task<Result<Response>> HandleAsync(string key, CancellationToken ct) => HandleAsync(key, Request.Plain, ct);

        public async Task<Result<Response>> HandleAsync(string key, Request request, CancellationToken ct)
        {
            if (Allowed.UnlessAdmin(actor) is { } no) return no;
            return await PublishAsync(key, request, ct);
        }

        /// <summary>As a secret key may do it, too: only of what was published before, which an admin did.</summary>
        internal async Task<Result<Response>> PromoteAsync(string key, Request request, CancellationToken ct) =>
            Allowed.UnlessAdminOrKey(actor) is { } no ? no : request.Version is null ? NoVersion : await PublishAsync(key, request, ct);

        private async Task<Result<Response>> PublishAsync(string key, Request request, CancellationToken ct)
        {
            if (!request.Justifications.All(justification => justification is { Finding: not null, Words: not null } && justification.Fits)) return BadWords;
            if (await db.Journeys.SingleOrDefaultAsync(j => j.Key == key, ct) is not { } journey) return NotFound;
            if (request.Environment == TenantEnvironment.Live && journey.PilotId is not null) return PilotRuns;
            var drawing = request.Version is { } number ? await publication.ReadFixedAsync(key, number, request.Environment, ct) : await publication.ReadAsync(key, ct, request.Environment);
            if (drawing is null) return NoVersion;
            if (request.Token is { } token && token != drawing.Version.Token) return SaveJourney.ChangedMeanwhile;
            if (request.Environment == TenantEnvironment.Test) return await GoToTestAsync(journey, drawing, ct);
            if (drawing.IsLive(journey))
            {
                // As they should be already, unless it was published by a version of the platform that knew no starters.
                await starters.ReplaceAsync(key, drawing.Version.Id, drawing.Definition.Starters, ct);
                await db.SaveChangesAsync(ct);
                return Answer(drawing.Version, already: true);
            }

            var justified = await publication.JustifyAsync(key, drawing, request.Justifications, ct);
            if (!justified.Ok) return justified.Error;
            var wish = await db.PublishRequests.SingleOrDefaultAsync(r => r.JourneyKey == key, ct);
            return await publication.NeedsTwoAsync(ct)
                ? await AskAsync(wish, drawing, request.Version is not null, justified.Value, ct)
                : await GoLiveAsync(journey, drawing, justified.Value, wish, ct);
        }

        /// <summary>The second pair of eyes.</summary>
        /// <param name="token">Of the drawing that was looked at.</param>
        public async Task<Result<Response>> ApproveAsync(string key, string token, CancellationToken ct)
        {
            if (Allowed.UnlessAdmin(actor) is { } no) return no;
            if (await db.Journeys.SingleOrDefaultAsync(j => j.Key == key, ct) is not { } journey) return NotFound;
            if (journey.PilotId is not null) return PilotRuns;
            if (await db.PublishRequests.SingleOrDefaultAsync(r => r.JourneyKey == key, ct) is not { RefusedBy: null } wish || wish.Token != token) return NoRequest;
            var drawing = wish.Promotes ? await publication.ReadFixedAsync(key, JourneyVersion.NumberOf(token), TenantEnvironment.Live, ct) : await publication.ReadAsync(key, ct);
            if (drawing is null) return Void;
            if (wish.AskedBy == actor.Value.Id) return OwnRequest;
            if (!drawing.IsAskedFor(wish)) return Void;
            var justified = await publication.JustifyAsync(key, drawing, wish.Justifications, ct);
            return justified.Ok ? await GoLiveAsync(journey, drawing, justified.Value, wish, ct) : justified.Error;
        }

        private async Task<Result<Response>> AskAsync(PublishRequest? wish, Publication.Drawing drawing, bool promotes, List<Justification> justifications, CancellationToken ct)
        {
            var latest = drawing.Version;
            if (wish is { RefusedBy: null } && wish.Promotes == promotes && drawing.IsAskedFor(wish) && wish.Justifications.SequenceEqual(justifications)) return Answer(latest, already: false) with { Waits = true };
            if (wish is null) db.PublishRequests.Add(wish = new PublishRequest { JourneyKey = latest.JourneyKey });
            wish.Ask(latest, drawing.Forms.Values, promotes, justifications, actor.Value.Id, clock.GetUtcNow());
            db.Audit.Add(JourneyAudit.Entry(ids, clock, actor, "journey.publish_asked", latest.JourneyKey, latest.Number, justifications));
            return await publication.SaveAsync(ct) ? Answer(latest, already: false) with { Waits = true } : SaveJourney.ChangedMeanwhile;
        }

        /// <summary>No customer meets it, so nobody has to justify anything, and nobody else to approve.</summary>
        private async Task<Result<Response>> GoToTestAsync(Journey journey, Publication.Drawing drawing, CancellationToken ct)
        {
            if (drawing.IsTested(journey)) return Answer(drawing.Version, already: true);
            if (Publication.Errors(drawing) is { } errors) return errors;
            var tested = drawing.Version.IsPublished && drawing.HasSameForms ? drawing.Version : publication.Fix(drawing, await publication.SaidBeforeAsync(journey.Key, drawing, ct));
            journey.TestVersion = tested.Number;
            db.Audit.Add(JourneyAudit.Entry(ids, clock, actor, "journey.published_to_test", journey.Key, tested.Number));
            if (!await publication.SaveAsync(ct)) return SaveJourney.ChangedMeanwhile;

            journeys.Changed(journey.Key);
            return Answer(tested, already: false);
        }

        private async Task<Result<Response>> GoLiveAsync(Journey journey, Publication.Drawing drawing, List<Justification> justifications, PublishRequest? wish, CancellationToken ct)
        {
            var live = publication.Release(drawing, justifications);
            journey.LiveVersion = live.Number;
            await starters.ReplaceAsync(journey.Key, live.Id, drawing.Definition.Starters, ct);
            if (wish is not null) db.Remove(wish);
            db.Audit.Add(JourneyAudit.Entry(ids, clock, actor, "journey.published", journey.Key, live.Number, justifications, askedBy: wish is { RefusedBy: null } ? wish.AskedBy : null));
            if (!await publication.SaveAsync(ct)) return SaveJourney.ChangedMeanwhile;

            journeys.Changed(journey.Key);
            return Answer(live, already: false);
        }

        private static Response Answer(JourneyVersion version, bool already) => new(version.JourneyKey, version.Id, version.Number, version.Token, version.ContentHash, already);
    }
}
