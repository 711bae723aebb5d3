using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;
using Portico.App.Shared;

namespace Portico.App.Plugins;

/// <summary>What one installation may reach. Its token is known to one plugin process only.</summary>
internal sealed record EgressGrant(string Token, string PluginId, string TenantId, IReadOnlySet<string> Hosts, string? CallbackUrl);

internal sealed record EgressRequest(string Grant, string Method, string Url, Dictionary<string, string> Headers, byte[] Body, int TimeoutMs, int MaxBytes);

internal sealed record EgressResponse(int Status, Dictionary<string, string>? Headers, byte[]? Body, string? Error, bool MayHaveBeenSent)
{
    public static EgressResponse No(string code, bool mayHaveBeenSent = false) => new(0, null, null, code, mayHaveBeenSent);
}

/// <summary>The plugins' only way out: allowed hosts, https, public addresses (the checked address is the one connected to), no redirects, bounded in size and time.</summary>
internal sealed class EgressBroker : IDisposable
{
    public const int LargestBodyBytes = 512 * 1024;

    private static readonly HashSet<string> Methods = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD"];
    private static readonly HashSet<string> TransportHeaders = new(StringComparer.OrdinalIgnoreCase)
    {
        "Host", "Connection", "Content-Length", "Transfer-Encoding", "Upgrade", "TE", "Trailer", "Proxy-Authorization", "Proxy-Connection", "Keep-Alive", "Expect",
    };

    private readonly Func<string, CancellationToken, Task<IPAddress[]>> resolve;
    private readonly Uri? platformUrl;
    private readonly HttpClient outside;
    private readonly HttpClient platform;

    public EgressBroker(Uri? platformUrl, Func<string, CancellationToken, Task<IPAddress[]>>? resolve = null)
    {
        this.platformUrl = platformUrl;
        this.resolve = resolve ?? Dns.GetHostAddressesAsync;
        outside = Client(new SocketsHttpHandler { ConnectCallback = ConnectToPublicAsync });
        platform = Client(new SocketsHttpHandler());
    }

    public async Task<EgressResponse> SendAsync(EgressGrant grant, EgressRequest request, CancellationToken ct)
    {
        if (!Methods.Contains(request.Method) || request.Body.Length > LargestBodyBytes || request.TimeoutMs is < 1 or > 60_000 || request.MaxBytes is < 0 or > LargestBodyBytes)
            return EgressResponse.No("egress.invalid");
        if (!Uri.TryCreate(request.Url, UriKind.Absolute, out var url)) return EgressResponse.No("egress.invalid");

        // The platform wrote its own callback address into the grant: exactly that one may be posted to, wherever it is.
        var own = grant.CallbackUrl is { } callback && request.Method == "POST" && request.Url == new Uri(callback).AbsoluteUri;
        if (!own && !IsAllowed(url, grant.Hosts)) return EgressResponse.No("egress.denied");

        using var message = new HttpRequestMessage(new HttpMethod(request.Method), own && platformUrl is not null ? new Uri(platformUrl, url.PathAndQuery) : url);
        if (own) message.Headers.Host = url.Authority;
        if (request.Body.Length > 0 || request.Method is "POST" or "PUT" or "PATCH") message.Content = new ByteArrayContent(request.Body);
        foreach (var (name, value) in request.Headers)
        {
            if (TransportHeaders.Contains(name)) return EgressResponse.No("egress.invalid");
            if (!message.Headers.TryAddWithoutValidation(name, value) && message.Content?.Headers.TryAddWithoutValidation(name, value) is not true)
                return EgressResponse.No("egress.invalid");
        }

        return await SendAsync(own ? platform : outside, message, request, ct);
    }

    /// <summary>A request of a journey, under the same rules; its hosts are the tenant's own list.</summary>
    /// <param name="loopback">Also this machine, without https: for trying things out.</param>
    public async Task<EgressResponse> SendAsync(IReadOnlySet<string> hosts, EgressRequest request, bool loopback, CancellationToken ct)
    {
        if (request.Method is not "OPTIONS" && !Methods.Contains(request.Method) || request.Body.Length > LargestBodyBytes || !Uri.TryCreate(request.Url, UriKind.Absolute, out var url)) return EgressResponse.No("egress.invalid");
        var here = loopback && url.IsLoopback && url.UserInfo.Length == 0 && hosts.Contains(url.IdnHost.ToLowerInvariant());
        if (!here && !IsAllowed(url, hosts)) return EgressResponse.No("egress.denied");

        using var message = new HttpRequestMessage(new HttpMethod(request.Method), url);
        if (request.Body.Length > 0 || request.Method is "POST" or "PUT" or "PATCH") message.Content = new ByteArrayContent(request.Body);
        foreach (var (name, value) in request.Headers)
        {
            if (TransportHeaders.Contains(name) || value.AsSpan().IndexOfAny('\r', '\n', '\0') >= 0) return EgressResponse.No("egress.invalid");
            if (!message.Headers.TryAddWithoutValidation(name, value) && message.Content?.Headers.TryAddWithoutValidation(name, value) is not true) return EgressResponse.No("egress.invalid");
        }

        return await SendAsync(here ? platform : outside, message, request, ct);
    }

    private static bool IsAllowed(Uri url, IReadOnlySet<string> hosts) =>
        url.Scheme == Uri.UriSchemeHttps && url.Port is 443 or 8443 && url.UserInfo.Length == 0 && hosts.Contains(url.IdnHost.ToLowerInvariant());

    private static async Task<EgressResponse> SendAsync(HttpClient client, HttpRequestMessage message, EgressRequest request, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(request.TimeoutMs);
        try
        {
            using var reply = await client.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, limit.Token);
            var body = await ReadAsync(reply.Content, request.MaxBytes, limit.Token);
            if (body is null) return EgressResponse.No("egress.too_large", mayHaveBeenSent: true);
            var headers = reply.Headers.Concat(reply.Content.Headers).ToDictionary(h => h.Key, h => string.Join(", ", h.Value), StringComparer.OrdinalIgnoreCase);
            return new EgressResponse((int)reply.StatusCode, headers, body, null, MayHaveBeenSent: true);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return EgressResponse.No("egress.timeout", mayHaveBeenSent: true);
        }
        catch (HttpRequestException problem) when (Find<NotPublicException>(problem) is not null)
        {
            return EgressResponse.No("egress.denied");
        }
        catch (HttpRequestException problem)
        {
            return EgressResponse.No("egress.unreachable", problem.HttpRequestError is not (HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError));
        }
        catch (IOException)
        {
            return EgressResponse.No("egress.unreachable", mayHaveBeenSent: true);
        }
    }

    private static async Task<byte[]?> ReadAsync(HttpContent content, int maxBytes, CancellationToken ct)
    {
        await using var stream = await content.ReadAsStreamAsync(ct);
        return await Bounded.ReadAsync(stream, maxBytes, ct);
    }

    private async ValueTask<Stream> ConnectToPublicAsync(SocketsHttpConnectionContext context, CancellationToken ct)
    {
        var addresses = await resolve(context.DnsEndPoint.Host, ct);
        if (addresses.Length == 0 || !addresses.All(PublicAddress.IsPublic)) throw new NotPublicException();

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, context.DnsEndPoint.Port, ct);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static T? Find<T>(Exception? problem) where T : Exception => problem is null ? null : problem as T ?? Find<T>(problem.InnerException);

    private static HttpClient Client(SocketsHttpHandler handler)
    {
        handler.AllowAutoRedirect = false;
        handler.UseProxy = false;
        handler.UseCookies = false;
        handler.ConnectTimeout = TimeSpan.FromSeconds(5);
        handler.MaxResponseHeadersLength = 64;
        handler.PooledConnectionLifetime = TimeSpan.FromMinutes(1); // an address that has become private is noticed
        return new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
    }

    public void Dispose()
    {
        outside.Dispose();
        platform.Dispose();
    }

    [SuppressMessage("Design", "CA1064:Exceptions should be public", Justification = "Carries a verdict through the HTTP handler and never leaves this class.")]
    private sealed class NotPublicException : Exception;
}
