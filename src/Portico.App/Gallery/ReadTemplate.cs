using Microsoft.EntityFrameworkCore;
using Portico.App.Data;
using Portico.App.Journeys;
using Portico.App.Shared;
using Portico.App.Tenants;

namespace Portico.App.Gallery;

/// <summary>What a template consists of, and what taking it would do here.</summary>
public static class ReadTemplate
{
    /// <param name="Journey">Short name for the journey; the template's own as long as it is free.</param>
    /// <param name="Plan">Of taking it under that short name.</param>
    public sealed record View(ListTemplates.Row Template, IReadOnlyList<Step> Steps, IReadOnlyList<Words> Messages, string Journey, ImportBundle.Plan Plan);

    /// <summary>A form that a customer meets, in the order of the drawing.</summary>
    public sealed record Step(string Name, string Form, IReadOnlyList<string> Asks);

    public sealed record Words(string Key, IReadOnlyList<string> Channels, IReadOnlyList<string> Locales);

    public static readonly Error NotFound = new(404, "template.not_found", "The gallery holds no such template.");

    public sealed class Handler(PorticoDb db, ImportBundle.Handler import)
    {
        /// <param name="journey">Short name for the journey; null: one that is free.</param>
        public async Task<Result<View>> HandleAsync(string key, string? journey, CancellationToken ct)
        {
            if (Templates.Find(key) is not { } template) return NotFound;
            var tenant = await db.Tenants.AsNoTracking().SingleAsync(t => t.Id == db.TenantId, ct);
            var bundle = template.For(tenant);
            journey ??= await FreeAsync(bundle.Key, ct);
            var plan = await import.PlanAsync(bundle.Under(journey, bundle.Name), ct);
            if (!plan.Ok) return plan.Error;
            var taken = await db.Provenances.Where(p => p.Template == key).Select(p => p.JourneyKey).OrderBy(k => k).ToListAsync(ct);
            var (names, forms) = (NodeNames.Of(JourneyDocument.Write(bundle.Journey)), bundle.Forms.ToDictionary(form => form.Key));
            var drawing = bundle.Drawing();
            return new View(ListTemplates.Handler.RowOf(template, tenant, taken),
                [.. from id in names.Steps
                    let form = drawing.Nodes.First(node => node.Id == id).Literals.GetValueOrDefault("form") is { } used ? forms.GetValueOrDefault(used) : null
                    select new Step(names[id], form?.Title.In(tenant.DefaultLocale) ?? "", [.. (form?.Fields ?? []).Where(field => field.Type != Forms.FieldTypes.Info).Select(field => field.Label.In(tenant.DefaultLocale))])],
                [.. bundle.Messages.GroupBy(message => message.Key).Select(same => new Words(same.Key, [.. same.Select(message => message.Channel).Distinct()], [.. same.Select(message => message.Locale).Distinct()]))],
                journey, plan.Value);
        }

        private async Task<string> FreeAsync(string key, CancellationToken ct)
        {
            var taken = await db.Journeys.Where(j => j.Key.StartsWith(key)).Select(j => j.Key).ToListAsync(ct);
            var free = key;
            for (var n = 2; taken.Contains(free); n++) free = FormattableString.Invariant($"{key}-{n}");
            return free;
        }
    }
}
