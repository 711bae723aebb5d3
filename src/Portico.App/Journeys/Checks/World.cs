using Microsoft.EntityFrameworkCore;
using Portico.App.Appointments;
using Portico.App.Data;
using Portico.App.Forms;
using Portico.App.Messages;
using Portico.App.Plugins;
using Portico.App.Providers;
using Portico.App.Tenants;
using Portico.Workflows;

namespace Portico.App.Journeys.Checks;

/// <summary>What a drawing meets in the environment where it is to run: the tenant's forms, messages, languages, and the providers of that environment.</summary>
/// <param name="Forms">The version of each that would be shown.</param>
/// <param name="Plugins">By id, as far as this platform has them.</param>
/// <param name="Services">Keys of what can be booked.</param>
/// <param name="Hosts">That journeys may send requests to.</param>
internal sealed record World(
    string Key, Tenant Tenant, TenantEnvironment Environment, IReadOnlyDictionary<string, FormDefinition> Forms, IReadOnlyList<MessageTemplate> Templates, IReadOnlyList<Installation> Installations, IReadOnlyDictionary<string, PluginManifest> Plugins, IReadOnlySet<string> Services,
    IReadOnlySet<string> Hosts)
{
    public static async Task<World> ReadAsync(PorticoDb db, TenantPlugins plugins, string key, WorkflowDefinition drawing, TenantEnvironment environment, IReadOnlyDictionary<string, Form> forms, CancellationToken ct)
    {
        var templates = drawing.UsedTemplates.ToList();
        return new(
            key,
            await db.Tenants.AsNoTracking().SingleAsync(t => t.Id == db.TenantId, ct),
            environment,
            forms.ToDictionary(form => form.Key, form => form.Value.Read()),
            await db.MessageTemplates.AsNoTracking().Where(t => templates.Contains(t.Key)).ToListAsync(ct),
            await db.Installations.AsNoTracking().Where(i => i.Environment == environment).ToListAsync(ct),
            await plugins.AllAsync(ct),
            (await db.ServiceOffers.Select(service => service.Key).ToListAsync(ct)).ToHashSet(),
            (await db.ReachableHosts.Where(host => host.Environment == environment).Select(host => host.Host).ToListAsync(ct)).ToHashSet());
    }

    /// <summary>For sentences about what is missing.</summary>
    public string Place => Environment == TenantEnvironment.Test ? " in test" : "";

    public IEnumerable<Finding> Check(WorkflowDefinition drawing)
    {
        var shown = Shown(drawing).ToList();
        var declared = shown.SelectMany(step => step.Form.Fields).ToList();
        return FormChecks.Of(drawing, this)
            .Concat(FieldChecks.Of(drawing, this, shown))
            .Concat(AppointmentChecks.Of(drawing, this, shown))
            .Concat(MessageChecks.Of(drawing, this, declared))
            .Concat(drawing.Nodes.SelectMany(node => ProviderChecks.Of(node, this).Concat(HostChecks.Of(node, this))));
    }

    /// <summary>The forms in which a customer answers, by the activity that shows them; not those that are chosen by an expression.</summary>
    private IEnumerable<(NodeInfo Node, FormDefinition Form)> Shown(WorkflowDefinition drawing) =>
        from node in drawing.Nodes
        where node.Type == "Portico.ShowForm"
        let form = Forms.GetValueOrDefault(node.Literals.GetValueOrDefault("form", ""))
        where form is not null
        select (node, form);
}
