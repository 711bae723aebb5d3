using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Portico.Bench;

/// <summary>Something that serves the journey, as a process of its own.</summary>
public sealed class Server : IAsyncDisposable
{
    private readonly Process process;
    private readonly bool asksToEnd;

    private Server(string label, Dialect dialect, int port, Process process, IReadOnlyList<int> working, bool asksToEnd = false) =>
        (Label, Dialect, Port, this.process, Processes, this.asksToEnd) = (label, dialect, port, process, working, asksToEnd);

    public string Label { get; }

    public Dialect Dialect { get; }

    public int Port { get; }

    /// <summary>Whose work counts: its own and its database's.</summary>
    public IReadOnlyList<int> Processes { get; }

    /// <param name="beside">Processes that work for it alone while it is measured, such as the database.</param>
    /// <param name="arguments">Of <c>dotnet</c>; they are told the port.</param>
    public static async Task<Server> StartAsync(string label, Dialect dialect, string ready, IReadOnlyList<int> beside, Func<int, string[]> arguments)
    {
        var port = FreePort();
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true };
        foreach (var argument in arguments(port)) start.ArgumentList.Add(argument);
        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();

        using var http = new HttpClient();
        var patience = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                using var reply = await http.GetAsync($"http://127.0.0.1:{port}{ready}");
                if (reply.IsSuccessStatusCode) return new(label, dialect, port, process, [process.Id, .. beside]);
            }
            catch (HttpRequestException) when (!process.HasExited && patience.Elapsed < TimeSpan.FromMinutes(1))
            {
                // not yet
            }

            await Task.Delay(100);
        }
    }

    /// <summary>One of the peers, by its own script, which says where it serves as soon as it does, and stays until it is asked to end.</summary>
    /// <param name="root">Where the scripts keep what they install.</param>
    public static async Task<Server> OfPeerAsync(string script, string root, params string[] arguments)
    {
        var told = Path.Combine(root, $"serves-{Guid.CreateVersion7():N}");
        var start = new ProcessStartInfo("bash", [script, .. arguments]) { Environment = { ["ROOT"] = root, ["SERVE"] = told, ["PARTS"] = "1" }, RedirectStandardOutput = true };
        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        while (!File.Exists(told))
        {
            if (process.HasExited) throw new InvalidOperationException($"{script} ended with {process.ExitCode} before it served.");
            await Task.Delay(200);
        }

        var words = (await File.ReadAllTextAsync(told)).Trim().Split(' ');
        File.Delete(told);
        var working = words[3].Split(',').Select(p => int.Parse(p.Split('=')[1], CultureInfo.InvariantCulture)).ToList();
        return new(words[0], new PeerDialect(Guid.CreateVersion7().ToString("N"), words[1]), int.Parse(words[2], CultureInfo.InvariantCulture), process, working, asksToEnd: true);
    }

    public static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    public async ValueTask DisposeAsync()
    {
        if (asksToEnd)
        {
            using var ask = Process.Start("kill", ["-TERM", process.Id.ToString(CultureInfo.InvariantCulture)]);
            await ask.WaitForExitAsync();
        }
        else
        {
            process.Kill();
        }

        await process.WaitForExitAsync();
        process.Dispose();
    }
}
