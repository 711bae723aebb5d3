using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;

namespace Portico.App.Shared;

/// <summary>Where the outside reaches us: for links in messages, callbacks and returns. <c>Portico:PublicUrl</c>, else the address that the server listens on.</summary>
public sealed class PlatformAddress(IConfiguration configuration, IServer server)
{
    public string Url => (configuration["Portico:PublicUrl"] ?? server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault()
        ?? throw new InvalidOperationException("Set Portico:PublicUrl: the server has no address yet.")).TrimEnd('/').Replace("[::]", "127.0.0.1").Replace("0.0.0.0", "127.0.0.1");
}
