using Microsoft.EntityFrameworkCore;
using Portico.App.Data;
using Portico.App.Providers;
using Portico.App.Tenants;
using Portico.Workflows;

namespace Portico.App.Simulation;

/// <summary>What a question to a provider costs, by stop, as it would live; those that cost nothing are not in it.</summary>
/// <param name="Currency">ISO 4217.</param>
internal sealed record Prices(IReadOnlyDictionary<string, decimal> ByStop, string Currency)
{
    public static async Task<Prices> ReadAsync(PorticoDb db, Stage stage, CancellationToken ct)
    {
        var tenant = await db.Tenants.AsNoTracking().SingleAsync(t => t.Id == db.TenantId, ct);
        var live = await db.Installations.AsNoTracking().Where(i => i.Enabled && i.Environment == TenantEnvironment.Live).ToListAsync(ct);
        var prices = from drawing in stage.Others.Values.Prepend(stage.Drawing)
                     from node in drawing.Definition.Nodes
                     where node.Contract is CallContracts.IdentityVerification or CallContracts.Payment or CallContracts.Connector
                     let chosen = Installation.Choose(live.Where(one => one.Contract == node.Contract), node.Literals.GetValueOrDefault("provider"))
                     where chosen is { CallCostMicros: > 0 }
                     select (Stop: drawing.At(node.Id).Id, Price: chosen.CallCostMicros / 1_000_000m);
        return new(prices.DistinctBy(price => price.Stop).ToDictionary(price => price.Stop, price => price.Price, StringComparer.Ordinal), tenant.Currency);
    }
}
