using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Portico.App.Audit;
using Portico.App.Cases;
using Portico.App.Data;
using Portico.App.Journeys;
using Portico.App.Outbox;
using Portico.App.Providers;
using Portico.App.Shared;
using Portico.App.Tasks;
using Portico.App.Users;
using Portico.TestKit;

namespace Portico.App.Tests.Journeys;

/// <summary>A journey is tried in test, with providers of its own, before exactly that version goes live; and neither environment meets the other's cases.</summary>
public abstract class EnvironmentTests(TestPortico platform)
{
    private const string Why = "The event always comes within a day.";
    private static int count;

    [Fact]
    public async Task What_is_published_to_test_is_started_with_keys_of_test_only()
    {
        var key = await SaveAsync(Drawn.Line("say", "hello"));

        var published = await ToTestAsync(key);
        var test = await StartAsync("pk_test_demo_aurora", key);
        var live = await StartAsync("pk_demo_aurora", key);

        Assert.True(published.Ok, published.Error?.Text);
        Assert.Equal((HttpStatusCode.Created, "test"), (test.Status, (string?)test.Body["environment"]));
        Assert.Equal(HttpStatusCode.NotFound, live.Status);
        Assert.Equal((null, 1), await PlacesAsync(key));
    }

    [Fact]
    public async Task What_is_live_is_not_in_test_by_that()
    {
        var key = await SaveAsync(Drawn.Line("say", "hello"));
        await platform.PublishAsync("aurora", key);

        Assert.Equal(HttpStatusCode.NotFound, (await StartAsync("pk_test_demo_aurora", key)).Status);
        Assert.Equal("live", (string?)(await StartAsync("pk_demo_aurora", key)).Body["environment"]);
    }

    [Fact]
    public async Task A_promotion_takes_exactly_what_was_tested_whatever_is_drawn_meanwhile()
    {
        var key = await SaveAsync(Drawn.Line("say", "tested"));
        await ToTestAsync(key);
        var tested = await VersionAsync(key, 1);
        await SaveAsync(key, Drawn.Line("say", "not tested"));

        var promoted = await PromoteAsync(key, 1);

        var live = await VersionAsync(key, 1);
        Assert.True(promoted.Ok, promoted.Error?.Text);
        Assert.Equal((tested.Definition, tested.ContentHash, tested.Id), (live.Definition, live.ContentHash, promoted.Value.VersionId));
        Assert.Equal((1, 1), await PlacesAsync(key));
        Assert.Null((await VersionAsync(key, 2)).PublishedAt);
        var customer = await platform.StartAsync(key);
        Assert.Equal(["tested"], await platform.LinesAsync(customer.Number));
        Assert.Equal(1, await platform.InStoreAsync("aurora", db => db.Audit.CountAsync(a => a.Subject == "journey:" + key && a.Action == "journey.published")));
    }

    [Fact]
    public async Task A_draft_cannot_be_promoted_and_neither_can_what_is_not_there()
    {
        var key = await SaveAsync(Drawn.Line("say", "hello"));

        Assert.Equal((404, "journey.version_not_found"), (await PromoteAsync(key, 1)) is var draft ? (draft.Error?.Status, draft.Error?.Code) : default);
        Assert.Equal(404, (await PromoteAsync(key, 7)).Error?.Status);
        Assert.Equal((null, null), await PlacesAsync(key));
    }

    [Fact]
    public async Task A_provider_that_live_does_not_have_is_an_error_at_the_activity_and_nothing_goes_live()
    {
        var key = await SaveAsync(Drawn.Activity("kyc", "Portico.VerifyIdentity", ("provider", "identity-test")));

        var inTest = await ToTestAsync(key);
        var findings = await platform.BackOffice("aurora").GetFromJsonAsync<CheckJourney.Response>($"/api/v1/journeys/{key}/findings?version=1");
        var test = await platform.BackOffice("aurora").GetFromJsonAsync<CheckJourney.Response>($"/api/v1/journeys/{key}/findings?version=1&environment=test");
        var promoted = await PromoteAsync(key, 1);

        Assert.True(inTest.Ok, inTest.Error?.Text);
        Assert.Equal(("provider.not_installed", "kyc"), Assert.Single(findings!.Findings) is var found ? (found.Id, found.Node?.Split(':')[^1]) : default);
        Assert.Empty(test!.Findings);
        Assert.Equal("journey.has_errors", promoted.Error?.Code);
        Assert.Equal((null, 1), await PlacesAsync(key));
    }

    [Fact]
    public async Task A_test_provider_is_asked_where_a_journey_names_the_live_one_it_stands_for()
    {
        var key = await SaveAsync(Drawn.Activity("kyc", "Portico.VerifyIdentity", ("provider", "identity"), ("familyName", "REDIRECT")));
        await ToTestAsync(key);
        Assert.True((await platform.PublishAsync("aurora", key)).Ok);

        var (test, live) = ((await StartAsync("pk_test_demo_aurora", key)).Number, (await StartAsync("pk_demo_aurora", key)).Number);
        await platform.DrainAsync();

        Assert.Equal(("identity-test", "identity"), (await AskedAsync(test), await AskedAsync(live)));
    }

    [Fact]
    public async Task Without_a_test_provider_nothing_can_be_tried_and_no_live_one_is_asked_instead()
    {
        var key = await SaveAsync(Drawn.Activity("kyc", "Portico.VerifyIdentity"));
        await ToTestAsync(key);
        await SwitchAsync("identity-test", false);
        try
        {
            var started = await StartAsync("pk_test_demo_aurora", key);
            await platform.DrainAsync();
            var again = await SaveAsync(Drawn.Activity("kyc", "Portico.VerifyIdentity"));
            var refused = await ToTestAsync(again);

            Assert.Equal("incident", (string?)(await ReadAsync("sk_test_demo_aurora", started.Number)).Body["status"]);
            Assert.Equal("", await AskedAsync(started.Number));
            Assert.Equal("journey.has_errors", refused.Error?.Code);
            Assert.Contains("in test", refused.Error!.Fields!.Values.Single()[0], StringComparison.Ordinal);
        }
        finally
        {
            await SwitchAsync("identity-test", true);
        }
    }

    [Fact]
    public async Task A_test_customer_gets_to_the_end_of_move_in_and_all_is_written_through_test_providers()
    {
        var customer = await ApiCustomer.StartAsync(platform.Bearer("pk_test_demo_aurora"), "move-in", "en");

        var end = await customer.FinishAsync();
        await platform.DrainAsync();

        Assert.Equal(("completed", "test"), (end.Status, end.Environment));
        var written = await platform.MessagesAsync("aurora", customer.Number);
        Assert.NotEmpty(written);
        Assert.All(written, message => Assert.EndsWith("-test", message.Installation, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_key_of_one_environment_finds_no_case_of_the_other()
    {
        var key = await SaveAsync(Drawn.Activity("ask", "Portico.AgentDecision", ("title", "Look at it")));
        await ToTestAsync(key);
        await PromoteAsync(key, 1);
        var (test, live) = ((await StartAsync("pk_test_demo_aurora", key)).Number, (await StartAsync("pk_demo_aurora", key)).Number);
        await platform.DrainAsync();

        foreach (var (secret, own, other) in new[] { ("sk_demo_aurora", live, test), ("sk_test_demo_aurora", test, live) })
        {
            var http = platform.Bearer(secret);
            var page = await http.GetStringAsync("/api/v1/cases");
            var tasks = await http.GetFromJsonAsync<PageTasks.Response>("/api/v1/tasks");
            var task = tasks!.Items.Single(item => item.Case == own);

            Assert.Equal((HttpStatusCode.OK, HttpStatusCode.NotFound), ((await ReadAsync(secret, own)).Status, (await ReadAsync(secret, other)).Status));
            Assert.Equal(HttpStatusCode.NotFound, (await http.GetAsync($"/api/v1/cases/{other}/journal")).StatusCode);
            Assert.Equal((true, false), (page.Contains(own, StringComparison.Ordinal), page.Contains(other, StringComparison.Ordinal)));
            Assert.DoesNotContain(tasks.Items, item => item.Case == other);
            Assert.Equal(HttpStatusCode.NotFound, (await http.PostAsJsonAsync($"/api/v1/tasks/{task.Id.Replace(own, other, StringComparison.Ordinal)}/decide", new { outcome = "Approved" })).StatusCode);
            Assert.Equal(HttpStatusCode.NotFound, (await http.PostAsync($"/api/v1/tasks/{task.Id.Replace(own, other, StringComparison.Ordinal)}/claim", null)).StatusCode);
            Assert.Equal(HttpStatusCode.NotFound, (await http.PostAsJsonAsync($"/hooks/aurora/anything?case={other}", new { })).StatusCode);
        }
    }

    [Fact]
    public async Task The_same_idempotency_key_is_another_one_in_the_other_environment()
    {
        var key = await SaveAsync(Drawn.Line("say", "hello"));
        await ToTestAsync(key);
        await PromoteAsync(key, 1);

        var (test, live) = (await StartAsync("pk_test_demo_aurora", key, "same"), await StartAsync("pk_demo_aurora", key, "same"));

        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.Created), (test.Status, live.Status));
        Assert.NotEqual(test.Number, live.Number);
    }

    [Fact]
    public async Task One_case_at_a_time_means_one_in_each_environment()
    {
        var drawing = Drawn.Sequence(Name(), Drawn.Activity("wait", "Elsa.Event", ("eventName", "go")));
        drawing["options"] = new JsonObject { ["activationStrategyType"] = "Elsa.Workflows.ActivationValidators.SingletonStrategy, Elsa.Workflows.Core" };
        var key = (await platform.AsStaffAsync("aurora", Roles.Admin, (SaveJourney.Handler save) => save.HandleAsync(new(drawing), default))).Value.Key;
        await ToTestAsync(key);
        await platform.PublishAsync("aurora", key);

        HttpStatusCode[] replies = [(await StartAsync("pk_demo_aurora", key)).Status, (await StartAsync("pk_test_demo_aurora", key)).Status, (await StartAsync("pk_test_demo_aurora", key)).Status];

        Assert.Equal([HttpStatusCode.Created, HttpStatusCode.Created, HttpStatusCode.Conflict], replies);
    }

    [Fact]
    public async Task An_event_of_a_test_case_wakes_test_cases_only_and_starts_nothing()
    {
        var told = Name();
        var waits = await SaveAsync(Drawn.Activity("wait", "Elsa.Event", ("eventName", told)));
        var tells = await SaveAsync(Drawn.Activity("tell", "Elsa.PublishEvent", ("eventName", told)));
        var starts = await SaveAsync(Drawn.Starting("start", "Elsa.Event", ("eventName", told)));
        foreach (var key in new[] { waits, tells, starts })
        {
            await ToTestAsync(key);
            Assert.True((await platform.PublishAsync("aurora", key)).Ok);
        }
        var (test, live) = ((await StartAsync("pk_test_demo_aurora", waits)).Number, (await StartAsync("pk_demo_aurora", waits)).Number);
        await platform.DrainAsync();

        await StartAsync("pk_test_demo_aurora", tells);
        await platform.DrainAsync();

        Assert.Equal(("completed", "waiting"), ((string?)(await ReadAsync("sk_test_demo_aurora", test)).Body["status"], (string?)(await ReadAsync("sk_demo_aurora", live)).Body["status"]));
        Assert.Empty(await platform.CasesAsync(starts));
    }

    [Fact]
    public async Task A_child_of_a_test_case_is_a_test_case_on_the_version_that_is_in_test()
    {
        var child = await SaveAsync(Drawn.Line("say", "live"));
        await platform.PublishAsync("aurora", child);
        await SaveAsync(child, Drawn.Line("say", "test"));
        await ToTestAsync(child);
        var parent = await SaveAsync(Drawn.Activity("call", "Elsa.ExecuteWorkflow", ("workflowDefinitionId", child), ("waitForCompletion", "True")));
        await ToTestAsync(parent);
        await platform.PublishAsync("aurora", parent);

        await StartAsync("pk_test_demo_aurora", parent);
        await StartAsync("pk_demo_aurora", parent);
        await platform.DrainAsync();

        var children = await platform.CasesAsync(child);
        Assert.Equal([(TenantEnvironment.Live, 1), (TenantEnvironment.Test, 2)], children.Select(c => (c.Environment, c.JourneyVersion)).Order());
    }

    [Fact]
    public async Task Test_cases_count_nowhere()
    {
        var key = await SaveAsync(Drawn.Activity("wait", "Elsa.Event", ("eventName", "go")));
        await ToTestAsync(key);
        Assert.True((await platform.PublishAsync("aurora", key)).Ok);
        var before = (await DashboardAsync()).StartedToday;

        var test = (await StartAsync("pk_test_demo_aurora", key)).Number;
        await platform.DrainAsync();

        Assert.Equal(before, (await DashboardAsync()).StartedToday);
        Assert.Equal(0, (await platform.AsStaffAsync("aurora", Roles.Agent, (ReadFunnels.Handler read) => read.HandleAsync(default))).Single(funnel => funnel.Journey == key).Started);
        Assert.Equal(0, (await platform.AsStaffAsync("aurora", Roles.Agent, (ListJourneys.Handler list) => list.HandleAsync(key, default))).Single().Inside);
        Assert.Empty((await ListAsync(key, TenantEnvironment.Live)).Rows);
        Assert.Equal(test, Assert.Single((await ListAsync(key, TenantEnvironment.Test)).Rows).Number);
    }

    [Fact]
    public async Task Staff_try_a_journey_in_test_and_each_page_says_that_it_is_a_test()
    {
        var browser = await platform.StaffAsync("agent@aurora.example");
        var start = await browser.GetStringAsync("/t/aurora/test/start/move-in");

        using var started = await browser.FillInAsync("/t/aurora/test/start/move-in", "/t/aurora/test/start/move-in");
        var step = await browser.GetStringAsync(started.Headers.Location);
        var later = await browser.GetStringAsync(started.Headers.Location + "/save");

        Assert.All([start, step, later], page => Assert.Contains("test-note", page, StringComparison.Ordinal));
        Assert.DoesNotContain("test-note", await platform.Stranger().GetStringAsync("/t/aurora/start/move-in"), StringComparison.Ordinal);
        Assert.Contains((await ListAsync("move-in", TenantEnvironment.Test)).Rows, row => started.Headers.Location!.OriginalString.EndsWith(row.Number, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Whoever_is_not_of_the_tenants_staff_cannot_try_anything_in_test()
    {
        var foreign = await platform.StaffAsync("admin@clearwater.example");

        Assert.Equal(HttpStatusCode.NotFound, (await platform.Stranger().GetAsync("/t/aurora/test/start/move-in")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await foreign.GetAsync("/t/aurora/test/start/move-in")).StatusCode);
        using var started = await foreign.FillInAsync("/t/aurora/start/move-in", "/t/aurora/test/start/move-in");
        Assert.Equal(HttpStatusCode.NotFound, started.StatusCode);
    }

    [Fact]
    public async Task A_program_promotes_what_is_in_test_with_a_word_for_each_warning()
    {
        var key = await SaveAsync(Drawn.Activity("wait", "Elsa.Event", ("eventName", "Paid")));
        await ToTestAsync(key);
        var node = (await CheckAsync(key)).Findings.Single();
        var http = platform.BackOffice("aurora");

        var test = await platform.Bearer("sk_test_demo_aurora").PostAsJsonAsync($"/api/v1/journeys/{key}/promotions", new { });
        var silent = await http.PostAsJsonAsync($"/api/v1/journeys/{key}/promotions", new { });
        var broken = await http.PostAsJsonAsync($"/api/v1/journeys/{key}/promotions", new { justifications = new[] { new { finding = node.Id } } });
        var said = await http.PostAsJsonAsync($"/api/v1/journeys/{key}/promotions", new { justifications = new[] { new { finding = node.Id, node = node.Node, subject = node.Subject, words = Why } } });

        Assert.Equal((HttpStatusCode.Forbidden, HttpStatusCode.Conflict, HttpStatusCode.UnprocessableEntity, HttpStatusCode.OK), (test.StatusCode, silent.StatusCode, broken.StatusCode, said.StatusCode));
        var answer = (await said.Content.ReadFromJsonAsync<JsonObject>())!;
        Assert.Equal((1, "live", (await VersionAsync(key, 1)).ContentHash), ((int)answer["version"]!, (string?)answer["state"], (string?)answer["contentHash"]));
        Assert.Equal((1, 1), await PlacesAsync(key));
        Assert.StartsWith("key:", await platform.InStoreAsync("aurora", db => db.Audit.Where(a => a.Subject == "journey:" + key && a.Action == "journey.published").Select(a => a.Actor).SingleAsync()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_four_eyes_a_promotion_waits_for_a_second_person_and_a_new_drawing_does_not_change_it()
    {
        var key = await SaveAsync(Drawn.Line("say", "tested"));
        await ToTestAsync(key);
        await RequireTwoAsync("staff:ada", true);
        try
        {
            var asked = await platform.BackOffice("aurora").PostAsJsonAsync($"/api/v1/journeys/{key}/promotions", new { });
            var before = await PlacesAsync(key);
            await SaveAsync(key, Drawn.Line("say", "not tested"));
            var wish = (await platform.AsStaffAsync("aurora", Roles.Admin, (ReadPublishRequest.Handler read) => read.HandleAsync(key, default))).Value.Wish!;
            var approved = await platform.AsStaffAsync("aurora", Roles.Admin, (PublishJourney.Handler publish) => publish.ApproveAsync(key, wish.Token, default), "staff:ben");

            Assert.Equal("waits", (string?)(await asked.Content.ReadFromJsonAsync<JsonObject>())!["state"]);
            Assert.Equal((null, 1), before);
            Assert.Equal((1, true, false), (wish.Version, wish.Promotes, wish.Void));
            Assert.True(approved.Ok, approved.Error?.Text);
            Assert.Equal((1, 1), await PlacesAsync(key));
        }
        finally
        {
            await RequireTwoAsync("staff:ada", false);
            await RequireTwoAsync("staff:ben", false);
        }
    }

    [Fact]
    public async Task An_earlier_version_is_brought_back_in_each_environment_by_itself()
    {
        var key = await SaveAsync(Drawn.Line("say", "one"));
        await platform.PublishAsync("aurora", key);
        await ToTestAsync(key);
        await SaveAsync(key, Drawn.Line("say", "two"));
        await ToTestAsync(key);
        await PromoteAsync(key, 2);

        var liveBack = await PromoteAsync(key, 1);
        var afterLive = await PlacesAsync(key);
        var testBack = await platform.AsStaffAsync("aurora", Roles.Admin, (PublishJourney.Handler publish) => publish.HandleAsync(key, new([], Version: 1, Environment: TenantEnvironment.Test), default));

        Assert.True(liveBack.Ok, liveBack.Error?.Text);
        Assert.True(testBack.Ok, testBack.Error?.Text);
        Assert.Equal((1, 2), afterLive);
        Assert.Equal((1, 1), await PlacesAsync(key));
    }

    [Fact]
    public async Task A_case_stays_on_the_version_that_was_in_test_when_it_began()
    {
        var key = await SaveAsync(Drawn.Activity("wait", "Elsa.Event", ("eventName", "go")), Drawn.Line("say", "one"));
        await ToTestAsync(key);
        var number = (await StartAsync("pk_test_demo_aurora", key)).Number;
        await SaveAsync(key, Drawn.Activity("wait", "Elsa.Event", ("eventName", "go")), Drawn.Line("say", "two"));
        await ToTestAsync(key);

        Assert.Equal(1, (int)(await ReadAsync("sk_test_demo_aurora", number)).Body["version"]!);
        Assert.Equal(2, (int)(await StartAsync("pk_test_demo_aurora", key)).Body["version"]!);
    }

    [Fact]
    public async Task An_agent_publishes_nothing_to_test_and_promotes_nothing()
    {
        var key = await SaveAsync(Drawn.Line("say", "hello"));

        var tried = await platform.AsStaffAsync("aurora", Roles.Agent, (PublishJourney.Handler publish) => publish.HandleAsync(key, new([], Environment: TenantEnvironment.Test), default));

        Assert.Equal(403, tried.Error?.Status);
        Assert.Equal((null, null), await PlacesAsync(key));
    }

    private static string Name() => $"environment-{Interlocked.Increment(ref count)}";

    private Task<string> SaveAsync(params string[] activities) => activities[0].StartsWith('{') ? SaveAsync(Name(), activities) : SaveAsync(activities[0], activities[1..]);

    private async Task<string> SaveAsync(string key, string[] activities)
    {
        var saved = await platform.AsStaffAsync("aurora", Roles.Admin, (SaveJourney.Handler save) => save.HandleAsync(new(Drawn.Sequence(key, activities)), default));
        Assert.True(saved.Ok, saved.Error?.Text);
        return saved.Value.Key;
    }

    private Task<Result<PublishJourney.Response>> ToTestAsync(string key) =>
        platform.AsStaffAsync("aurora", Roles.Admin, (PublishJourney.Handler publish) => publish.HandleAsync(key, new([], Environment: TenantEnvironment.Test), default));

    private async Task<Result<PublishJourney.Response>> PromoteAsync(string key, int version)
    {
        var found = await platform.AsStaffAsync("aurora", Roles.Admin, (CheckJourney.Handler check) => check.HandleAsync(key, default, version));
        List<Justification> words = found.Ok ? [.. found.Value.Findings.Where(finding => finding.Severity == "warning").Select(finding => new Justification(finding.Id, finding.Node, finding.Subject, Why))] : [];
        return await platform.AsStaffAsync("aurora", Roles.Admin, (PublishJourney.Handler publish) => publish.HandleAsync(key, new(words, Version: version), default));
    }

    private async Task<CheckJourney.Response> CheckAsync(string key) => (await platform.AsStaffAsync("aurora", Roles.Admin, (CheckJourney.Handler check) => check.HandleAsync(key, default, 1))).Value;

    private async Task<(HttpStatusCode Status, JsonNode Body, string Number)> StartAsync(string secret, string journey, string? idempotencyKey = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/journeys/{journey}/cases") { Content = JsonContent.Create(new { locale = "en" }) };
        if (idempotencyKey is not null) request.Headers.Add("Idempotency-Key", idempotencyKey);
        using var reply = await platform.Bearer(secret).SendAsync(request);
        var body = JsonNode.Parse(await reply.Content.ReadAsStringAsync())!;
        return (reply.StatusCode, body, (string?)body["case"] ?? "");
    }

    private async Task<(HttpStatusCode Status, JsonNode Body)> ReadAsync(string secret, string number)
    {
        using var reply = await platform.Bearer(secret).GetAsync($"/api/v1/cases/{number}");
        return (reply.StatusCode, JsonNode.Parse(await reply.Content.ReadAsStringAsync())!);
    }

    private Task<JourneyVersion> VersionAsync(string key, int number) => platform.InStoreAsync("aurora", db => db.JourneyVersions.AsNoTracking().SingleAsync(v => v.JourneyKey == key && v.Number == number));

    private async Task<(int? Live, int? Test)> PlacesAsync(string key)
    {
        var journey = await platform.InStoreAsync("aurora", db => db.Journeys.AsNoTracking().SingleAsync(j => j.Key == key));
        return (journey.LiveVersion, journey.TestVersion);
    }

    /// <summary>Which provider the case is waiting for.</summary>
    private Task<string> AskedAsync(string number) => platform.InStoreAsync("aurora", db =>
        db.Due.Where(d => d.Kind == DueKind.Call).Join(db.Cases.Where(c => c.Number == number), d => d.CaseId, c => c.Id, (d, _) => d.Installation).SingleAsync());

    private Task<int> SwitchAsync(string installation, bool on) => platform.InStoreAsync("aurora", db => db.Installations.Where(i => i.Key == installation).ExecuteUpdateAsync(set => set.SetProperty(i => i.Enabled, on)));

    private Task<ReadDashboard.View> DashboardAsync() => platform.AsStaffAsync("aurora", Roles.Agent, (ReadDashboard.Handler read) => read.HandleAsync(default));

    private Task<ListCases.Page> ListAsync(string key, TenantEnvironment environment) => platform.AsStaffAsync("aurora", Roles.Agent, (ListCases.Handler list) => list.HandleAsync(new(0, 50, Journey: key, Environment: environment), default));

    private Task<Result<RequireTwo.View>> RequireTwoAsync(string who, bool on) => platform.AsStaffAsync("aurora", Roles.Admin, (RequireTwo.Handler require) => require.HandleAsync(on, default), who);
}

public sealed class EnvironmentsOnSqliteTests(TestPortico platform) : EnvironmentTests(platform), IClassFixture<TestPortico>;

public sealed class EnvironmentsOnPostgresTests(TestPorticoOnPostgres platform) : EnvironmentTests(platform), IClassFixture<TestPorticoOnPostgres>;
