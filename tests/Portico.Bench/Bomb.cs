using System.Diagnostics;
using System.Globalization;
using System.Text;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Portico.Bench;

/// <summary>
/// Many timers of one tenant that come due in one second, while customers of another one hand in their steps: how long until all have fired, and what
/// the others notice of it.
/// </summary>
public sealed class Bomb(int timers, int clients, IReadOnlyList<string> engines)
{
    private const string Tenant = "clearwater";
    private const double Seconds = 3;

    public static Task RunAsync(string[] args)
    {
        var engines = args.Where(a => a is "sqlite" or "postgres").ToList();
        return new Bomb(BenchOptions.Number(args, "--timers", 20_000), BenchOptions.Number(args, "--clients", 4), engines.Count > 0 ? engines : ["sqlite", "postgres"]).RunAsync();
    }

    private async Task RunAsync()
    {
        Console.WriteLine($"{timers:N0} timers of one tenant due in one second; {clients} customers of another one, one request after the other.\n");
        Console.WriteLine("| engine | drained after s | timers/s | half/all done after s | CPU s | steps/s before | p50/p95/p99 ms | steps/s during | p50/p95/p99 ms | p95 during/before |\n|---|---|---|---|---|---|---|---|---|---|");
        foreach (var engine in engines) await RunAsync(engine);
    }

    private async Task RunAsync(string engine)
    {
        var scratch = Directory.CreateTempSubdirectory("portico-bomb-");
        PostgresServer? postgres = null;
        try
        {
            if (engine == "postgres") postgres = await PostgresServer.StartAsync(Path.Combine(scratch.FullName, "postgres"));
            var target = postgres is null ? $"Data Source={Path.Combine(scratch.FullName, "portico.db")}" : await postgres.NewDatabaseAsync("portico");
            string[] settings = postgres is null ? [] : ["--Portico:Database:Engine=postgres", $"--ConnectionStrings:Portico={target}"];
            await using var server = await Server.StartAsync(engine, new PorticoDialect(), "/bench/ready", postgres is null ? [] : [postgres.ProcessId], port =>
                BenchHost.Serving(port, scratch.FullName, settings));
            await using System.Data.Common.DbConnection store = postgres is null ? new SqliteConnection(target) : new NpgsqlConnection(target);
            await store.OpenAsync();
            Console.WriteLine(await MeasureAsync(server, store));
        }
        finally
        {
            if (postgres is not null) await postgres.DisposeAsync();
            scratch.Delete(recursive: true);
        }
    }

    private async Task<string> MeasureAsync(Server server, System.Data.Common.DbConnection store)
    {
        if (store is NpgsqlConnection) await SayAsync(store, $"select set_config('portico.tenant', '{Tenant}', false)");
        await PrepareAsync(server.Port);
        await Slice.MeasureAsync(server, clients, Seconds); // compiled and cached before it counts
        var before = await Slice.MeasureAsync(server, clients, Seconds);

        var at = TimeProvider.System.GetUtcNow().AddSeconds(2);
        await SayAsync(store, $"UPDATE due SET \"DueAt\" = {at.ToUnixTimeMilliseconds()} + \"DueAt\" % 1000 WHERE \"TenantId\" = '{Tenant}'");
        if (at - TimeProvider.System.GetUtcNow() is { Ticks: > 0 } rest) await Task.Delay(rest);
        var used = ProcessTree.Of(server.Processes).CpuSeconds;
        var watching = Task.Run(() => WatchAsync(store, at));
        var slices = new List<Slice>();
        do slices.Add(await Slice.MeasureAsync(server, clients, Seconds));
        while (!watching.IsCompleted);
        var (drained, half) = await watching;
        used = ProcessTree.Of(server.Processes).CpuSeconds - used;

        var during = slices[..Math.Max(1, slices.Count - 1)]; // in the last one the work ended
        double Median(Func<Slice, double> of) => during.Select(of).Order().ElementAt(during.Count / 2);
        return string.Create(CultureInfo.InvariantCulture,
            $"| {server.Label} | {drained:0.0} | {timers / drained:N0} | {half:0.0} / {drained:0.0} | {used:0} | {before.StepsPerSecond:N0} | {before.P50:0.0}/{before.P95:0.0}/{before.P99:0.0} | {Median(s => s.StepsPerSecond):N0} | {Median(s => s.P50):0.0}/{Median(s => s.P95):0.0}/{Median(s => s.P99):0.0} | {Median(s => s.P95) / before.P95:0.0} |");
    }

    private async Task<(double Drained, double Half)> WatchAsync(System.Data.Common.DbConnection store, DateTimeOffset from)
    {
        double? half = null;
        while (true)
        {
            var left = await SayAsync(store, $"SELECT COUNT(*) FROM due WHERE \"TenantId\" = '{Tenant}'");
            var passed = (TimeProvider.System.GetUtcNow() - from).TotalSeconds;
            if (left <= timers / 2) half ??= passed;
            if (left == 0) return (passed, half!.Value);
            if (passed > 600) throw new InvalidOperationException($"After 10 minutes {left} timers are still due.");
            await Task.Delay(500);
        }
    }

    private async Task PrepareAsync(int port)
    {
        var left = timers;
        var request = Encoding.UTF8.GetBytes($"POST /api/v1/journeys/{BenchHost.Waiting}/cases HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer pk_demo_{Tenant}\r\nContent-Type: application/json\r\nContent-Length: 15\r\n\r\n{{\"locale\":\"en\"}}");
        await Task.WhenAll(Enumerable.Range(0, 32).Select(_ => Task.Run(async () =>
        {
            using var connection = new Connection(port);
            await connection.OpenAsync();
            while (Interlocked.Decrement(ref left) >= 0)
            {
                var (status, body) = await connection.ExchangeAsync(request);
                if (status != 201) throw new InvalidOperationException($"{status} {Encoding.UTF8.GetString(body.Span)}");
            }
        })));
    }

    private static async Task<long> SayAsync(System.Data.Common.DbConnection store, string sql)
    {
        await using var command = store.CreateCommand();
        command.CommandText = sql;
        command.CommandTimeout = 120;
        return await command.ExecuteScalarAsync() is long number ? number : 0;
    }
}
