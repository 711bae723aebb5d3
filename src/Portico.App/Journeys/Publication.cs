using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Portico.App.Data;
using Portico.App.Forms;
using Portico.App.Shared;
using Portico.App.Tenants;
using Portico.Workflows;

namespace Portico.App.Journeys;

/// <summary>What goes before customers may start on a drawing, be it live or a pilot: the checks, and that it and the forms it shows never change again.</summary>
public sealed class Publication(PorticoDb db, IEnumerable<PublishCondition> conditions, CheckJourney.Handler check, TimeProvider clock, Ids ids)
{
    /// <summary>The newest drawing with the newest forms that it names; or a version that was published before, with the forms it was published with.</summary>
    internal sealed record Drawing(JourneyVersion Version, WorkflowDefinition Definition, Dictionary<string, Form> Forms, IReadOnlyList<Finding> Findings)
    {
        public Dictionary<string, int> Pins => Forms.ToDictionary(form => form.Key, form => form.Value.Version);

        public bool HasSameForms => Version.FormVersions.Count == Forms.Count && Version.FormVersions.All(pin => Forms.TryGetValue(pin.Key, out var form) && form.Version == pin.Value);

        /// <summary>Whether this very drawing, with these forms, is what somebody wants to go live.</summary>
        public bool IsAskedFor(PublishRequest wish) => wish.IsFor(Version, Forms.Values);

        public bool IsTested(Journey journey) => Version.IsPublished && HasSameForms && journey.TestVersion == Version.Number;

        public bool IsLive(Journey journey) => Version.IsPublished && HasSameForms && journey.LiveVersion == Version.Number;
    }

    private static Error HasErrors(IReadOnlyDictionary<string, string[]> fields) =>
        new(400, "journey.has_errors", "The journey cannot be published yet. It is saved as a draft.", fields);

    private static Error NeedsJustification(IReadOnlyDictionary<string, string[]> fields, int count) =>
        new(409, "journey.needs_justification", $"{count} {(count == 1 ? "warning needs" : "warnings need")} a word of justification before this is published. Open Check, beside the name of the journey. The drawing is saved as a draft.", fields);

    internal Task<bool> NeedsTwoAsync(CancellationToken ct) => db.Tenants.Where(t => t.Id == db.TenantId).Select(t => t.PublishingNeedsTwo).SingleAsync(ct);

    internal async Task<Drawing> ReadAsync(string key, CancellationToken ct, TenantEnvironment environment = TenantEnvironment.Live)
    {
        var latest = await db.JourneyVersions.Where(v => v.JourneyKey == key).OrderByDescending(v => v.Number).FirstAsync(ct);
        return await LookAtAsync(latest, environment, null, ct);
    }

    /// <returns>Null: there is no such version that was published.</returns>
    internal async Task<Drawing?> ReadFixedAsync(string key, int number, TenantEnvironment environment, CancellationToken ct) =>
        await db.JourneyVersions.SingleOrDefaultAsync(v => v.JourneyKey == key && v.Number == number && v.PublishedAt != null, ct) is { } version ? await LookAtAsync(version, environment, version.FormVersions, ct) : null;

    private async Task<Drawing> LookAtAsync(JourneyVersion version, TenantEnvironment environment, Dictionary<string, int>? pins, CancellationToken ct)
    {
        var definition = WorkflowDefinition.Parse(version.Definition);
        var (findings, forms) = await check.ReadAsync(version.JourneyKey, definition, environment, pins, ct);
        return new(version, definition, forms, findings);
    }

    /// <returns>The words for each warning, of now or of the version before; or what stands against publishing.</returns>
    internal async Task<Result<List<Justification>>> JustifyAsync(string key, Drawing drawing, IReadOnlyList<Justification> given, CancellationToken ct)
    {
        if (Errors(drawing) is { } errors) return errors;
        var known = given.Concat(await check.JustificationsAsync(key, ct)).ToList();
        var warnings = drawing.Findings.Where(finding => finding.Severity == FindingSeverity.Warning).ToList();
        var open = warnings.Where(finding => !known.Exists(justification => justification.IsOf(finding))).ToList();
        if (open.Count > 0) return NeedsJustification(ByPlace(drawing with { Findings = open }, FindingSeverity.Warning), open.Count);
        foreach (var condition in conditions)
            if (await condition.FaultsAsync(key, drawing.Version.IsPublished && drawing.HasSameForms ? drawing.Version.Number : null, ct) is { Count: > 0 } against) return HasErrors(against);
        return Said(warnings, known);
    }

    /// <returns>What stands against trying the drawing in test; null: nothing. Warnings are asked about when customers are to meet it.</returns>
    internal static Error? Errors(Drawing drawing) => ByPlace(drawing, FindingSeverity.Error) is { Count: > 0 } errors ? HasErrors(errors) : null;

    /// <summary>The words that were said before about warnings of this drawing.</summary>
    internal async Task<List<Justification>> SaidBeforeAsync(string key, Drawing drawing, CancellationToken ct)
    {
        var known = await check.JustificationsAsync(key, ct);
        return Said([.. drawing.Findings.Where(finding => known.Any(justification => justification.IsOf(finding)))], known);
    }

    private static List<Justification> Said(List<Finding> warnings, IReadOnlyList<Justification> known) =>
        warnings.Select(finding => known.First(justification => justification.IsOf(finding))).Distinct().Select(justification => justification with { Words = justification.Words.Trim() }).ToList();

    /// <summary>Stages the drawing as a published version that customers may start on; the caller saves.</summary>
    internal JourneyVersion Release(Drawing drawing, List<Justification> justifications)
    {
        var version = Fix(drawing, justifications);
        version.ReleasedAt ??= clock.GetUtcNow();
        return version;
    }

    /// <summary>Stages the drawing as a version that never changes again; the caller saves.</summary>
    internal JourneyVersion Fix(Drawing drawing, List<Justification> justifications)
    {
        // A form changed under an unchanged drawing: published versions stay what they are, so this is the next one.
        var version = drawing.Version.IsPublished && !drawing.HasSameForms ? Copy(drawing.Version) : drawing.Version;
        version.Justifications = justifications;
        if (version.IsPublished) return version;

        var now = clock.GetUtcNow();
        version.PublishedAt = now;
        version.UpdatedAt = now;
        version.ContentHash = drawing.Definition.ContentHash;
        version.FormVersions = drawing.Pins;
        version.Revision++;
        foreach (var draft in drawing.Forms.Values.Where(form => form.PublishedAt is null))
        {
            draft.PublishedAt = now;
            draft.Revision++;
        }

        return version;
    }

    /// <returns>False: somebody else changed the journey, took the number of the version or asked to publish, and was faster. Nothing was written.</returns>
    internal async Task<bool> SaveAsync(CancellationToken ct)
    {
        try
        {
            await db.SaveChangesAsync(ct);
            return true;
        }
        catch (DbUpdateConcurrencyException)
        {
            return false;
        }
        catch (DbUpdateException)
        {
            var (version, wish) = (Added<JourneyVersion>(), Added<PublishRequest>());
            db.ChangeTracker.Clear();
            // The number of a version and the request of a journey are unique: if they are taken now, somebody was faster. Anything else is no expected "no".
            if (version is not null && await db.JourneyVersions.AnyAsync(v => v.JourneyKey == version.JourneyKey && v.Number == version.Number, ct)) return false;
            if (wish is not null && await db.PublishRequests.AnyAsync(r => r.JourneyKey == wish.JourneyKey, ct)) return false;
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
}
