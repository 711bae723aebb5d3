using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Portico.App.Audit;
using Portico.App.Data;
using Portico.App.Shared;
using Portico.App.Users;
using Portico.Workflows;

namespace Portico.App.Journeys;

/// <summary>A designer or an import hands in a whole definition: a new journey, a new draft on top of a published version, or the open draft once more.</summary>
public static class SaveJourney
{
    /// <param name="Definition">An Elsa-3 definition; without <c>definitionId</c> it becomes a new journey.</param>
    /// <param name="Base">The <see cref="JourneyVersion.Token"/> it was drawn on; null: whatever is newest.</param>
    public sealed record Request(JsonObject Definition, string? Base = null);

    /// <param name="Changed">False: it said nothing new, so nothing was written.</param>
    public sealed record Response(string Key, string VersionId, int Number, string Token, bool Changed);

    public static readonly Error ChangedMeanwhile = new(409, "journey.changed_meanwhile",
        "Somebody else saved this journey meanwhile. Your last change was not saved. Reload the page to see the newest drawing, then make the change again.");

    private static readonly Error KeptAside = ChangedMeanwhile with
    {
        Text = "Somebody else saved this journey meanwhile, so your last change did not become the draft. It is kept in the history, where you can compare and restore it. Reload the page to go on from the newest drawing.",
    };

    private static readonly Error Emptied = new(400, "journey.emptied",
        "This save would remove every activity of the journey, so it was not saved. Reload the page; if you want to be rid of the journey, delete it.");

    private static readonly Error NoName = new(400, "journey.no_name", "A journey needs a name of 1 to 200 characters.");

    internal static Error NotADefinition(string why) => new(400, "journey.not_a_definition", "This is not an Elsa 3 definition. " + why);

    public sealed class Handler(PorticoDb db, TimeProvider clock, Ids ids, CurrentActor actor)
    {
        public async Task<Result<Response>> HandleAsync(Request request, CancellationToken ct) => Allowed.UnlessAdmin(actor) is { } no ? no : await SaveAsync(request, ct);

        /// <summary>As a secret key may do it, too: a draft, which customers meet only after it was published.</summary>
        internal async Task<Result<Response>> ImportAsync(Request request, CancellationToken ct) => Allowed.UnlessAdminOrKey(actor) is { } no ? no : await SaveAsync(request, ct);

        private async Task<Result<Response>> SaveAsync(Request request, CancellationToken ct)
        {
            var key = request.Definition["definitionId"]?.ToString();
            var journey = key is null ? null : await db.Journeys.SingleOrDefaultAsync(j => j.Key == key, ct);
            var latest = journey is null ? null : await db.JourneyVersions.Where(v => v.JourneyKey == key).OrderByDescending(v => v.Number).FirstAsync(ct);

            JsonObject document;
            try
            {
                document = JourneyDocument.Merge(latest is null ? null : JourneyDocument.Parse(latest.Definition), request.Definition);
                WorkflowDefinition.Parse(JourneyDocument.Write(document));
            }
            catch (Exception e) when (e is JsonException or DefinitionFormatException)
            {
                return NotADefinition(e.Message);
            }
            var name = document["name"]?.ToString().Trim() ?? "";
            if (name.Length is 0 or > 200) return NoName;
            document["customProperties"]!.AsObject().Remove(RevisionMember);

            return latest is null
                ? await CreateAsync(key, name, document, ct)
                : await ChangeAsync(journey!, latest, name, document, request.Base, ct);
        }

        private async Task<Result<Response>> CreateAsync(string? wanted, string name, JsonObject document, CancellationToken ct)
        {
            var key = JourneyDocument.IsKey(wanted) ? wanted! : JourneyDocument.KeyOf(name);
            var taken = await db.Journeys.Where(j => j.Key.StartsWith(key)).Select(j => j.Key).ToListAsync(ct);
            if (taken.Contains(key))
            {
                // The designer repeats a create whose answer got lost: the same drawing twice is one journey.
                var twin = await db.JourneyVersions.SingleOrDefaultAsync(v => v.JourneyKey == key && v.Number == 1 && v.PublishedAt == null, ct);
                if (twin is not null)
                {
                    JourneyDocument.Stamp(document, key, twin.Id, 1, name);
                    if (JourneyDocument.Same(document, JourneyDocument.Parse(twin.Definition))) return Answer(twin, changed: false);
                }
                var stem = key;
                for (var n = 2; taken.Contains(key); n++) key = FormattableString.Invariant($"{stem}-{n}");
            }
            db.Journeys.Add(new Journey { Key = key, Name = name, Description = document["description"]?.ToString() });
            return await AddVersionAsync(key, 1, name, document, ct);
        }

        private async Task<Result<Response>> ChangeAsync(Journey journey, JourneyVersion latest, string name, JsonObject document, string? drawnOn, CancellationToken ct)
        {
            var before = JourneyDocument.Parse(latest.Definition);
            JourneyDocument.Stamp(document, journey.Key, latest.Id, latest.Number, name);
            if (JourneyDocument.Same(document, before)) return Answer(latest, changed: false); // also a repeated save whose answer got lost
            if (drawnOn is not null && drawnOn != latest.Token) return await KeepAsideAsync(journey.Key, latest.Number, document, ct);
            if (JourneyDocument.IsEmpty(document) && !JourneyDocument.IsEmpty(before)) return Emptied;

            journey.Name = name;
            journey.Description = document["description"]?.ToString();
            if (latest.IsPublished) return await AddVersionAsync(journey.Key, latest.Number + 1, name, document, ct);

            latest.Definition = JourneyDocument.Write(document);
            latest.UpdatedAt = clock.GetUtcNow();
            latest.Revision++;
            Note(latest);
            try
            {
                await db.SaveChangesAsync(ct);
            }
            catch (DbUpdateException e)
            {
                // The draft, its save or the journey itself was written by somebody who was faster. Anything else is no expected "no".
                if (e is not DbUpdateConcurrencyException && !await db.JourneyVersions.AnyAsync(v => v.Id == latest.Id && v.Revision >= latest.Revision, ct)) throw;
                return await KeepAsideAsync(journey.Key, latest.Number, document, ct);
            }
            await ForgetOldestAsync(latest, ct);
            return Answer(latest, changed: true);
        }

        private async Task<Result<Response>> AddVersionAsync(string key, int number, string name, JsonObject document, CancellationToken ct)
        {
            var version = new JourneyVersion { Id = ids.New().ToString("N"), JourneyKey = key, Number = number, Definition = "", CreatedAt = clock.GetUtcNow(), UpdatedAt = clock.GetUtcNow() };
            JourneyDocument.Stamp(document, key, version.Id, number, name);
            version.Definition = JourneyDocument.Write(document);
            db.JourneyVersions.Add(version);
            Note(version);
            try
            {
                await db.SaveChangesAsync(ct);
            }
            catch (DbUpdateException e)
            {
                db.ChangeTracker.Clear();
                // Another name while it was published, or the number, which is unique: somebody was faster. Anything else is no expected "no".
                if (e is DbUpdateConcurrencyException || await db.JourneyVersions.AnyAsync(v => v.JourneyKey == key && v.Number == number, ct)) return await KeepAsideAsync(key, number, document, ct);
                throw;
            }
            return Answer(version, changed: true);
        }

        /// <summary>What was refused is not lost: it waits in the history beside the version it was drawn for.</summary>
        private async Task<Error> KeepAsideAsync(string key, int number, JsonObject document, CancellationToken ct)
        {
            for (var tries = 0; ; tries++)
            {
                db.ChangeTracker.Clear();
                var lowest = await db.Set<JourneySave>().Where(s => s.JourneyKey == key && s.Number == number && s.Revision < 0).MinAsync(s => (int?)s.Revision, ct) ?? 0;
                db.Add(new JourneySave { JourneyKey = key, Number = number, Revision = lowest - 1, Definition = JourneyDocument.Write(document), At = clock.GetUtcNow(), By = actor.Value.Id });
                db.Audit.Add(JourneyAudit.Entry(ids, clock, actor, "journey.kept_aside", key, number));
                try
                {
                    await db.SaveChangesAsync(ct);
                    return KeptAside;
                }
                catch (DbUpdateException) when (tries < 20)
                {
                    // Another refused drawing took this place: each time one of them gets through.
                }
            }
        }

        private async Task ForgetOldestAsync(JourneyVersion version, CancellationToken ct)
        {
            var saves = db.Set<JourneySave>().Where(s => s.JourneyKey == version.JourneyKey);
            // By time: the revision of a drawing that was kept aside says nothing about its age.
            var tooMany = await saves.OrderByDescending(s => s.At).ThenByDescending(s => s.Number).ThenByDescending(s => s.Revision).Skip(JourneySave.Kept).Select(s => new { s.Number, s.Revision }).ToListAsync(ct);
            foreach (var old in tooMany) await saves.Where(s => s.Number == old.Number && s.Revision == old.Revision).ExecuteDeleteAsync(ct);
        }

        private void Note(JourneyVersion version)
        {
            db.Add(JourneySave.Of(version, clock.GetUtcNow(), actor.Value.Id));
            db.Audit.Add(JourneyAudit.Entry(ids, clock, actor, "journey.saved", version.JourneyKey, version.Number));
        }

        private static Response Answer(JourneyVersion version, bool changed) => new(version.JourneyKey, version.Id, version.Number, version.Token, changed);
    }

    /// <summary>Where the token travels in a definition for clients that know no header.</summary>
    public const string RevisionMember = "porticoRevision";
}
