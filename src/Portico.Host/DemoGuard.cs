using System.Net;

namespace Portico.Host;

/// <summary>Demo tenants have passwords that everybody knows: they are refused wherever somebody else could reach them.</summary>
internal static class DemoGuard
{
    public static void Check(WebApplicationBuilder builder)
    {
        if (!builder.Configuration.GetValue<bool>("Portico:Demo")) return;
        if (!builder.Environment.IsDevelopment()) throw new InvalidOperationException("Portico:Demo is for Development only: its passwords are public.");
        foreach (var url in (builder.Configuration["urls"] ?? "http://127.0.0.1:5080").Split(';', StringSplitOptions.RemoveEmptyEntries))
        {
            var host = BindingAddress.Parse(url).Host.Trim('[', ']');
            if (host != "localhost" && !(IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address)))
            {
                throw new InvalidOperationException($"Portico:Demo listens on this machine only, not on {host}: its passwords are public.");
            }
        }
    }
}
