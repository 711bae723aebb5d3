using Microsoft.EntityFrameworkCore;
using Portico.App.Data;
using Portico.App.Tenants;

namespace Portico.App.Gallery;

/// <summary>The gallery: journeys to begin with, first those for what the tenant supplies.</summary>
public static class ListTemplates
{
    /// <param name="Commodity">What its forms ask about.</param>
    /// <param name="Fits">It is what the tenant supplies.</param>
    /// <param name="Contracts">Kinds of providers that it asks.</param>
    /// <param name="Taken">Short names of the tenant's journeys that began with it.</param>
    public sealed record Row(string Key, string Name, string Description, string Commodity, bool Fits, int Version, int Steps, int Forms, int Messages, IReadOnlyList<string> Contracts, IReadOnlyList<string> Taken);

    public sealed class Handler(PorticoDb db)
    {
        public async Task<IReadOnlyList<Row>> HandleAsync(CancellationToken ct)
        {
            var tenant = await db.Tenants.AsNoTracking().SingleAsync(t => t.Id == db.TenantId, ct);
            var taken = (await db.Provenances.Select(p => new { p.Template, p.JourneyKey }).ToListAsync(ct)).ToLookup(p => p.Template, p => p.JourneyKey);
            return [.. Templates.All.Select(template => RowOf(template, tenant, [.. taken[template.Key].Order(StringComparer.Ordinal)])).OrderByDescending(row => row.Fits).ThenBy(row => row.Name, StringComparer.Ordinal)];
        }

        internal static Row RowOf(Template template, Tenant tenant, IReadOnlyList<string> taken)
        {
            var drawing = template.Raw.Drawing();
            return new(template.Key, template.Name, Templates.Address(template.Raw.Journey["description"]?.ToString() ?? "", tenant), template.Commodity, template.Commodity == tenant.Commodity, template.Version,
                drawing.Nodes.Count(node => node.Type == "Portico.ShowForm"), template.Raw.Forms.Count, template.Raw.Messages.Select(message => message.Key).Distinct().Count(), drawing.UsedContracts, taken);
        }
    }
}
