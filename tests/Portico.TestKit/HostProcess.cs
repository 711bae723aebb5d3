using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Portico.TestKit;

/// <summary>The host as a process of its own, which can be killed as a power cut would and started again on the same data.</summary>
public sealed class HostProcess(IReadOnlyList<string> settings) : IAsyncDisposable
{
    private readonly StringBuilder output = new();
    private Process? process;

    /// <summary>The same through all restarts.</summary>
    public Uri Address { get; } = new($"http://127.0.0.1:{FreePort()}");

    /// <summary>What it wrote to the console so far, over all its lives.</summary>
    public string Output
    {
        get { lock (output) return output.ToString(); }
    }

    public async Task StartAsync(params IEnumerable<string> more)
    {
        Launch(more);
        await Eventually.SeeAsync(IsReadyAsync, ready => ready, "the host process serves", TimeSpan.FromSeconds(60));
    }

    /// <summary>Begins it and waits for nothing: it may have been told to die before it serves.</summary>
    public void Launch(params IEnumerable<string> more)
    {
        var start = new ProcessStartInfo("dotnet") { WorkingDirectory = AppContext.BaseDirectory, RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "Portico.Host.dll"));
        start.ArgumentList.Add("--environment=Development");
        start.ArgumentList.Add($"--contentRoot={Repository.Folder("src/Portico.Host")}");
        start.ArgumentList.Add($"--urls={Address.AbsoluteUri.TrimEnd('/')}");
        foreach (var setting in settings.Concat(more)) start.ArgumentList.Add(setting);
        start.Environment["DOTNET_TieredPGO"] = "0"; // it lives for seconds: what it learns about itself is never used
        process = new Process { StartInfo = start };
        process.OutputDataReceived += Keep;
        process.ErrorDataReceived += Keep;
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <returns>Whether it was killed within that time, if only by itself. One that ended in another way is an error.</returns>
    public async Task<bool> IsKilledAsync(TimeSpan within)
    {
        using var limit = new CancellationTokenSource(within);
        try
        {
            await process!.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            return false;
        }

        const int Killed = 128 + 9;
        if (process.ExitCode != Killed) throw new InvalidOperationException($"The host process ended with {process.ExitCode}: {Output}");
        process.Dispose();
        process = null;
        return true;
    }

    /// <summary>Sleeps in the middle of whatever it does, as a machine does that is paused or swaps.</summary>
    public bool IsStopped => process is not null && File.ReadAllText($"/proc/{process.Id}/stat").Split(')')[^1].TrimStart().StartsWith('T');

    /// <summary>Wakes it up.</summary>
    public void Continue()
    {
        using var kill = Process.Start("kill", ["-CONT", process!.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    /// <summary>Like kill -9: nothing is said to it, nothing is waited for.</summary>
    public async Task KillAsync()
    {
        if (process is null) return;
        process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
        process = null;
    }

    public async ValueTask DisposeAsync() => await KillAsync();

    private async Task<bool> IsReadyAsync()
    {
        if (process!.HasExited) throw new InvalidOperationException($"The host process ended with {process.ExitCode}: {Output}");
        using var http = new HttpClient { BaseAddress = Address, Timeout = TimeSpan.FromSeconds(5) };
        try
        {
            using var reply = await http.GetAsync("/health/ready");
            return reply.StatusCode == HttpStatusCode.OK;
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            return false; // not listening yet
        }
    }

    private void Keep(object sender, DataReceivedEventArgs line)
    {
        lock (output) output.AppendLine(line.Data);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
