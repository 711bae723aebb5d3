using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Portico.App.Data;
using Portico.App.Forms;
using Portico.App.Shared;
using Portico.App.Starters;
using Portico.Workflows;

namespace Portico.App.Journeys;

/// <summary>What goes before customers may start on a drawing, be it live or a pilot: the checks, and that it and the forms it shows never change again.</summary>
public sealed class Publication(PorticoDb db, IEnumerable<PublishCondition> conditions, TimeProvider clock, Ids ids)
{
    /// <param name="IsLive">This very drawing, with these forms, is live; nothing was staged.</param>
    internal sealed record Drawing(JourneyVersion Version, WorkflowDefinition Definition, bool IsLive);

    private static Error HasErrors(IReadOnlyDictionary<string, string[]> fields) =>
        new(400, "journey.has_errors", "The journey cannot be published yet. It is saved as a draft.", fields);

    /// <summary>Stages the newest drawing as a published version; the caller saves.</summary>
    internal async Task<Result<Drawing>> FixNewestAsync(Journey journey, CancellationToken ct)
    {
        var key = journey.Key;
        var latest = await db.JourneyVersions.Where(v => v.JourneyKey == key).OrderByDescending(v => v.Number).FirstAsync(ct);

        var definition = WorkflowDefinition.Parse(latest.Definition);
        var forms = await db.Forms.NewestAsync([.. definition.UsedForms.Where(form => form.Length > 0), FormDefinition.StartPageOf(key)], ct);
        if (Faults(definition, forms) is { Count: > 0 } faults) return HasErrors(faults);
        var pins = forms.ToDictionary(form => form.Key, form => form.Value.Version);

        var sameForms = latest.FormVersions.Count == pins.Count && latest.FormVersions.All(pin => pins.TryGetValue(pin.Key, out var version) && version == pin.Value);
        if (latest.IsPublished && sameForms && journey.LiveVersion == latest.Number) return new Drawing(latest, definition, IsLive: true);

        foreach (var condition in conditions)
            if (await condition.FaultsAsync(key, ct) is { Count: > 0 } against) return HasErrors(against);

        // A form changed under an unchanged drawing: published versions stay what they are, so this is the next one.
        var version = latest.IsPublished && !sameForms ? Copy(latest) : latest;
        if (version.IsPublished) return new Drawing(version, definition, IsLive: false);

        var now = clock.GetUtcNow();
        version.PublishedAt = now;
        version.UpdatedAt = now;
        version.ContentHash = definition.ContentHash;
        version.FormVersions = pins;
        version.Revision++;
        foreach (var draft in forms.Values.Where(form => form.PublishedAt is null))
        {
            draft.PublishedAt = now;
            draft.Revision++;
        }

        return new Drawing(version, definition, IsLive: false);
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
}
