using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using Portico.App.Cases;
using Portico.App.Data;
using Portico.TestKit;
using Portico.Workflows;
using Xunit.Abstractions;

namespace Portico.App.Tests.Reliability;

/// <summary>What is planted in this process is planted for every test in it: these run alone.</summary>
[CollectionDefinition(nameof(Planted), DisableParallelization = true)]
public sealed class Planted;

/// <summary>A proof that cannot fail proves nothing: each mistake that could be made in the protocol is made, and the proof that is meant for it must notice.</summary>
[Collection(nameof(Planted))]
public sealed class PlantedTests(ITestOutputHelper says) : IDisposable
{
    private const int Customers = 40;

    public static TheoryData<string> Defects() => new(CrashPoints.NamesOf(typeof(Defect)).Where(name => name != Defect.StorageFull));

    public void Dispose() => CrashPoints.Disarm();

    [Theory]
    [MemberData(nameof(Defects))]
    public async Task Each_planted_mistake_is_noticed(string defect)
    {
        var caught = await Record.ExceptionAsync(() => ProveAsync(defect, $"--Portico:Plant={defect}"));

        says.WriteLine($"{defect}: {caught?.GetType().Name}: {caught?.Message.Split('\n')[0]}");
        Assert.True(caught is not null, $"Nobody noticed {defect}.");
        Assert.DoesNotContain("never came to", caught.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("did not bite", caught.Message, StringComparison.Ordinal);
    }

    private static Task ProveAsync(string defect, string plant) => defect switch
    {
        Defect.RevisionIgnored or Defect.RefusalIgnored or Defect.AnswerForgotten => OnAsync(Engine.Sqlite, plant, platform => SubmitProof.RunAsync(platform, null, rounds: 14, clients: 48)),
        Defect.CacheTrusted => OnTwoAsync(plant),
        Defect.ToldBeforeCommit => DyingAtAsync(CrashPoint.CommitWritten, plant),
        Defect.CommitSplit => DyingAtAsync(CrashPoint.CommitDurable, plant, times: 10),
        Defect.KeyPerAttempt => DyingAtAsync(CrashPoint.CallAnswered, plant),
        Defect.DueDroppedFirst => DyingAtAsync(CrashPoint.AnswerStaged, plant),
        Defect.FenceIgnored => TakeoverProof.RunAsync(2, 0, plant),
        Defect.LeaseForgotten => OnAsync(Engine.Sqlite, plant, TakeoverProof.OneAttemptAsync),
        Defect.InboxNotUnique or Defect.InboxForgetsEarly => OnAsync(Engine.Sqlite, plant, platform => CallbackProof.RunAsync(platform, seed: 1, cases: 6)),
        Defect.DueEarly => OnAsync(Engine.Sqlite, plant, platform => ClockProof.RunAsync(platform, seed: 1, cases: 11)),
        Defect.VersionFollowed => OnAsync(Engine.Sqlite, plant, platform => VersionProof.RunAsync(platform, seed: 1, cases: 9, versions: 3)),
        Defect.UnknownTakenForDone => ConnectionProof.RunAsync(seed: 1, faults: 25, TimeSpan.FromSeconds(25), plant),
        Defect.UnknownTakenForLost => ConnectionProof.RunAsync(seed: 1, faults: 25, TimeSpan.FromSeconds(25), plant),
        _ => throw new NotSupportedException($"No proof is meant for {defect}."),
    };

    private static Task<CrashProof.Figures> DyingAtAsync(string point, string plant, int times = 3) => CrashProof.RunAsync(Engine.Sqlite, seed: 1, kills: 0, [.. Enumerable.Repeat(point, times)], TimeSpan.FromSeconds(25), plant);

    private static Task OnAsync(Engine engine, string plant, Func<ProofPortico, Task> prove) => ProofPortico.OnAsync(engine, prove, plant);

    private static Task OnTwoAsync(string plant) => OnAsync(Engine.Postgres, plant, async platform =>
    {
        var second = platform.Neighbour();
        await second.StartAsync();
        try
        {
            await SubmitProof.RunAsync(platform, second, rounds: 7, clients: 16);
        }
        finally
        {
            await second.StopAsync();
        }
    });

    /// <summary>R6. The database may not grow, which is what a full disk looks like from above.</summary>
    [Fact]
    public async Task With_a_full_disk_nothing_is_accepted_that_is_not_kept_reads_go_on_and_space_is_enough_to_resume()
    {
        var platform = await ProofPortico.StartAsync(Engine.Sqlite, $"--Portico:Plant={Defect.StorageFull}");
        var full = Path.Combine(platform.DataFolder, "portico.db.full");

        var (accepted, refused) = await FillAsync(platform);
        using var problem = await refused.PostAsync(idempotencyKey: "when-full");
        var read = await refused.ReadAsync();
        File.Delete(full);
        var began = TimeProvider.System.GetTimestamp();
        var resumed = await Eventually.SeeAsync(() => refused.PostAsync(idempotencyKey: "when-full"), reply => reply.StatusCode == HttpStatusCode.OK, "the step is accepted once there is space");
        var took = TimeProvider.System.GetElapsedTime(began);

        await Problem.IsAsync(problem, HttpStatusCode.ServiceUnavailable, "platform.storage_unavailable");
        Assert.NotNull(problem.Headers.RetryAfter);
        Assert.Equal("open", read.Status);
        Assert.Equal(read.Revision + 1, (await resumed.Content.ReadFromJsonAsync<CaseView>())!.Revision);
        Assert.Equal(Customers, await platform.CasesAsync());
        Assert.NotEmpty(accepted);
        foreach (var (number, steps) in accepted) Assert.Equal(steps, (await platform.JournalAsync("aurora", number)).Count(e => e.Kind == JournalKinds.StepCompleted));
        says.WriteLine(FormattableString.Invariant($"R6: {accepted.Count} cases went on until the database was full, resumed after {took.TotalSeconds:0.0} s"));
        await platform.DisposeAsync();
    }

    /// <returns>What was accepted, and the first who was not.</returns>
    private static async Task<(List<(string Number, int Steps)> Accepted, ApiCustomer Refused)> FillAsync(ProofPortico platform)
    {
        var waiting = new List<ApiCustomer>();
        File.Delete(Path.Combine(platform.DataFolder, "portico.db.full"));
        for (var i = 0; i < Customers; i++) waiting.Add(await platform.StartMoveInAsync());
        await File.WriteAllTextAsync(Path.Combine(platform.DataFolder, "portico.db.full"), (Convert.ToInt64(platform.AskFile("PRAGMA page_count"), CultureInfo.InvariantCulture) + 40).ToString(CultureInfo.InvariantCulture));
        var accepted = new List<(string, int)>();
        foreach (var customer in waiting)
        {
            for (var steps = 0; steps < 3; steps++)
            {
                using var reply = await customer.PostAsync();
                if (reply.StatusCode == HttpStatusCode.ServiceUnavailable)
                {
                    if (steps > 0) accepted.Add((customer.Number, steps));
                    if (steps == 0) return (accepted, customer);
                    break;
                }

                Assert.Equal(HttpStatusCode.OK, reply.StatusCode);
                await customer.ReadAsync();
                if (steps == 2) accepted.Add((customer.Number, 3));
            }
        }

        throw new InvalidOperationException("The database never was full: the test did not bite.");
    }
}
