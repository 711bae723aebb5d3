using System.Globalization;
using System.Runtime.InteropServices;

namespace Portico.Cli.Plugins.Run;

/// <summary>A bench for one plugin on this machine: it runs as in Portico, and a page on the loopback address shows what it is asked, what it answers and what goes over the network.</summary>
internal static class RunPlugin
{
    private const int FirstPort = 5090;

    public static async Task<int> ExecuteAsync(string[] arguments, TextWriter output, TextWriter errors)
    {
        if (Arguments.Read(arguments, ["--port", "--runtime", "--settings", "--to"], errors) is not { } read) return 2;
        if (read.Names is not [var folder] || !Directory.Exists(folder))
        {
            errors.WriteLine(read.Names is [var missing] ? $"There is no folder {missing}." : "Name the folder that the build writes to: portico plugin run Acme.Kyc/bin/Debug/net10.0");
            return 2;
        }

        var port = FirstPort;
        if (read["--port"] is not null && (read.Number("--port", errors) is not { } wanted || (port = wanted) is < 1024 or > 65535)) return 2;
        if (Pair(read["--runtime"], "--runtime node=/usr/bin/node", errors) is not { } runtime || Pair(read["--to"], "--to https://api.acme.example=http://127.0.0.1:9000", errors) is not { } detour) return 2;

        await using var bench = new Workbench(folder, runtime, detour, read["--settings"], TimeProvider.System);
        using var page = new BenchPage(bench, port);
        try
        {
            page.Start();
        }
        catch (System.Net.HttpListenerException problem)
        {
            errors.WriteLine($"Port {port} cannot be used: {problem.Message}. Name another one with --port.");
            return 2;
        }

        using var stop = new CancellationTokenSource();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
        await bench.StartAsync();
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}/: {bench.Headline}. It starts anew when the build changes {folder}. Ctrl+C ends it."));
        await page.ServeAsync(stop.Token);
        return 0;

        // Not at once: the plugin's process and the bench's folder are taken along.
        void End(PosixSignalContext signal)
        {
            signal.Cancel = true;
            stop.Cancel();
        }
    }

    /// <returns>Null: it was said on <paramref name="errors"/> what is wrong. An empty pair: it was not given.</returns>
    private static (string Left, string Right)? Pair(string? text, string example, TextWriter errors)
    {
        if (text is null) return ("", "");
        if (text.Split('=', 2) is [{ Length: > 0 } left, { Length: > 0 } right]) return (left, right);
        errors.WriteLine($"Write it as in {example}");
        return null;
    }
}
