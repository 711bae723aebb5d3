using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Portico.Bench;

/// <summary>Something that serves the journey, as a process of its own.</summary>
public sealed class Server : IAsyncDisposable
{
    private readonly Process process;

    private Server(string label, Dialect dialect, int port, Process process, IReadOnlyList<int> beside) =>
        (Label, Dialect, Port, this.process, Processes) = (label, dialect, port, process, [process.Id, .. beside]);

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
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Development"; // demo tenants live nowhere else
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
                if (reply.IsSuccessStatusCode) return new(label, dialect, port, process, beside);
            }
            catch (HttpRequestException) when (!process.HasExited && patience.Elapsed < TimeSpan.FromMinutes(1))
            {
                // not yet
            }

            await Task.Delay(100);
        }
    }

    public static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    public async ValueTask DisposeAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
    }
}
