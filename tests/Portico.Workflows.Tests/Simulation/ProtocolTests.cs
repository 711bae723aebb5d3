using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Xunit.Abstractions;

namespace Portico.Workflows.Tests.Simulation;

/// <summary>The promise of the commit protocol, in every order that chance can think of: the engine is the real one, the database and the world are models.</summary>
public sealed class ProtocolTests(ITestOutputHelper says)
{
    private static readonly bool Release = Environment.GetEnvironmentVariable("PORTICO_RELIABILITY") == "release";
    private static readonly WorkflowDefinition Definition = new Journey()
        .Add("first", "Portico.ShowForm", ("form", "first"), ("reminderAfter", "1"), ("reminderTemplate", "nudge")).Add("wait", "Elsa.Delay", ("timeSpan", "00:10:00"))
        .Add("fork", "Elsa.FlowFork").With("fork", "branches", JsonNode.Parse("""{"expression":{"type":"Object","value":"[\"A\",\"B\",\"C\"]"}}""")!)
        .Add("kyc", "Portico.VerifyIdentity").Add("second", "Portico.ShowForm", ("form", "second"), ("reminderAfter", "1"), ("reminderTemplate", "nudge")).Add("pause", "Elsa.Delay", ("timeSpan", "00:05:00"))
        .Add("join", "Elsa.FlowJoin", ("mode", "WaitAll")).Add("pay", "Portico.SetUpPayment", ("amountMinor", "100"), ("currency", "EUR")).Add("end", "Portico.EndJourney", ("outcome", "Activated"), ("page", "thanks"))
        .Connect("first:Submitted > wait > fork").Connect("fork:A > kyc").Connect("fork:B > second").Connect("fork:C > pause > join").Connect("kyc:Verified > join").Connect("second:Submitted > join").Connect("join > pay").Connect("pay:Active > end").Build();

    public static TheoryData<string> Flaws() => new(Enum.GetNames<Flaw>().Where(name => name != nameof(Flaw.None)));

    [Fact]
    public void No_order_of_crashes_sleeps_and_repetitions_loses_a_step_or_does_one_twice()
    {
        var schedules = Release ? 1_000_000 : 20_000;
        var first = int.TryParse(Environment.GetEnvironmentVariable("PORTICO_TEST_SEED"), out var given) ? given : RandomNumberGenerator.GetInt32(1_000_000_000);
        var began = TimeProvider.System.GetTimestamp();
        int crashes = 0, sleeps = 0, repeats = 0, refused = 0, attempts = 0;
        string? failure = null;

        Parallel.For(0, schedules, (i, loop) =>
        {
            var world = new World(Definition, first + i, Flaw.None);
            try
            {
                world.Run();
            }
            catch (Exception e)
            {
                failure = $"Seed {first + i}: {e.Message}\n{world.Trace}";
                loop.Stop();
            }

            Interlocked.Add(ref crashes, world.Crashes);
            Interlocked.Add(ref sleeps, world.Sleeps);
            Interlocked.Add(ref repeats, world.Repeats);
            Interlocked.Add(ref refused, world.RefusedCommits);
            Interlocked.Add(ref attempts, world.RefusedAttempts);
        });

        says.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Seeds {first} to {first + schedules - 1} (PORTICO_TEST_SEED): {schedules} schedules in {TimeProvider.System.GetElapsedTime(began).TotalSeconds:0.0} s, {crashes} crashes, {sleeps} sleeps, {repeats} repetitions, {refused} refused commits, {attempts} of them by former attempts."));
        Assert.True(failure is null, failure);
        Assert.True(crashes > schedules && sleeps > schedules && repeats > schedules && refused > schedules / 10 && attempts > 0, "The schedules were too tame to prove anything.");
    }

    [Theory]
    [MemberData(nameof(Flaws))]
    public void Each_planted_flaw_is_found_and_its_seed_finds_it_again_in_the_same_way(string name)
    {
        var flaw = Enum.Parse<Flaw>(name);

        var found = Enumerable.Range(1, 5_000).Select(seed => (Seed: seed, Verdict: Verdict(seed, flaw))).FirstOrDefault(run => run.Verdict.Broken is not null);

        Assert.True(found.Verdict.Broken is not null, $"{flaw} was not found in 5,000 schedules.");
        says.WriteLine($"{flaw}: seed {found.Seed}: {found.Verdict.Broken}");
        Assert.Equal(found.Verdict, Verdict(found.Seed, flaw));
        Assert.Null(Verdict(found.Seed, Flaw.None).Broken);
    }

    private static (string? Broken, string Trace) Verdict(int seed, Flaw flaw)
    {
        var world = new World(Definition, seed, flaw);
        try
        {
            world.Run();
            return (null, world.Trace);
        }
        catch (Broken broken)
        {
            return (broken.Message, world.Trace);
        }
    }
}
