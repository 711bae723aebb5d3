using Portico.TestKit;
using Portico.Workflows;

namespace Portico.App.Tests.Cases;

/// <summary>The shipped journey from its first question to the active account, on each engine.</summary>
public abstract class MoveInTests(TestPortico platform)
{
    [Theory]
    [InlineData("aurora")]
    [InlineData("clearwater")]
    public async Task A_customer_moves_in_and_each_provider_does_its_part_once(string tenant)
    {
        var before = platform.Effects.Count;
        var customer = (await platform.StartMoveInAsync(tenant)).Answering("preferredChannel", "sms");

        await customer.FinishAsync();
        await platform.DrainAsync();

        Assert.Equal(("completed", "Activated"), (customer.Case.Status, customer.Case.Outcome));
        var journal = await platform.JournalAsync(tenant, customer.Number);
        Assert.Equal(["identity-verification", "payment", "channel"], journal.Where(e => e.Kind == JournalKinds.CallRequested).Select(e => e.Data.GetProperty("contract").GetString()));
        Assert.Equal(3, journal.Count(e => e.Kind == JournalKinds.CallAnswered));
        var effects = platform.Effects;
        Assert.Equal(before + 3, effects.Count);
        Assert.Equal(effects.Count, effects.Select(e => (e.Provider, e.Key)).Distinct().Count());
    }

    [Fact]
    public async Task The_journal_counts_without_a_gap_and_holds_no_answers()
    {
        var customer = (await platform.StartMoveInAsync()).Answering("preferredChannel", "sms").Answering("familyName", "Unmistakable").Answering("email", "unmistakable@example.com");

        await customer.FinishAsync();

        var journal = await platform.JournalAsync("aurora", customer.Number);
        Assert.Equal(Enumerable.Range(1, journal.Count), journal.Select(e => e.Seq));
        Assert.DoesNotContain(journal, e => e.Data.GetRawText().Contains("unmistakable", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task The_log_tells_nothing_about_the_customer()
    {
        var customer = (await platform.StartMoveInAsync()).Answering("preferredChannel", "sms").Answering("familyName", "Inconfundible").Answering("email", "inconfundible@example.com");

        await customer.FinishAsync();

        Assert.NotEmpty(platform.Log.Lines);
        Assert.DoesNotContain(platform.Log.Lines, line => line.Text.Contains("inconfundible", StringComparison.OrdinalIgnoreCase) || line.Text.Contains(customer.Token, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_customer_reads_Arabic_who_asked_for_it()
    {
        var customer = await platform.StartMoveInAsync("aurora", "ar");

        Assert.Equal("ar", customer.Case.Locale);
        Assert.Matches("\\p{IsArabic}", customer.Case.Step!.Title);
        Assert.All(customer.Case.Step.Fields, field => Assert.Matches("\\p{IsArabic}", field.Label));
    }

    [Fact]
    public async Task Going_through_changes_the_progress_step_by_step()
    {
        var customer = await platform.StartMoveInAsync();
        var (before, of) = (customer.Case.Progress.Done, customer.Case.Progress.Of);

        await customer.SubmitAsync();

        Assert.Equal((0, before + 1, of), (before, customer.Case.Progress.Done, customer.Case.Progress.Of));
    }
}

public sealed class MoveInOnSqliteTests(TestPortico platform) : MoveInTests(platform), IClassFixture<TestPortico>;

public sealed class MoveInOnPostgresTests(TestPorticoOnPostgres platform) : MoveInTests(platform), IClassFixture<TestPorticoOnPostgres>;
