using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Portico.TestKit;

/// <summary>Sends a request until it is answered, each time with the same idempotency key: what a client must do whose server may die at any moment.</summary>
public sealed class Insistent(TimeSpan patience) : DelegatingHandler(new SocketsHttpHandler { AllowAutoRedirect = false })
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(40);
    private int waiting;
    private int repeated;

    /// <summary>Requests that were sent and are not answered.</summary>
    public int Waiting => Volatile.Read(ref waiting);

    /// <summary>How often a request had to be sent again.</summary>
    public int Repeated => Volatile.Read(ref repeated);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = request.Content is null ? null : await request.Content.ReadAsByteArrayAsync(cancellationToken);
        if (request.Method == HttpMethod.Post && !request.Headers.Contains("Idempotency-Key")) request.Headers.Add("Idempotency-Key", RandomNumberGenerator.GetHexString(24));
        var began = TimeProvider.System.GetTimestamp();
        using var ticks = new PeriodicTimer(Pause);
        Interlocked.Increment(ref waiting);
        try
        {
            while (true)
            {
                try
                {
                    var reply = await base.SendAsync(Copy(request, body), cancellationToken);
                    await reply.Content.LoadIntoBufferAsync(cancellationToken);
                    if (reply.StatusCode != HttpStatusCode.ServiceUnavailable) return reply;
                    reply.Dispose();
                }
                catch (Exception gone) when (gone is HttpRequestException or SocketException && TimeProvider.System.GetElapsedTime(began) < patience)
                {
                    // The server is gone or went while it answered: whether it did the work is what the key is for.
                    // A bare SocketException comes from a server killed between accepting the connection and the first byte.
                }

                Interlocked.Increment(ref repeated);
                await ticks.WaitForNextTickAsync(cancellationToken);
            }
        }
        finally
        {
            Interlocked.Decrement(ref waiting);
        }
    }

    private static HttpRequestMessage Copy(HttpRequestMessage request, byte[]? body)
    {
        var copy = new HttpRequestMessage(request.Method, request.RequestUri) { Content = body is null ? null : new ByteArrayContent(body) };
        foreach (var header in request.Headers) copy.Headers.TryAddWithoutValidation(header.Key, header.Value);
        if (body is not null) foreach (var header in request.Content!.Headers) copy.Content!.Headers.TryAddWithoutValidation(header.Key, header.Value);
        return copy;
    }
}
