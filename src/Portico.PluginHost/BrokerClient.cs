using System.Net.Http.Json;
using System.Net.Sockets;
using Portico.Sdk;

namespace Portico.PluginHost;

/// <summary>Asks the main process to send an HTTP request; this process opens no connection itself.</summary>
internal sealed class BrokerClient(HttpClient broker, string grant) : IBrokeredHttp
{
    public static HttpClient For(string socketPath) => new(new SocketsHttpHandler
    {
        UseProxy = false,
        ConnectCallback = async (_, ct) =>
        {
            var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            try
            {
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(socketPath), ct);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        },
    })
    {
        BaseAddress = new Uri("http://broker"),
        MaxResponseContentBufferSize = Wire.LargestMessageBytes,
        Timeout = TimeSpan.FromSeconds(90),
    };

    public async ValueTask<BrokeredResponse> SendAsync(BrokeredRequest request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        var message = new BrokerRequest(grant, request.Method, request.Url.AbsoluteUri, request.Headers, request.Body.ToArray(), (int)request.Timeout.TotalMilliseconds, request.MaxResponseBytes);
        BrokerAnswer? answer;
        try
        {
            using var reply = await broker.PostAsJsonAsync("/v1/http", message, Wire.Json, ct);
            reply.EnsureSuccessStatusCode();
            answer = await reply.Content.ReadFromJsonAsync<BrokerAnswer>(Wire.Json, ct);
        }
        catch (HttpRequestException)
        {
            throw new BrokeredHttpException(new ErrorCode("egress.unreachable"), mayHaveBeenSent: true);
        }

        return answer switch
        {
            { Error: { } code } => throw new BrokeredHttpException(new ErrorCode(code), answer.MayHaveBeenSent),
            { Headers: { } headers, Body: { } body } => new BrokeredResponse(answer.Status, new Dictionary<string, string>(headers, StringComparer.OrdinalIgnoreCase), body),
            _ => throw new BrokeredHttpException(new ErrorCode("egress.invalid"), mayHaveBeenSent: true),
        };
    }
}
