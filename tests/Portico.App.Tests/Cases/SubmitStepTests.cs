using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Portico.App.Cases;
using Portico.TestKit;
using Portico.Workflows;

namespace Portico.App.Tests.Cases;

public abstract class SubmitStepTests(TestPortico platform)
{
    [Fact]
    public async Task Of_64_submits_at_once_exactly_one_is_accepted()
    {
        var customer = await platform.StartMoveInAsync();

        var replies = await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => customer.PostAsync()));

        Assert.Single(replies, r => r.StatusCode == HttpStatusCode.OK);
        Assert.Equal(63, replies.Count(r => r.StatusCode == HttpStatusCode.Conflict));
        var journal = await platform.JournalAsync("aurora", customer.Number);
        Assert.Single(journal, e => e.Kind == JournalKinds.StepCompleted);
    }

    [Fact]
    public async Task Of_64_submits_with_one_idempotency_key_all_that_are_accepted_give_the_same_answer()
    {
        var customer = await platform.StartMoveInAsync();

        var replies = await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => customer.PostAsync(idempotencyKey: "one")));

        Assert.All(replies, r => Assert.True(r.StatusCode is HttpStatusCode.OK or HttpStatusCode.Conflict, $"{(int)r.StatusCode}"));
        var bodies = await Task.WhenAll(replies.Where(r => r.IsSuccessStatusCode).Select(r => r.Content.ReadAsStringAsync()));
        Assert.Single(bodies.Distinct());
        Assert.Equal("supply", (await customer.ReadAsync()).Step!.Id);
    }

    [Fact]
    public async Task A_repeat_with_the_same_key_and_body_gets_the_same_answer()
    {
        var customer = await platform.StartMoveInAsync();
        var answers = customer.Answers();

        var first = await (await customer.PostAsync("about-you", answers, idempotencyKey: "k")).Content.ReadAsStringAsync();
        var again = await customer.PostAsync("about-you", answers, idempotencyKey: "k");

        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
        Assert.Equal(first, await again.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task The_same_key_with_another_body_is_refused()
    {
        var customer = await platform.StartMoveInAsync();
        var answers = customer.Answers();
        await customer.PostAsync("about-you", answers, idempotencyKey: "k");
        answers["givenName"] = "Somebody else";

        var reply = await customer.PostAsync("about-you", answers, idempotencyKey: "k");

        await Problem.IsAsync(reply, HttpStatusCode.Conflict, "idempotency.key_reused");
    }

    [Fact]
    public async Task A_start_repeated_with_the_same_key_opens_one_case()
    {
        var http = platform.Customer("aurora");
        http.DefaultRequestHeaders.Add("Idempotency-Key", "start-once");

        var first = await http.PostAsJsonAsync("/api/v1/journeys/move-in/cases", new { locale = "en" });
        var again = await http.PostAsJsonAsync("/api/v1/journeys/move-in/cases", new { locale = "en" });
        var other = await http.PostAsJsonAsync("/api/v1/journeys/move-in/cases", new { locale = "ar" });

        var (one, two) = (await first.Content.ReadFromJsonAsync<CaseView>(), await again.Content.ReadFromJsonAsync<CaseView>());
        Assert.Equal((one!.Number, one.Token), (two!.Number, two.Token));
        await Problem.IsAsync(other, HttpStatusCode.Conflict, "idempotency.key_reused");
    }

    [Fact]
    public async Task Answers_given_to_an_older_step_are_refused()
    {
        var customer = await platform.StartMoveInAsync();
        var seen = customer.Case.Revision;
        await customer.SubmitAsync();

        var reply = await customer.PostAsync(revision: seen);

        await Problem.IsAsync(reply, HttpStatusCode.Conflict, "case.changed_meanwhile");
    }

    [Fact]
    public async Task A_step_that_is_not_open_is_refused()
    {
        var customer = await platform.StartMoveInAsync();

        var reply = await customer.PostAsync("summary", []);

        await Problem.IsAsync(reply, HttpStatusCode.Conflict, "case.step_not_open");
    }

    [Theory]
    [InlineData("en", "e-mail")]
    [InlineData("ar", "\\p{IsArabic}")]
    public async Task What_is_wrong_is_said_at_the_field_in_the_customers_language(string locale, string words)
    {
        var customer = (await platform.StartMoveInAsync("aurora", locale)).Answering("email", "not an address");

        var reply = await customer.PostAsync();

        var problem = await Problem.IsAsync(reply, HttpStatusCode.UnprocessableEntity, "answers.invalid");
        var errors = (JsonElement)problem.Extensions["errors"]!;
        Assert.Matches(words, Assert.Single(errors.GetProperty("email").EnumerateArray()).GetString());
        Assert.Equal("about-you", (await customer.ReadAsync()).Step!.Id);
    }

    [Fact]
    public async Task A_payment_card_number_is_not_taken_anywhere()
    {
        var customer = (await platform.StartMoveInAsync()).Answering("givenName", "4111 1111 1111 1111");

        var reply = await customer.PostAsync();

        await Problem.IsAsync(reply, HttpStatusCode.UnprocessableEntity, "answers.invalid");
    }

    [Fact]
    public async Task Another_customers_token_opens_nothing()
    {
        var (mine, other) = (await platform.StartMoveInAsync(), await platform.StartMoveInAsync());

        var reply = await platform.Bearer(other.Token).GetAsync($"/api/v1/cases/{mine.Number}");

        await Problem.IsAsync(reply, HttpStatusCode.NotFound, "case.not_found");
    }
}

public sealed class SubmitStepOnSqliteTests(TestPortico platform) : SubmitStepTests(platform), IClassFixture<TestPortico>;

public sealed class SubmitStepOnPostgresTests(TestPorticoOnPostgres platform) : SubmitStepTests(platform), IClassFixture<TestPorticoOnPostgres>;
