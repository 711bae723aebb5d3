using Portico.App.Data;
using Portico.App.Providers;
using Portico.Workflows;

namespace Portico.App.Journeys.Checks;

/// <summary>Whether a request goes to a host that the tenant's journeys may reach. An address that an expression makes shows only when it runs.</summary>
internal static class HostChecks
{
    public static IEnumerable<Finding> Of(NodeInfo node, World world)
    {
        if (node.Contract != CallContracts.Http || node.Literals.GetValueOrDefault("url") is not { } address || !Uri.TryCreate(address, UriKind.Absolute, out var url)) yield break;
        var host = ReachableHost.In(url);
        if (host.Length == 0 || world.Hosts.Contains(host)) yield break;
        var test = world.Environment == TenantEnvironment.Test;
        yield return new("http.host_not_allowed", FindingSeverity.Error, node.NodeId, $"“{node.DisplayText}” sends a request to {host}, which your journeys may not reach{world.Place}: it would fail for each customer.",
            $"Add {host} to the hosts that journeys may reach{(test ? " for test cases" : "")}, under Providers, or correct the address.", host);
    }
}
