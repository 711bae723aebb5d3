using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Portico.App.Plugins;

/// <summary>Serves the broker to plugin processes on a Unix socket, and knows who may reach what.</summary>
internal sealed class BrokerSocket(EgressBroker broker, string path) : IAsyncDisposable
{
    private const int LargestMessageBytes = 1024 * 1024;
    private readonly ConcurrentDictionary<string, EgressGrant> byToken = new();
    private readonly ConcurrentDictionary<(string Plugin, string Tenant, string Installation), EgressGrant> byInstallation = new();
    private WebApplication? app;

    public string Path => path;

    /// <param name="group">Whom else to let in: the group of the plugins' accounts.</param>
    public async Task StartAsync(int? group, CancellationToken ct)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = LargestMessageBytes;
            kestrel.ListenUnixSocket(path, listen => listen.Protocols = HttpProtocols.Http1);
        });
        app = builder.Build();
        app.Run(AnswerAsync);
        await app.StartAsync(ct);
        if (OperatingSystem.IsWindows()) return;
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | (group is null ? 0 : UnixFileMode.GroupRead | UnixFileMode.GroupWrite));
        if (group is { } plugins) Isolation.LetIn(path, plugins);
    }

    /// <summary>The token with which the plugin may reach its hosts for this installation. The former token dies when the settings or the callback address have changed.</summary>
    public string Grant(PluginManifest manifest, InstallationContext installation, JsonObject settings)
    {
        var hosts = manifest.HttpsHosts(settings);
        var key = (manifest.Slot, installation.TenantId, installation.InstallationId + "/" + installation.Environment);
        if (byInstallation.TryGetValue(key, out var known) && known.CallbackUrl == installation.CallbackUrl && known.Hosts.SetEquals(hosts)) return known.Token;

        var grant = new EgressGrant(RandomNumberGenerator.GetHexString(32, lowercase: true), manifest.Id, installation.TenantId, hosts, installation.CallbackUrl);
        byToken[grant.Token] = grant;
        byInstallation.AddOrUpdate(key, grant, (_, former) =>
        {
            byToken.TryRemove(former.Token, out EgressGrant? _);
            return grant;
        });
        return grant.Token;
    }

    private async Task AnswerAsync(HttpContext http)
    {
        EgressRequest? request;
        try
        {
            request = await http.Request.ReadFromJsonAsync<EgressRequest>(http.RequestAborted);
        }
        catch (Exception problem) when (problem is JsonException or Microsoft.AspNetCore.Http.BadHttpRequestException or InvalidOperationException)
        {
            request = null;
        }

        if (request is null)
        {
            http.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }

        var answer = byToken.TryGetValue(request.Grant, out var grant)
            ? await broker.SendAsync(grant, request, http.RequestAborted)
            : EgressResponse.No("egress.denied");
        await http.Response.WriteAsJsonAsync(answer, http.RequestAborted);
    }

    public async ValueTask DisposeAsync()
    {
        if (app is not null) await app.DisposeAsync();
        broker.Dispose();
    }
}
