using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;

namespace Portico.App.Plugins;

/// <summary>Mail does not pass the broker. So that a tenant cannot aim a mail server setting at the inside of our network, its host is looked at before each call.</summary>
internal sealed class DirectEgress(IEnumerable<string> privateHosts)
{
    private readonly HashSet<string> allowed = new(privateHosts, StringComparer.OrdinalIgnoreCase);

    /// <returns>Null if all is well; otherwise a code.</returns>
    public async Task<string?> RefusalAsync(PluginManifest manifest, JsonObject settings, CancellationToken ct)
    {
        foreach (var host in manifest.Egress.Where(e => e.Protocol != EgressPermission.Https).Select(e => e.HostUnder(settings)).OfType<string>().Where(h => !allowed.Contains(h)))
        {
            try
            {
                var addresses = await Dns.GetHostAddressesAsync(host, ct);
                if (!addresses.All(PublicAddress.IsPublic)) return "egress.denied";
            }
            catch (Exception problem) when (problem is SocketException or ArgumentException)
            {
                return "egress.unreachable";
            }
        }

        return null;
    }
}
