using System.Data.Common;
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Portico.Bench;

/// <summary>
/// The same platform twice: with few tenants and cases, and with a hundred times as many. What a customer or an admin waits for must not show which one it is.
/// Both are up and are asked in turns.
/// </summary>
public sealed class Growth(int rounds, IReadOnlyList<string> engines)
{
    private const string Tenant = "aurora", Template = "clearwater";
    private const int Clients = 32, Asked = 40;
    private const double Seconds = 3, WarmSeconds = 12;

    /// <param name="Active">Tenants that have cases; the others are there and sleep.</param>
    /// <param name="Lines">Journal lines of the one long case.</param>
    private sealed record Size(string Name, int Tenants, int Active, int Waiting, int PerCase, int Own, int Lines);

    private static readonly Size Small = new("small", 100, 1, 1_000, 10, 10, 100), Big = new("big", 10_000, 100, 100_000, 10, 1_000, 10_000);

    public static Task RunAsync(string[] args)
    {
        var engines = args.Where(a => a is "sqlite" or "postgres").ToList();
        var rounds = Array.IndexOf(args, "--rounds") is >= 0 and var at ? int.Parse(args[at + 1], CultureInfo.InvariantCulture) : 5;
        return new Growth(rounds, engines.Count > 0 ? engines : ["sqlite", "postgres"]).RunAsync();
    }

    private async Task RunAsync()
    {
        Console.WriteLine("| engine | size | database MB | start s | steps/s | step p50/p95 ms | own cases, first page ms | cases by API, first page ms | newest lines of the long case ms | its page in the admin ms | memory MB |\n|---|---|---|---|---|---|---|---|---|---|---|");
        foreach (var engine in engines) await RunAsync(engine);
    }

    private async Task RunAsync(string engine)
    {
        var scratch = Directory.CreateTempSubdirectory("portico-growth-");
        PostgresServer? postgres = null;
        try
        {
            if (engine == "postgres") postgres = await PostgresServer.StartAsync(Path.Combine(scratch.FullName, "postgres"));
            await using Subject small = await Subject.MakeAsync(Small, scratch, postgres), big = await Subject.MakeAsync(Big, scratch, postgres);
            for (var round = 1; round <= rounds; round++)
            {
                await small.MeasureAsync();
                await big.MeasureAsync();
                Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{engine}, round {round}: {small.Last} | {big.Last}"));
            }

            Console.WriteLine(small.Row(engine));
            Console.WriteLine(big.Row(engine));
            Console.WriteLine(Ratios(engine, small, big));
        }
        finally
        {
            if (postgres is not null) await postgres.DisposeAsync();
            scratch.Delete(recursive: true);
        }
    }

    /// <summary>Medians of the ratios within a round.</summary>
    private static string Ratios(string engine, Subject small, Subject big)
    {
        string Ratio(Func<Figures, double> of) => Median(small.All.Zip(big.All, (s, b) => of(b) / of(s))).ToString("0.00", CultureInfo.InvariantCulture);
        return $"| {engine} | **big / small** | | {Ratio(f => f.Start)} | {Ratio(f => f.Steps)} | {Ratio(f => f.P50)} / {Ratio(f => f.P95)} | {Ratio(f => f.List)} | {Ratio(f => f.Api)} | {Ratio(f => f.Lines)} | {Ratio(f => f.Page)} | {Ratio(f => f.MegaBytes)} |";
    }

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
    }

    private sealed record Figures(double Start, double Steps, double P50, double P95, double List, double Api, double Lines, double Page, double MegaBytes);

    /// <summary>One platform of a size.</summary>
    private sealed class Subject(Size size, string[] settings, string database, IReadOnlyList<int> beside) : IAsyncDisposable
    {
        private Server? server;
        private string longCase = "";
        private double megaBytes;

        public List<Figures> All { get; } = [];

        public string Last => $"{size.Name} {All[^1]}";

        public static async Task<Subject> MakeAsync(Size size, DirectoryInfo scratch, PostgresServer? postgres)
        {
            var data = scratch.CreateSubdirectory(size.Name).FullName;
            var target = postgres is null ? $"Data Source={Path.Combine(data, "portico.db")};Pooling=false" : await postgres.NewDatabaseAsync(size.Name);
            string[] settings = [$"--Portico:Data={data}", $"--contentRoot={Repository.Folder("src/Portico.Host")}", "--Logging:LogLevel:Default=Warning", .. postgres is null ? (string[])[] : ["--Portico:Database:Engine=postgres", $"--ConnectionStrings:Portico={target}"]];
            var subject = new Subject(size, settings, target.Replace("Username=bench", "Username=postgres", StringComparison.Ordinal), postgres is null ? [] : [postgres.ProcessId]);
            await subject.FurnishAsync();
            return subject;
        }

        private async Task<TimeSpan> StartAsync(params string[] more)
        {
            var began = Stopwatch.GetTimestamp();
            server = await Server.StartAsync(size.Name, new PorticoDialect(), "/health/ready", beside, port => [typeof(Growth).Assembly.Location, "serve", $"--urls=http://127.0.0.1:{port}", .. settings, .. more]);
            return Stopwatch.GetElapsedTime(began);
        }

        private async Task FurnishAsync()
        {
            await StartAsync();
            using var http = Http("pk_demo_" + Template);
            using var template = await http.PostAsync($"/api/v1/journeys/{BenchHost.Waiting}/cases", new StringContent("{\"locale\":\"en\"}", new MediaTypeHeaderValue("application/json")));
            using var own = Http("pk_demo_" + Tenant);
            using var first = await own.PostAsync($"/api/v1/journeys/{BenchHost.Journey}/cases", new StringContent("{\"locale\":\"en\"}", new MediaTypeHeaderValue("application/json")));
            longCase = System.Text.Json.JsonDocument.Parse(await first.EnsureSuccessStatusCode().Content.ReadAsStringAsync()).RootElement.GetProperty("case").GetString()!;
            template.EnsureSuccessStatusCode();
            await server!.DisposeAsync();
            await using (DbConnection store = beside.Count == 0 ? new SqliteConnection(database) : new NpgsqlConnection(database))
            {
                await store.OpenAsync();
                await new Seed(store, size.Tenants, size.Active, size.Waiting, size.PerCase, size.Own, size.Lines, longCase, Template, Tenant).RunAsync();
                megaBytes = await Seed.MegaBytesAsync(store);
            }

            await StartAsync(BenchHost.Furnished);
            await Slice.MeasureAsync(server!, Clients, WarmSeconds);
        }

        public async Task MeasureAsync()
        {
            await server!.DisposeAsync();
            var start = await StartAsync(BenchHost.Furnished);
            await Slice.MeasureAsync(server!, Clients, WarmSeconds / 2);
            var slice = await Slice.MeasureAsync(server!, Clients, Seconds);
            using var http = Http("sk_demo_" + Tenant);
            All.Add(new(start.TotalSeconds, slice.StepsPerSecond, slice.P50, slice.P95, await AskAsync(http, "/bench/list"), await AskAsync(http, "/api/v1/cases"),
                await AskAsync(http, $"/api/v1/cases/{longCase}/journal?after={size.Lines - 90}"), await AskAsync(http, $"/bench/file/{longCase}"), slice.MegaBytes));
        }

        /// <summary>One after the other; the median.</summary>
        private static async Task<double> AskAsync(HttpClient http, string path)
        {
            var times = new List<double>();
            for (var i = 0; i < Asked; i++)
            {
                var began = Stopwatch.GetTimestamp();
                using var reply = await http.GetAsync(path);
                _ = await reply.EnsureSuccessStatusCode().Content.ReadAsByteArrayAsync();
                if (i >= Asked / 4) times.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            }

            return Median(times);
        }

        private HttpClient Http(string key) => new() { BaseAddress = new($"http://127.0.0.1:{server!.Port}"), DefaultRequestHeaders = { Authorization = new("Bearer", key) } };

        public string Row(string engine)
        {
            string Figure(Func<Figures, double> of, string format) => Median(All.Select(of)).ToString(format, CultureInfo.InvariantCulture);
            return string.Create(CultureInfo.InvariantCulture, $"| {engine} | {size.Tenants:N0} tenants, {size.Waiting:N0} waiting, {size.Waiting * (long)size.PerCase:N0} journal rows, one case with {size.Lines:N0} lines | {megaBytes:N0} | {Figure(f => f.Start, "0.0")} | {Figure(f => f.Steps, "0")} | {Figure(f => f.P50, "0.0")} / {Figure(f => f.P95, "0.0")} | {Figure(f => f.List, "0.0")} | {Figure(f => f.Api, "0.0")} | {Figure(f => f.Lines, "0.0")} | {Figure(f => f.Page, "0.0")} | {Figure(f => f.MegaBytes, "0")} |");
        }

        public async ValueTask DisposeAsync()
        {
            if (server is not null) await server.DisposeAsync();
        }
    }
}
