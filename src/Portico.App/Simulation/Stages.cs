using Microsoft.EntityFrameworkCore;
using Portico.App.Calendars;
using Portico.App.Data;
using Portico.App.Forms;
using Portico.App.Journeys;
using Portico.App.Shared;
using Portico.App.Tenants;
using Portico.Workflows;

namespace Portico.App.Simulation;

/// <summary>Reads what a virtual run walks through.</summary>
public sealed class Stages(PorticoDb db, JourneyLibrary journeys, TenantCalendars calendars)
{
    public static readonly Error NotFound = new(404, "journey.not_found", "There is no such journey, or not this version of it.");

    /// <summary>The number of a drawing that is no version yet.</summary>
    public const int Unsaved = 0;

    /// <param name="version">Null: the newest drawing with the newest forms, as they would be published now. A published version has the forms it was published with.</param>
    internal async Task<Result<Stage>> OfAsync(string key, int? version, CancellationToken ct)
    {
        var found = await db.JourneyVersions.AsNoTracking().Where(v => v.JourneyKey == key && (version == null || v.Number == version)).OrderByDescending(v => v.Number).FirstOrDefaultAsync(ct);
        if (found is null) return NotFound;
        var definition = WorkflowDefinition.Parse(found.Definition);
        return await SetAsync(key, found.Number, definition, version is not null && found.IsPublished ? (await journeys.OfVersionAsync(found.Id, ct)).Forms : await NewestFormsAsync(definition, ct), ct);
    }

    /// <summary>A drawing that lies somewhere else, among the tenant's newest forms.</summary>
    internal async Task<Stage> OfDrawingAsync(string key, WorkflowDefinition drawing, CancellationToken ct) => await SetAsync(key, Unsaved, drawing, await NewestFormsAsync(drawing, ct), ct);

    private async Task<Stage> SetAsync(string key, int version, WorkflowDefinition definition, IReadOnlyDictionary<string, FormDefinition> forms, CancellationToken ct)
    {
        var tenantId = db.TenantId;
        var tenant = await db.Tenants.AsNoTracking().Where(t => t.Id == tenantId).Select(t => new { t.Country, t.DefaultLocale }).SingleAsync(ct);
        return new Stage(key, definition.Name, version, new Drawing(definition, forms), await OthersAsync(definition, ct), tenant.Country, tenant.DefaultLocale, await calendars.OfAsync(ct));
    }

    private async Task<Dictionary<string, FormDefinition>> NewestFormsAsync(WorkflowDefinition definition, CancellationToken ct) =>
        (await db.Forms.AsNoTracking().NewestAsync([.. definition.UsedForms], ct)).ToDictionary(form => form.Key, form => form.Value.Read());

    private async Task<Dictionary<string, Drawing>> OthersAsync(WorkflowDefinition definition, CancellationToken ct)
    {
        var others = new Dictionary<string, Drawing>();
        for (var open = new Queue<string>(definition.UsedDefinitions); open.TryDequeue(out var key);)
        {
            if (others.ContainsKey(key) || await journeys.LiveAsync(key, ct) is not { } live) continue;
            others[key] = new Drawing(live.Definition, live.Forms, key + "/");
            foreach (var next in live.Definition.UsedDefinitions) open.Enqueue(next);
        }
        return others;
    }
}
