using System.Data.Common;
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Portico.Bench;

/// <summary>
/// The same platform twice: with few tenants and cases, and with a hundred times as many. What a customer or an admin waits for must not show which one it is.
/// Both are up and are asked in turns. Customers of one tenant hand in steps; the lists are those of another one, to whom half of all cases belong.
/// </summary>
public sealed class Growth(int rounds, IReadOnlyList<string> engines)
{
    private const string Tenant = "clearwater";
    private const int Clients = 32, Asked = 100;
    private const double Seconds = 3, WarmSeconds = 12;

    /// <param name="Active">Tenants that have cases; the others are there and sleep.</param>
    /// <param name="Lines">Journal lines of the one long case.</param>
    private sealed record Size(string Name, int Tenants, int Active, int Waiting, int PerCase, int Lines);

    private static readonly Size Small = new("small", 100, 1, 1_000, 10, 100), Big = new("big", 10_000, 100, 100_000, 10, 10_000);

    public static Task RunAsync(string[] args)
    {
        var engines = args.Where(a => a is "sqlite" or "postgres").ToList();
        return new Growth(BenchOptions.Number(args, "--rounds", 5), engines.Count > 0 ? engines : ["sqlite", "postgres"]).RunAsync();
    }

    private async Task RunAsync()
    {
        Console.WriteLine("| engine | size | database MB | start s | steps/s | step p50/p95 ms | list | by status | by journey | by number | by API | first page of the admin | its funnels | newest lines of the long case | its page | memory MB |\n|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|");
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
                foreach (var subject in round % 2 == 0 ? [big, small] : (Subject[])[small, big]) await subject.MeasureAsync();
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
        string Ratio(Func<Figures, double> of) => Report.Median(small.All.Zip(big.All, (s, b) => of(b) / of(s))).ToString("0.00", CultureInfo.InvariantCulture);
        return $"| {engine} | **big / small** | | {Ratio(f => f.Start)} | {Ratio(f => f.Slice.StepsPerSecond)} | {Ratio(f => f.Slice.P50)} / {Ratio(f => f.Slice.P95)} | {string.Join(" | ", Enumerable.Range(0, Subject.Questions).Select(i => Ratio(f => f.Asked[i])))} | {Ratio(f => f.Slice.MegaBytes)} |";
    }

    /// <param name="Asked">Milliseconds of each question, in the order of the columns.</param>
    private sealed record Figures(double Start, Slice Slice, IReadOnlyList<double> Asked);

    /// <summary>One platform of a size.</summary>
    private sealed class Subject(Size size, string data, string[] settings, string database, IReadOnlyList<int> beside) : IAsyncDisposable
    {
        private Server? server;
        private string longCase = "";
        private double megaBytes;

        public const int Questions = 9;

        public List<Figures> All { get; } = [];

        public string Last => string.Create(CultureInfo.InvariantCulture, $"{size.Name} {All[^1].Start:0.0} s, {All[^1].Slice.StepsPerSecond:0} steps/s, {string.Join(' ', All[^1].Asked.Select(ms => ms.ToString("0.0", CultureInfo.InvariantCulture)))} ms");

        public static async Task<Subject> MakeAsync(Size size, DirectoryInfo scratch, PostgresServer? postgres)
        {
            var data = scratch.CreateSubdirectory(size.Name).FullName;
            var target = postgres is null ? $"Data Source={Path.Combine(data, "portico.db")};Pooling=false" : await postgres.NewDatabaseAsync(size.Name);
            string[] settings = postgres is null ? [] : ["--Portico:Database:Engine=postgres", $"--ConnectionStrings:Portico={target}"];
            var subject = new Subject(size, data, settings, target.Replace("Username=bench", "Username=postgres", StringComparison.Ordinal), postgres is null ? [] : [postgres.ProcessId]);
            await subject.FurnishAsync();
            return subject;
        }

        private async Task<TimeSpan> StartAsync(params string[] more)
        {
            var began = Stopwatch.GetTimestamp();
            server = await Server.StartAsync(size.Name, new PorticoDialect(), "/health/ready", beside, port => BenchHost.Serving(port, data, [.. settings, .. more]));
            return Stopwatch.GetElapsedTime(began);
        }

        private async Task FurnishAsync()
        {
            await StartAsync();
            using var http = Http("pk_demo_" + Tenant);
            using var first = await http.PostAsync($"/api/v1/journeys/{BenchHost.Waiting}/cases", new StringContent("{\"locale\":\"en\"}", new MediaTypeHeaderValue("application/json")));
            longCase = System.Text.Json.JsonDocument.Parse(await first.EnsureSuccessStatusCode().Content.ReadAsStringAsync()).RootElement.GetProperty("case").GetString()!;
            await server!.DisposeAsync();
            await using (DbConnection store = beside.Count == 0 ? new SqliteConnection(database) : new NpgsqlConnection(database))
            {
                await store.OpenAsync();
                await new Seed(store, size.Tenants, size.Active, size.Waiting, size.PerCase, size.Lines, Tenant).RunAsync();
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
            string[] questions =
            [
                "/bench/list", "/bench/list?status=Incident", $"/bench/list?journey={BenchHost.Waiting}", $"/bench/list?search={longCase}", "/api/v1/cases", "/bench/dashboard", "/bench/funnels",
                $"/api/v1/cases/{longCase}/journal?after={size.Lines - 90}", $"/bench/file/{longCase}",
            ];
            var times = questions.Select(_ => new List<double>()).ToList();
            for (var i = 0; i < Asked; i++)
            {
                foreach (var (question, own) in questions.Zip(times)) own.Add(await AskAsync(http, question));
            }

            All.Add(new(start.TotalSeconds, slice, times.ConvertAll(own => Report.Median(own.Skip(Asked / 2)))));
        }

        private static async Task<double> AskAsync(HttpClient http, string path)
        {
            var began = Stopwatch.GetTimestamp();
            using var reply = await http.GetAsync(path);
            _ = await reply.EnsureSuccessStatusCode().Content.ReadAsByteArrayAsync();
            return Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        }

        private HttpClient Http(string key) => new() { BaseAddress = new($"http://127.0.0.1:{server!.Port}"), DefaultRequestHeaders = { Authorization = new("Bearer", key) } };

        public string Row(string engine)
        {
            string Figure(Func<Figures, double> of, string format) => Report.Median(All.Select(of)).ToString(format, CultureInfo.InvariantCulture);
            return string.Create(CultureInfo.InvariantCulture, $"| {engine} | {size.Tenants:N0} tenants, {size.Waiting:N0} waiting, {size.Waiting * (long)size.PerCase:N0} journal rows, one case with {size.Lines:N0} | {megaBytes:N0} | {Figure(f => f.Start, "0.0")} | {Figure(f => f.Slice.StepsPerSecond, "0")} | {Figure(f => f.Slice.P50, "0.0")} / {Figure(f => f.Slice.P95, "0.0")} | {string.Join(" | ", Enumerable.Range(0, Questions).Select(i => Figure(f => f.Asked[i], "0.0")))} | {Figure(f => f.Slice.MegaBytes, "0")} |");
        }

        public async ValueTask DisposeAsync()
        {
            if (server is not null) await server.DisposeAsync();
        }
    }
}
