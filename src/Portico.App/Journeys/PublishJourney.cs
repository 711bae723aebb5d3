using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Portico.App.Audit;
using Portico.App.Data;
using Portico.App.Forms;
using Portico.App.Shared;
using Portico.App.Starters;
using Portico.App.Tenants;
using Portico.App.Users;
using Portico.Workflows;

namespace Portico.App.Journeys;

/// <summary>New customers start on the newest drawing from now on; it and the forms it shows never change again. Whoever is inside stays on his version.</summary>
public static class PublishJourney
{
    /// <param name="Justifications">Of warnings; those of the version before count, too, where nothing new is said.</param>
    /// <param name="Token">Of the drawing that was looked at; null: whatever is newest.</param>
    public sealed record Request(IReadOnlyList<Justification> Justifications, string? Token = null)
    {
        public static readonly Request Plain = new([]);
    }

    /// <param name="Already">True: this very drawing, with these forms, was live before.</param>
    /// <param name="Waits">True: it is not live yet, because another admin has to approve it.</param>
    public sealed record Response(string Key, string VersionId, int Number, string Token, bool Already, bool Waits = false);

    private static readonly Error NotFound = new(404, "journey.not_found", "There is no such journey.");
    private static readonly Error NoRequest = new(409, "journey.no_request", "Nobody asks to publish this journey any more. Reload the page.");
    private static readonly Error OwnRequest = new(409, "journey.needs_second_person", "Another admin has to approve what you asked for.");
    private static readonly Error Void = new(409, "journey.request_void", "The drawing or one of its forms was changed after it was asked to be published. It has to be asked for again.");
    private static readonly Error BadWords = new(422, "journey.bad_justification", $"A justification has {Justification.Shortest} to {Justification.Longest} characters.");

    private static Error HasErrors(IReadOnlyDictionary<string, string[]> fields) =>
        new(400, "journey.has_errors", "The journey cannot be published yet. It is saved as a draft.", fields);

    private static Error NeedsJustification(IReadOnlyDictionary<string, string[]> fields, int count) =>
        new(409, "journey.needs_justification", $"{count} {(count == 1 ? "warning needs" : "warnings need")} a word of justification before this is published. Open Check, beside the name of the journey. The drawing is saved as a draft.", fields);

    public sealed class Handler(
        PorticoDb db, JourneyLibrary journeys, LiveStarters starters, IEnumerable<PublishCondition> conditions, CheckJourney.Handler check, TimeProvider clock, Ids ids, CurrentActor actor)
    {
        public Task<Result<Response>> HandleAsync(string key, CancellationToken ct) => HandleAsync(key, Request.Plain, ct);

        public async Task<Result<Response>> HandleAsync(string key, Request request, CancellationToken ct)
        {
            if (Allowed.UnlessAdmin(actor) is { } no) return no;
            if (!request.Justifications.All(justification => justification.Fits)) return BadWords;
            if (await db.Journeys.SingleOrDefaultAsync(j => j.Key == key, ct) is not { } journey) return NotFound;
            var drawing = await ReadAsync(key, ct);
            if (request.Token is { } token && token != drawing.Version.Token) return SaveJourney.ChangedMeanwhile;
            if (drawing.IsLive(journey))
            {
                // As they should be already, unless it was published by a version of the platform that knew no starters.
                await starters.ReplaceAsync(key, drawing.Version.Id, drawing.Definition.Starters, ct);
                await db.SaveChangesAsync(ct);
                return Answer(drawing.Version, already: true);
            }

            var justified = await JustifyAsync(key, drawing, request.Justifications, ct);
            if (!justified.Ok) return justified.Error;
            var wish = await db.PublishRequests.SingleOrDefaultAsync(r => r.JourneyKey == key, ct);
            return await db.Tenants.Where(t => t.Id == db.TenantId).Select(t => t.PublishingNeedsTwo).SingleAsync(ct)
                ? await AskAsync(wish, drawing, justified.Value, ct)
                : await GoLiveAsync(journey, drawing, justified.Value, wish, ct);
        }

        /// <summary>The second pair of eyes.</summary>
        /// <param name="token">Of the drawing that was looked at.</param>
        public async Task<Result<Response>> ApproveAsync(string key, string token, CancellationToken ct)
        {
            if (Allowed.UnlessAdmin(actor) is { } no) return no;
            if (await db.Journeys.SingleOrDefaultAsync(j => j.Key == key, ct) is not { } journey) return NotFound;
            if (await db.PublishRequests.SingleOrDefaultAsync(r => r.JourneyKey == key, ct) is not { RefusedBy: null } wish || wish.Token != token) return NoRequest;
            if (wish.AskedBy == actor.Value.Id) return OwnRequest;
            var drawing = await ReadAsync(key, ct);
            if (!wish.IsFor(drawing.Version, drawing.Forms.Values)) return Void;
            var justified = await JustifyAsync(key, drawing, wish.Justifications, ct);
            return justified.Ok ? await GoLiveAsync(journey, drawing, justified.Value, wish, ct) : justified.Error;
        }

        private async Task<Drawing> ReadAsync(string key, CancellationToken ct)
        {
            var latest = await db.JourneyVersions.Where(v => v.JourneyKey == key).OrderByDescending(v => v.Number).FirstAsync(ct);
            var definition = WorkflowDefinition.Parse(latest.Definition);
            var (findings, forms) = await check.ReadAsync(key, definition, ct);
            return new(latest, definition, forms, findings);
        }

        /// <returns>The words for each warning, of now or of the version before; or what stands against publishing.</returns>
        private async Task<Result<List<Justification>>> JustifyAsync(string key, Drawing drawing, IReadOnlyList<Justification> given, CancellationToken ct)
        {
            if (ByPlace(drawing, FindingSeverity.Error) is { Count: > 0 } errors) return HasErrors(errors);
            var known = given.Concat(await check.JustificationsAsync(key, ct)).ToList();
            var warnings = drawing.Findings.Where(finding => finding.Severity == FindingSeverity.Warning).ToList();
            var open = warnings.Where(finding => !known.Exists(justification => justification.IsOf(finding))).ToList();
            if (open.Count > 0) return NeedsJustification(ByPlace(drawing with { Findings = open }, FindingSeverity.Warning), open.Count);
            foreach (var condition in conditions)
                if (await condition.FaultsAsync(key, ct) is { Count: > 0 } against) return HasErrors(against);
            return warnings.Select(finding => known.First(justification => justification.IsOf(finding))).Distinct().Select(justification => justification with { Words = justification.Words.Trim() }).ToList();
        }

        private async Task<Result<Response>> AskAsync(PublishRequest? wish, Drawing drawing, List<Justification> justifications, CancellationToken ct)
        {
            var latest = drawing.Version;
            if (wish is { RefusedBy: null } && wish.IsFor(latest, drawing.Forms.Values) && wish.Justifications.SequenceEqual(justifications)) return Answer(latest, already: false) with { Waits = true };
            if (wish is null) db.PublishRequests.Add(wish = new PublishRequest { JourneyKey = latest.JourneyKey });
            wish.Ask(latest, drawing.Forms.Values, justifications, actor.Value.Id, clock.GetUtcNow());
            db.Audit.Add(JourneyAudit.Entry(ids, clock, actor, "journey.publish_asked", latest.JourneyKey, latest.Number, justifications));
            return await SavedAsync(ct) is { } error ? error : Answer(latest, already: false) with { Waits = true };
        }

        private async Task<Result<Response>> GoLiveAsync(Journey journey, Drawing drawing, List<Justification> justifications, PublishRequest? wish, CancellationToken ct)
        {
            // A form changed under an unchanged drawing: published versions stay what they are, so this is the next one.
            var live = drawing.Version.IsPublished && !drawing.HasSameForms ? Copy(drawing.Version) : drawing.Version;
            var now = clock.GetUtcNow();
            if (!live.IsPublished)
            {
                live.PublishedAt = now;
                live.UpdatedAt = now;
                live.ContentHash = drawing.Definition.ContentHash;
                live.FormVersions = drawing.Pins;
                live.Revision++;
                foreach (var draft in drawing.Forms.Values.Where(form => form.PublishedAt is null))
                {
                    draft.PublishedAt = now;
                    draft.Revision++;
                }
            }
            live.Justifications = justifications;
            journey.LiveVersion = live.Number;
            await starters.ReplaceAsync(journey.Key, live.Id, drawing.Definition.Starters, ct);
            if (wish is not null) db.Remove(wish);
            db.Audit.Add(JourneyAudit.Entry(ids, clock, actor, "journey.published", journey.Key, live.Number, justifications, askedBy: wish is { RefusedBy: null } ? wish.AskedBy : null));
            if (await SavedAsync(ct) is { } error) return error;

            journeys.ChangedLive(journey.Key);
            return Answer(live, already: false);
        }

        private async Task<Error?> SavedAsync(CancellationToken ct)
        {
            try
            {
                await db.SaveChangesAsync(ct);
                return null;
            }
            catch (DbUpdateConcurrencyException)
            {
                return SaveJourney.ChangedMeanwhile;
            }
            catch (DbUpdateException)
            {
                var (version, wish) = (Added<JourneyVersion>(), Added<PublishRequest>());
                db.ChangeTracker.Clear();
                // The number of a version and the request of a journey are unique: if they are taken now, somebody was faster. Anything else is no expected "no".
                if (version is not null && await db.JourneyVersions.AnyAsync(v => v.JourneyKey == version.JourneyKey && v.Number == version.Number, ct)) return SaveJourney.ChangedMeanwhile;
                if (wish is not null && await db.PublishRequests.AnyAsync(r => r.JourneyKey == wish.JourneyKey, ct)) return SaveJourney.ChangedMeanwhile;
                throw;
            }
        }

        private T? Added<T>() where T : class => db.ChangeTracker.Entries<T>().FirstOrDefault(entry => entry.State == EntityState.Added)?.Entity;

        private static Dictionary<string, string[]> ByPlace(Drawing drawing, FindingSeverity severity)
        {
            var names = CheckJourney.Names(drawing.Definition);
            return drawing.Findings.Where(finding => finding.Severity == severity).GroupBy(finding => names.GetValueOrDefault(finding.NodeId ?? "", CheckJourney.WholeJourney))
                .ToDictionary(place => place.Key, place => place.Select(finding => $"{finding.Message} {finding.Fix}".Trim()).ToArray());
        }

        private JourneyVersion Copy(JourneyVersion source)
        {
            var copy = new JourneyVersion { Id = ids.New().ToString("N"), JourneyKey = source.JourneyKey, Number = source.Number + 1, Definition = "", CreatedAt = clock.GetUtcNow() };
            JsonObject document = JourneyDocument.Parse(source.Definition);
            JourneyDocument.Stamp(document, copy.JourneyKey, copy.Id, copy.Number, document["name"]!.ToString());
            copy.Definition = JourneyDocument.Write(document);
            db.JourneyVersions.Add(copy);
            return copy;
        }

        private static Response Answer(JourneyVersion version, bool already) => new(version.JourneyKey, version.Id, version.Number, version.Token, already);
    }

    /// <summary>The newest drawing with the newest forms that it names.</summary>
    private sealed record Drawing(JourneyVersion Version, WorkflowDefinition Definition, Dictionary<string, Form> Forms, IReadOnlyList<Finding> Findings)
    {
        public Dictionary<string, int> Pins => Forms.ToDictionary(form => form.Key, form => form.Value.Version);

        public bool HasSameForms => Version.FormVersions.Count == Forms.Count && Version.FormVersions.All(pin => Forms.TryGetValue(pin.Key, out var form) && form.Version == pin.Value);

        public bool IsLive(Journey journey) => Version.IsPublished && HasSameForms && journey.LiveVersion == Version.Number;
    }
}
