using System.Buffers.Text;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Portico.Bench;

/// <summary>One kept-alive connection to a server on this machine. Hand-written, because the client shares the two cores with what it measures.</summary>
public sealed class Connection(int port) : IDisposable
{
    private readonly Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private byte[] buffer = new byte[16 * 1024];

    public async ValueTask OpenAsync() => await socket.ConnectAsync(IPAddress.Loopback, port);

    /// <returns>The status and the body, which is overwritten by the next exchange.</returns>
    public async ValueTask<(int Status, ReadOnlyMemory<byte> Body)> ExchangeAsync(ReadOnlyMemory<byte> request)
    {
        for (var sent = 0; sent < request.Length;) sent += await socket.SendAsync(request[sent..]);

        var length = 0;
        int headerEnd;
        while ((headerEnd = buffer.AsSpan(0, length).IndexOf("\r\n\r\n"u8)) < 0) length += await ReceiveAsync(length);
        var status = Digits(9);
        var body = headerEnd + 4;

        var header = buffer.AsSpan(0, headerEnd);
        Ascii.ToLowerInPlace(header, out _); // servers write the names of headers as they like
        var at = header.IndexOf("content-length: "u8);
        if (at >= 0)
        {
            var size = Digits(at + 16);
            while (length < body + size) length += await ReceiveAsync(length);
            return (status, buffer.AsMemory(body, size));
        }

        return header.IndexOf("chunked"u8) >= 0 ? (status, await ReadChunksAsync(body, length)) : (status, ReadOnlyMemory<byte>.Empty);
    }

    private async ValueTask<ReadOnlyMemory<byte>> ReadChunksAsync(int start, int length)
    {
        var (read, write) = (start, start);
        while (true)
        {
            int lineEnd;
            while ((lineEnd = buffer.AsSpan(read, length - read).IndexOf("\r\n"u8)) < 0) length += await ReceiveAsync(length);
            if (!Utf8Parser.TryParse(buffer.AsSpan(read, lineEnd), out int size, out _, 'x')) throw new IOException("A chunk has no size.");
            read += lineEnd + 2;
            while (length < read + size + 2) length += await ReceiveAsync(length);
            if (size == 0) return buffer.AsMemory(start, write - start);
            buffer.AsSpan(read, size).CopyTo(buffer.AsSpan(write));
            write += size;
            read += size + 2;
        }
    }

    private async ValueTask<int> ReceiveAsync(int length)
    {
        if (length == buffer.Length) Array.Resize(ref buffer, buffer.Length * 2);
        var received = await socket.ReceiveAsync(buffer.AsMemory(length));
        return received > 0 ? received : throw new IOException("The server closed the connection.");
    }

    private int Digits(int start) => Utf8Parser.TryParse(buffer.AsSpan(start), out int number, out _) ? number : throw new IOException("The answer is not HTTP.");

    public void Dispose() => socket.Dispose();
}
