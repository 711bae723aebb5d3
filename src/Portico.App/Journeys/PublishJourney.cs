using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Portico.App.Audit;
using Portico.App.Data;
using Portico.App.Forms;
using Portico.App.Shared;
using Portico.App.Starters;
using Portico.App.Users;
using Portico.Workflows;

namespace Portico.App.Journeys;

/// <summary>New customers start on the newest drawing from now on; it and the forms it shows never change again. Whoever is inside stays on his version.</summary>
public static class PublishJourney
{
    /// <param name="Already">True: this very drawing, with these forms, was live before.</param>
    public sealed record Response(string Key, string VersionId, int Number, string Token, bool Already);

    private static readonly Error NotFound = new(404, "journey.not_found", "There is no such journey.");

    private static Error HasErrors(IReadOnlyDictionary<string, string[]> fields) =>
        new(400, "journey.has_errors", "The journey cannot be published yet. It is saved as a draft.", fields);

    public sealed class Handler(PorticoDb db, JourneyLibrary journeys, LiveStarters starters, IEnumerable<PublishCondition> conditions, TimeProvider clock, Ids ids, CurrentActor actor)
    {
        public async Task<Result<Response>> HandleAsync(string key, CancellationToken ct)
        {
            if (Allowed.UnlessAdmin(actor) is { } no) return no;
            var journey = await db.Journeys.SingleOrDefaultAsync(j => j.Key == key, ct);
            if (journey is null) return NotFound;
            var latest = await db.JourneyVersions.Where(v => v.JourneyKey == key).OrderByDescending(v => v.Number).FirstAsync(ct);

            var definition = WorkflowDefinition.Parse(latest.Definition);
            var forms = await db.Forms.NewestAsync([.. definition.UsedForms.Where(form => form.Length > 0), FormDefinition.StartPageOf(key)], ct);
            if (Faults(definition, forms) is { Count: > 0 } faults) return HasErrors(faults);
            var pins = forms.ToDictionary(form => form.Key, form => form.Value.Version);

            var sameForms = latest.FormVersions.Count == pins.Count && latest.FormVersions.All(pin => pins.TryGetValue(pin.Key, out var version) && version == pin.Value);
            if (latest.IsPublished && sameForms && journey.LiveVersion == latest.Number)
            {
                // As they should be already, unless it was published by a version of the platform that knew no starters.
                await starters.ReplaceAsync(key, latest.Id, definition.Starters, ct);
                await db.SaveChangesAsync(ct);
                return Answer(latest, already: true);
            }

            foreach (var condition in conditions)
                if (await condition.FaultsAsync(key, ct) is { Count: > 0 } against) return HasErrors(against);

            // A form changed under an unchanged drawing: published versions stay what they are, so this is the next one.
            var live = latest.IsPublished && !sameForms ? Copy(latest) : latest;

            var now = clock.GetUtcNow();
            if (!live.IsPublished)
            {
                live.PublishedAt = now;
                live.UpdatedAt = now;
                live.ContentHash = definition.ContentHash;
                live.FormVersions = pins;
                live.Revision++;
                foreach (var draft in forms.Values.Where(form => form.PublishedAt is null))
                {
                    draft.PublishedAt = now;
                    draft.Revision++;
                }
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

        private static Dictionary<string, string[]> Faults(WorkflowDefinition definition, Dictionary<string, Form> forms)
        {
            var names = definition.Nodes.DistinctBy(node => node.NodeId).ToDictionary(node => node.NodeId, node => node.DisplayText);
            var found = definition.Findings.Where(finding => finding.Severity == FindingSeverity.Error)
                .Select(finding => (Place: finding.NodeId is not null && names.TryGetValue(finding.NodeId, out var name) ? name : "Journey", Text: $"{finding.Message} {finding.Fix}".Trim()));
            var missing = definition.UsedForms.Where(form => form.Length > 0 && !forms.ContainsKey(form)).Distinct()
                .Select(form => (Place: "Forms", Text: $"The form \"{form}\" does not exist. Choose another one, or create it under Forms."));
            var broken = from form in forms.Values from finding in FormFindings.Check(form.Read(), []) where finding.Blocks select (Place: $"Form {form.Key}", Text: finding.Field is null ? finding.Message : $"{finding.Field}: {finding.Message}");
            var endless = definition.Starters.Where(starter => starter.Kind != StarterKind.Event && Occurrences.KeyOf(starter).Length > Ids.LongestBounded)
                .Select(starter => (Place: definition.Nodes.First(node => node.Id == starter.ActivityId).DisplayText, Text: $"What it waits for is longer than {Ids.LongestBounded} characters."));
            return found.Concat(missing).Concat(broken).Concat(endless).GroupBy(fault => fault.Place).ToDictionary(place => place.Key, place => place.Select(fault => fault.Text).ToArray());
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
}
