using System.Globalization;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Portico.Conformance.Stages;

/// <summary>Serves HTTP/1.1 with JSON on a Unix socket, as much of it as the broker needs: the tool needs no web server beside .NET. Whoever hangs up while waiting cancels what was asked.</summary>
internal sealed class SocketServer(string path, Func<JsonObject, CancellationToken, Task<JsonObject?>> answer) : IAsyncDisposable
{
    private const int LargestMessageBytes = 1024 * 1024;
    private readonly Socket listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly CancellationTokenSource stop = new();
    private Task serving = Task.CompletedTask;

    public string Path => path;

    public void Start()
    {
        listener.Bind(new UnixDomainSocketEndPoint(path));
        listener.Listen(256);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        serving = AcceptAsync();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true) _ = ServeAsync(await listener.AcceptAsync(stop.Token));
        }
        catch (Exception problem) when (problem is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The bench is taken down.
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        await using var stream = new NetworkStream(socket, ownsSocket: true);
        using var reader = new Reader(stream);
        try
        {
            while (await reader.NextAsync(stop.Token) is { } body)
            {
                using var gone = CancellationTokenSource.CreateLinkedTokenSource(stop.Token);
                var work = AnswerAsync(body, gone.Token);
                var hangsUp = reader.FillAsync(stop.Token);
                if (await Task.WhenAny(work, hangsUp) == hangsUp && !await hangsUp)
                {
                    await gone.CancelAsync();
                    return;
                }

                await stream.WriteAsync(await work, stop.Token);
            }
        }
        catch (Exception problem) when (problem is IOException or OperationCanceledException or SocketException or InvalidDataException)
        {
            // The plugin, or we, ended the conversation.
        }
    }

    private async Task<byte[]> AnswerAsync(byte[] body, CancellationToken ct)
    {
        JsonObject? said;
        try
        {
            said = JsonNode.Parse(body) is JsonObject message ? await answer(message, ct) : null;
        }
        catch (Exception problem) when (problem is JsonException or InvalidOperationException or FormatException)
        {
            said = null; // not as protocol.md says
        }

        var content = said is null ? [] : JsonSerializer.SerializeToUtf8Bytes(said);
        var head = string.Create(CultureInfo.InvariantCulture, $"HTTP/1.1 {(said is null ? "400 Bad Request" : "200 OK")}\r\nContent-Type: application/json\r\nContent-Length: {content.Length}\r\n\r\n");
        return [.. Encoding.ASCII.GetBytes(head), .. content];
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        listener.Dispose();
        await serving;
        stop.Dispose();
    }

    /// <summary>Takes one message after the other from a connection.</summary>
    private sealed class Reader(NetworkStream stream) : IDisposable
    {
        private readonly byte[] buffer = new byte[64 * 1024];
        private readonly MemoryStream kept = new();
        private Task<bool>? filling;

        /// <returns>False: the other side has hung up.</returns>
        public Task<bool> FillAsync(CancellationToken ct)
        {
            return filling ??= Fill();

            async Task<bool> Fill()
            {
                try
                {
                    var read = await stream.ReadAsync(buffer, ct);
                    kept.Write(buffer, 0, read);
                    return read > 0;
                }
                catch (IOException)
                {
                    return false;
                }
            }
        }

        private async Task<bool> MoreAsync(CancellationToken ct)
        {
            var more = await FillAsync(ct);
            filling = null;
            return more;
        }

        /// <returns>The body of the next request; null: there is none.</returns>
        public async Task<byte[]?> NextAsync(CancellationToken ct)
        {
            int end;
            while ((end = Kept.IndexOf("\r\n\r\n"u8)) < 0)
                if (kept.Length > LargestMessageBytes || !await MoreAsync(ct)) return null;
            var head = Encoding.ASCII.GetString(Kept[..end]).Split("\r\n").Skip(1).Select(line => line.Split(':', 2)).Where(line => line.Length == 2).ToDictionary(line => line[0].Trim(), line => line[1].Trim(), StringComparer.OrdinalIgnoreCase);
            Drop(end + 4);
            if (head.TryGetValue("Content-Length", out var length)) return await TakeAsync(int.Parse(length, CultureInfo.InvariantCulture), ct);
            return head.TryGetValue("Transfer-Encoding", out var coding) && coding.Equals("chunked", StringComparison.OrdinalIgnoreCase) ? await ChunksAsync(ct) : [];
        }

        private async Task<byte[]> ChunksAsync(CancellationToken ct)
        {
            using var whole = new MemoryStream();
            while (true)
            {
                int end;
                while ((end = Kept.IndexOf("\r\n"u8)) < 0)
                    if (!await MoreAsync(ct)) throw new InvalidDataException("A chunk has no length.");
                var size = int.Parse(Encoding.ASCII.GetString(Kept[..end]).Split(';')[0], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
                Drop(end + 2);
                whole.Write(await TakeAsync(size, ct));
                await TakeAsync(2, ct);
                if (size == 0) return whole.ToArray();
            }
        }

        private async Task<byte[]> TakeAsync(int count, CancellationToken ct)
        {
            if (count is < 0 or > LargestMessageBytes) throw new InvalidDataException("The message is too large.");
            while (kept.Length < count)
                if (!await MoreAsync(ct)) throw new InvalidDataException("The message ends too early.");
            var taken = Kept[..count].ToArray();
            Drop(count);
            return taken;
        }

        public void Dispose() => kept.Dispose();

        private Span<byte> Kept => kept.GetBuffer().AsSpan(0, (int)kept.Length);

        private void Drop(int count)
        {
            var rest = Kept[count..].ToArray();
            kept.SetLength(0);
            kept.Write(rest);
        }
    }
}
