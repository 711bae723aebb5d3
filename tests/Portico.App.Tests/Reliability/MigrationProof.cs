using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Microsoft.EntityFrameworkCore;
using Portico.App.Cases;
using Portico.App.Data;
using Portico.App.Migrations;
using Portico.App.Tests.Migrations;
using Portico.TestKit;
using Portico.Workflows;

namespace Portico.App.Tests.Reliability;

/// <summary>A host that dies while it moves cases to another version, and moves them back, moves each exactly once.</summary>
internal static class MigrationProof
{
    private const string Key = "proof-migration";

    private static readonly string[] Points = [CrashPoint.CommitQueued, CrashPoint.CommitHalfWritten, CrashPoint.CommitWritten, CrashPoint.CommitDurable, CrashPoint.CaseSaved];

    public sealed record Figures(int Seed, int Cases, int Kills)
    {
        public override string ToString() => FormattableString.Invariant($"seed {Seed}: {Cases} cases moved and moved back, the host killed {Kills} times in the midst of it");
    }

    public static async Task<Figures> RunAsync(Engine engine, int seed, int cases, TimeSpan patience)
    {
        var random = new Random(seed);
        var platform = await ProofPortico.StartAsync(engine);
        await platform.PublishAsync(Migrating.Form(Key, "about-you"));
        var customers = new List<ApiCustomer>();
        for (var i = 0; i < cases; i++) customers.Add(await ApiCustomer.StartAsync(platform.Customer("aurora"), Key, "en"));
        var before = await StatesAsync(platform);
        await platform.PublishAsync(Migrating.Form(Key, "about-you", id: "ask-again"));
        await Migrating.MapAsync(platform, Key, ("ask", "ask-again"));
        await platform.StopAsync();

        await using var host = new HostProcess([.. platform.HostSettings, .. CrashProof.Settings]);
        try
        {
            var forth = await UnderFireAsync("start", "done");
            await platform.StartAsync();
            var moved = await platform.InStoreAsync("aurora", db => db.Cases.AsNoTracking().Where(c => c.JourneyKey == Key).ToListAsync());
            Assert.True(moved.TrueForAll(c => c is { JourneyVersion: 2, StepId: "ask-again" }), $"Seed {seed}: {moved.Count(c => c.JourneyVersion != 2)} cases were left behind.");
            await LinesAsync(1);
            await platform.StopAsync();

            var back = await UnderFireAsync("undo", "undone");
            await platform.StartAsync();
            Assert.Equal(before, await StatesAsync(platform));
            await LinesAsync(2);

            foreach (var customer in customers) Assert.Equal("completed", (await customer.At(platform.Customer("aurora")).FinishAsync()).Status);
            return new(seed, cases, forth + back);
        }
        finally
        {
            await host.KillAsync();
            await platform.DisposeAsync();
        }

        async Task<int> UnderFireAsync(string deed, string end)
        {
            using var http = new HttpClient { BaseAddress = host.Address };
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "sk_demo_aurora");
            // PostgreSQL takes a commit in one message, of which a host cannot have written half.
            var points = Points.Where(point => engine == Engine.Sqlite || point != CrashPoint.CommitHalfWritten).ToArray();
            random.Shuffle(points);
            for (var i = 0; i < points.Length; i++)
            {
                // In the midst of a batch, and never so late that nothing is left to move.
                var death = $"--Portico:CrashAt={points[i]}:{random.Next(2, 9)}";
                if (i == 0)
                {
                    await host.StartAsync(death);
                    using var begun = await http.PostAsJsonAsync($"/api/v1/journeys/{Key}/migration/{deed}", new { from = 1 });
                    Assert.True(begun.StatusCode == HttpStatusCode.OK, await begun.Content.ReadAsStringAsync());
                }
                else
                {
                    host.Launch(death);
                }

                Assert.True(await host.IsKilledAsync(patience), $"Seed {seed}: the host never came to {points[i]}. It said: {host.Output[^Math.Min(4000, host.Output.Length)..]}");
            }

            await host.StartAsync();
            await Eventually.SeeAsync(async () => (await http.GetFromJsonAsync<ReadMigration.Response>($"/api/v1/journeys/{Key}/migration?from=1"))!.Plan!, plan => plan.State == end, $"the migration is {end}", patience);
            await host.KillAsync();
            return points.Length;
        }

        async Task LinesAsync(int each)
        {
            foreach (var customer in customers)
            {
                var lines = (await platform.JournalAsync("aurora", customer.Number)).Count(line => line.Kind == JournalKinds.CaseMigrated);
                Assert.True(lines == each, $"Seed {seed}: {customer.Number} has {lines} lines about a move instead of {each}.");
            }
        }
    }

    private static Task<List<(string, string, int, string?)>> StatesAsync(ProofPortico platform) => platform.InStoreAsync("aurora", async db =>
        (await db.Cases.AsNoTracking().Where(c => c.JourneyKey == Key).OrderBy(c => c.Number).ToListAsync()).ConvertAll(c => (c.Number, c.State, c.JourneyVersion, c.StepId)));
}
