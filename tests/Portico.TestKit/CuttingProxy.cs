using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Portico.TestKit;

/// <summary>Stands between a host and its PostgreSQL, and breaks connections where it hurts.</summary>
public sealed class CuttingProxy : IAsyncDisposable
{
    // A simple query with the one word COMMIT, as the driver sends it.
    private static readonly byte[] Commit = [(byte)'Q', 0, 0, 0, 11, .. "COMMIT"u8, 0];

    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentDictionary<Pair, bool> open = [];
    private readonly CancellationTokenSource end = new();
    private readonly NpgsqlConnectionStringBuilder server;
    private readonly Task accepting;
    private int loseAnswers, loseCommits;

    public CuttingProxy(string connectionString)
    {
        server = new(connectionString);
        listener.Start();
        accepting = AcceptAsync();
    }

    /// <summary>The same database, through here.</summary>
    public string ConnectionString => new NpgsqlConnectionStringBuilder(server.ConnectionString) { Host = "127.0.0.1", Port = ((IPEndPoint)listener.LocalEndpoint).Port }.ConnectionString;

    public int AnswersLost { get; private set; }

    public int CommitsLost { get; private set; }

    public int Cut { get; private set; }

    /// <summary>The next COMMIT reaches the server; its answer reaches nobody.</summary>
    public void LoseNextAnswer() => Interlocked.Increment(ref loseAnswers);

    /// <summary>The next COMMIT does not even reach the server.</summary>
    public void LoseNextCommit() => Interlocked.Increment(ref loseCommits);

    /// <summary>What was to be lost next is not.</summary>
    public void ForgetPlans() => (loseAnswers, loseCommits) = (0, 0);

    public void CutAll()
    {
        foreach (var pair in open.Keys)
        {
            Cut++;
            pair.Close();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await end.CancelAsync();
        listener.Stop();
        foreach (var pair in open.Keys) pair.Close();
        await accepting;
        end.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await listener.AcceptTcpClientAsync(end.Token);
                var upstream = new TcpClient();
                await upstream.ConnectAsync(server.Host!, server.Port, end.Token);
                var pair = new Pair(client, upstream);
                open[pair] = true;
                _ = RunAsync(pair);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The proxy ends.
        }
    }

    private async Task RunAsync(Pair pair)
    {
        try
        {
            await Task.WhenAny(ForwardAsync(pair), pair.AnswersAsync());
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException)
        {
            // One side is gone: so is the other.
        }
        finally
        {
            open.TryRemove(pair, out _);
            pair.Close();
        }
    }

    private async Task ForwardAsync(Pair pair)
    {
        var buffer = new byte[64 * 1024];
        int read;
        while ((read = await pair.FromClient.ReadAsync(buffer)) > 0)
        {
            var sent = buffer.AsMemory(0, read);
            if (sent.Span.EndsWith(Commit))
            {
                if (Take(ref loseCommits))
                {
                    CommitsLost++;
                    return;
                }

                if (Take(ref loseAnswers))
                {
                    AnswersLost++;
                    pair.Deafen();
                    await pair.ToServer.WriteAsync(sent);
                    await pair.Heard; // the server has done it and said so
                    return;
                }
            }

            await pair.ToServer.WriteAsync(sent);
        }
    }

    private static bool Take(ref int left)
    {
        if (Interlocked.Decrement(ref left) >= 0) return true;
        Interlocked.Increment(ref left);
        return false;
    }

    private sealed class Pair(TcpClient client, TcpClient server)
    {
        private readonly TaskCompletionSource heard = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private volatile bool deaf;

        public NetworkStream FromClient { get; } = client.GetStream();

        public NetworkStream ToServer { get; } = server.GetStream();

        public Task Heard => heard.Task;

        public void Deafen() => deaf = true;

        public async Task AnswersAsync()
        {
            var buffer = new byte[64 * 1024];
            int read;
            while ((read = await ToServer.ReadAsync(buffer)) > 0)
            {
                if (deaf)
                {
                    heard.TrySetResult();
                    return;
                }

                await FromClient.WriteAsync(buffer.AsMemory(0, read));
            }
        }

        public void Close()
        {
            heard.TrySetResult();
            client.Dispose();
            server.Dispose();
        }
    }
}
