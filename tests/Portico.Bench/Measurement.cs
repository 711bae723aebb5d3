using System.Diagnostics;
using System.Globalization;

namespace Portico.Bench;

/// <summary>Keeps all servers up and drives them in short slices, A B C … A B C …, so that whatever else the machine does hits all alike.</summary>
public sealed class Measurement(BenchOptions options)
{
    public const string LimitSqlite = "limit-sqlite-full-group", LimitPostgres = "limit-pggroup", PorticoSqlite = "portico-sqlite", PorticoPostgres = "portico-postgres";

    // .NET compiles what is hot twice, in the background: until that is done it measures the compiler.
    private const double WarmSeconds = 15;

    private readonly DirectoryInfo scratch = Directory.CreateTempSubdirectory("portico-bench-");
    private readonly List<Server> servers = [];

    // Their packages stay there for the next time.
    private readonly string root = Environment.GetEnvironmentVariable("ROOT") ?? Path.Combine(Path.GetTempPath(), "portico-bench-peers");
    private PostgresServer? postgres;

    public async Task RunAsync()
    {
        try
        {
            await StartAsync();
            var slices = new List<Slice>();
            foreach (var server in servers) await Slice.MeasureAsync(server, options.Clients, WarmSeconds); // compiled and cached before it counts
            for (var round = 1; round <= options.Rounds; round++)
            {
                foreach (var server in servers)
                {
                    var slice = await Slice.MeasureAsync(server, options.Clients, options.Seconds);
                    Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"round {round}  {slice.Label,-26}{slice.StepsPerSecond,8:0} steps/s   p95 {slice.P95:0.0} ms   {slice.CpuPerThousand:0.00} CPU s per 1,000"));
                    slices.Add(slice);
                }
            }

            Console.WriteLine(Report.Of(slices));
        }
        finally
        {
            foreach (var server in servers) await server.DisposeAsync();
            if (postgres is not null) await postgres.DisposeAsync();
            if (options.Peers) await ScriptAsync("lib/pg.sh", "stop");
            scratch.Delete(recursive: true);
        }
    }

    /// <summary>Those that keep a step in PostgreSQL or in a log of their own before they answer. n8n answers first, so its time means something else.</summary>
    private async Task StartPeersAsync()
    {
        await ScriptAsync("lib/pg.sh", "start");
        foreach (var (script, arguments) in ((string, string[])[])[("run-efcore.sh", []), ("run-masstransit.sh", []), ("run-restate.sh", ["obj"]), ("run-dbos.sh", ["short"])])
            servers.Add(await Server.OfPeerAsync(Path.Combine(Scripts, script), root, arguments));
    }

    private async Task ScriptAsync(string script, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("bash", [Path.Combine(Scripts, script), .. arguments]) { Environment = { ["ROOT"] = root } })!;
        await process.WaitForExitAsync();
    }

    private bool Wants(string label) => options.Only.Count == 0 || options.Only.Contains(label);

    private async Task StartAsync()
    {
        if (Wants(LimitPostgres) || Wants(PorticoPostgres)) postgres = await PostgresServer.StartAsync(Path.Combine(scratch.FullName, "postgres"));
        if (Wants(LimitSqlite)) await StartLimitAsync(LimitSqlite, "sqlite-full-group", Path.Combine(scratch.FullName, "limit.db"), []);
        if (Wants(PorticoSqlite)) await StartPorticoAsync(PorticoSqlite, [], []);
        if (Wants(LimitPostgres)) await StartLimitAsync(LimitPostgres, "pggroup", await postgres!.NewDatabaseAsync("limits", ";Max Auto Prepare=20;Auto Prepare Min Usages=1;No Reset On Close=true"), [postgres.ProcessId]);
        if (Wants(PorticoPostgres)) await StartPorticoAsync(PorticoPostgres, ["--Portico:Database:Engine=postgres", $"--ConnectionStrings:Portico={await postgres!.NewDatabaseAsync("portico")}"], [postgres.ProcessId]);
        if (options.Peers) await StartPeersAsync();
    }

    private static string Scripts => Repository.Folder("../shared/bench-peers");

    private async Task StartPorticoAsync(string label, string[] settings, IReadOnlyList<int> beside)
    {
        var data = scratch.CreateSubdirectory(label).FullName;
        servers.Add(await Server.StartAsync(label, new PorticoDialect(), "/bench/ready", beside, port =>
            BenchHost.Serving(port, data, settings)));
    }

    /// <summary>The physical limit: the same bytes, durable in the same way, and nothing else.</summary>
    private async Task StartLimitAsync(string label, string mode, string target, IReadOnlyList<int> beside)
    {
        var program = Path.Combine(scratch.FullName, "limit", "limit.dll");
        if (!File.Exists(program))
        {
            using var build = Process.Start(new ProcessStartInfo("dotnet", ["build", Path.Combine(Scripts, "limit-dotnet"), "-c", "Release", "-o", Path.GetDirectoryName(program)!, "-v", "quiet", "-nologo", $"-p:BaseIntermediateOutputPath={scratch.FullName}/limit-obj/"]) { RedirectStandardOutput = true })!;
            var said = await build.StandardOutput.ReadToEndAsync();
            await build.WaitForExitAsync();
            if (build.ExitCode != 0) throw new InvalidOperationException($"The limit server could not be built: {said}");
        }

        servers.Add(await Server.StartAsync(label, new PeerDialect(Guid.CreateVersion7().ToString("N")), "/health", beside, port => [program, mode, port.ToString(CultureInfo.InvariantCulture), target]));
    }
}
