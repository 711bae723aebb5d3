using System.Globalization;
using Portico.TestKit;
using Xunit.Abstractions;

namespace Portico.App.Tests.Reliability;

/// <summary>The promise on the box: a committed step is never lost and never done again, an effect happens once, whenever the power goes.</summary>
public abstract class CrashTests(Engine engine, ITestOutputHelper says)
{
    [Fact]
    public async Task Killed_at_any_moment_and_at_each_one_that_matters_the_host_loses_nothing_and_does_nothing_twice()
    {
        var points = Enumerable.Repeat(CrashProof.EveryPoint, Proof.Of(1, 10)).SelectMany(all => all).ToList();
        var kills = Proof.Of(30, 1_000);

        var figures = await CrashProof.RunAsync(engine, Proof.NewSeed(), kills, points, TimeSpan.FromSeconds(Proof.Of(150, 600)));

        says.WriteLine($"R1 {engine}: {figures}");
        Assert.Equal((kills, points.Count), (figures.Kills, figures.Points));
        Assert.True(figures.Hits >= (kills + points.Count) * 3 / 10, "The test did not bite.");
        Assert.True(figures.Recovery < TimeSpan.FromSeconds(Proof.Of(25, 10)), "The promise is 10 s; a machine that is busy with other tests gets more.");
    }
}

public sealed class CrashOnSqliteTests(ITestOutputHelper says) : CrashTests(Engine.Sqlite, says);

public sealed class CrashOnPostgresTests(ITestOutputHelper says) : CrashTests(Engine.Postgres, says);

public sealed class DoubleSubmitTests(ITestOutputHelper says)
{
    [Theory]
    [InlineData(Engine.Sqlite, 1)]
    [InlineData(Engine.Postgres, 1)]
    [InlineData(Engine.Postgres, 2)]
    public Task Sixty_four_at_once_hand_in_a_step_and_one_is_accepted(Engine engine, int hosts) => ProofPortico.OnAsync(engine, async platform =>
    {
        var second = hosts == 2 ? platform.Neighbour() : null;
        if (second is not null) await second.StartAsync();

        says.WriteLine($"R2 {engine}, {hosts} hosts: {await SubmitProof.RunAsync(platform, second, Proof.Of(30, 500) * hosts, clients: 64)}");

        if (second is not null) await second.StopAsync();
    });
}

public sealed class ConnectionTests(ITestOutputHelper says)
{
    [Fact]
    public async Task Connections_that_break_also_between_a_commit_and_its_answer_lose_nothing_and_double_nothing()
    {
        var faults = Proof.Of(60, 4_000);

        var figures = await ConnectionProof.RunAsync(Proof.NewSeed(), faults, TimeSpan.FromSeconds(90));

        says.WriteLine($"R4: {figures}");
        Assert.True(figures.AnswersLost >= faults * 3 / 5 && figures.CommitsLost >= faults / 5 && figures.Cut >= faults / 5, "The test did not bite.");
    }
}

public sealed class LateCallbackTests(ITestOutputHelper says)
{
    [Theory]
    [InlineData(Engine.Sqlite)]
    [InlineData(Engine.Postgres)]
    public Task Callbacks_in_any_order_and_number_lead_to_the_end_that_one_of_each_in_order_leads_to(Engine engine) => ProofPortico.OnAsync(engine, async platform =>
    {
        var figures = await CallbackProof.RunAsync(platform, Proof.NewSeed(), Proof.Of(48, 1_900));

        says.WriteLine($"R3 {engine}: {figures}");
        Assert.True(figures.Events >= Proof.Of(500, 20_000), "Too few callbacks to prove anything.");
    });
}

public sealed class UpgradeTests(ITestOutputHelper says)
{
    [Theory]
    [InlineData(Engine.Sqlite)]
    [InlineData(Engine.Postgres)]
    public Task A_plugin_changes_its_version_and_its_secret_under_cases_and_callbacks_and_none_of_them_notices(Engine engine) => ProofPortico.OnAsync(engine, async platform =>
    {
        var figures = await UpgradeProof.RunAsync(platform, Proof.NewSeed(), Proof.Of(40, 500));

        says.WriteLine($"R11 {engine}: {figures}");
        Assert.True(figures.BySecondSecret > 0, "Nobody signed with the new secret: the test did not bite.");
    });
}

public sealed class ClockTests(ITestOutputHelper says)
{
    [Theory]
    [InlineData(Engine.Sqlite)]
    [InlineData(Engine.Postgres)]
    public Task However_the_clock_jumps_no_timer_fires_early_or_twice(Engine engine) => ProofPortico.OnAsync(engine, async platform =>
        says.WriteLine($"R5 {engine}: {await ClockProof.RunAsync(platform, Proof.NewSeed(), Proof.Of(66, 5_000))}"));

    [Theory]
    [InlineData("2028-02-28T12:00:00Z")]
    [InlineData("2027-03-27T12:00:00Z")]
    [InlineData("2027-10-30T12:00:00Z")]
    public Task A_day_has_twenty_four_hours_also_when_the_calendar_says_otherwise(string from) =>
        ProofPortico.OnAsync(Engine.Sqlite, platform => ClockProof.ThroughAsync(platform, DateTimeOffset.Parse(from, CultureInfo.InvariantCulture)));
}

public sealed class TakeoverTests(ITestOutputHelper says)
{
    [Fact]
    public async Task A_host_that_wakes_up_records_nothing_that_another_one_has_taken_over()
    {
        var (cycles, kills) = (Proof.Of(9, 150), Proof.Of(3, 50));

        var figures = await TakeoverProof.RunAsync(cycles, kills);

        says.WriteLine($"R7: {figures}");
        Assert.True(figures.Rejected >= cycles, "No former attempt tried to record anything: the test did not bite.");
        Assert.True(figures.Slowest < TimeSpan.FromSeconds(Proof.Of(20, 8)), "The promise is the lease and 5 s; a machine that is busy with other tests gets more.");
    }

    [Fact]
    public async Task A_host_that_falls_asleep_before_COMMIT_holds_the_case_up_for_ten_seconds_and_no_longer()
    {
        var held = await TakeoverProof.OpenTransactionAsync();

        says.WriteLine(FormattableString.Invariant($"R7: rows held for {held.TotalSeconds:0.0} s by a host that slept in a transaction"));
        Assert.True(held > TimeSpan.FromSeconds(5), "The test did not bite.");
    }

    [Fact]
    public Task A_call_that_takes_its_time_is_made_once() => ProofPortico.OnAsync(Engine.Sqlite, TakeoverProof.OneAttemptAsync);
}

public sealed class ReadOnlyTests(ITestOutputHelper says)
{
    [Fact]
    public Task While_PostgreSQL_takes_no_writes_nothing_is_accepted_reads_go_on_and_it_resumes_by_itself() => ProofPortico.OnAsync(Engine.Postgres, async platform =>
    {
        var took = await StorageProof.ReadOnlyAsync(platform);

        says.WriteLine(FormattableString.Invariant($"R6 Postgres: resumed after {took.TotalSeconds:0.0} s"));
        Assert.True(took < TimeSpan.FromSeconds(10), "The promise is 10 s.");
    });
}

public sealed class PinnedVersionTests(ITestOutputHelper says)
{
    [Theory]
    [InlineData(Engine.Sqlite)]
    [InlineData(Engine.Postgres)]
    public Task Whatever_is_published_reverted_and_retracted_a_case_ends_on_the_drawing_it_began_with(Engine engine) => ProofPortico.OnAsync(engine, async platform =>
        says.WriteLine($"R8 {engine}: {await VersionProof.RunAsync(platform, Proof.NewSeed(), Proof.Of(200, 1_000), Proof.Of(10, 20))}"));
}

public sealed class MovingTests(ITestOutputHelper says)
{
    [Theory]
    [InlineData(Engine.Sqlite)]
    [InlineData(Engine.Postgres)]
    public async Task A_host_that_dies_while_it_moves_cases_to_another_version_moves_each_once_and_back_once(Engine engine)
    {
        var figures = await MigrationProof.RunAsync(engine, Proof.NewSeed(), Proof.Of(120, 2_000), TimeSpan.FromSeconds(60));

        says.WriteLine($"R8 {engine}: {figures}");
        Assert.Equal(engine == Engine.Sqlite ? 10 : 8, figures.Kills);
    }
}
