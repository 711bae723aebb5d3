using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Portico.App.Cases;
using Portico.App.Forms;
using Portico.App.Migrations;
using Portico.App.Outbox;
using Portico.App.Shared;
using Portico.App.Tests.Journeys;
using Portico.App.Tests.Reliability;
using Portico.App.Users;
using Portico.TestKit;
using Portico.Workflows;

namespace Portico.App.Tests.Migrations;

/// <summary>Who may move whom, what customers notice, and what is never touched.</summary>
public sealed class MigrationRulesTests(TestPortico platform) : IClassFixture<TestPortico>
{
    [Fact]
    public async Task Without_a_migration_a_case_stays_on_its_version_and_without_an_older_version_there_is_nothing_to_move()
    {
        await platform.PublishAsync(Migrating.Form("stays", "supply"));
        var customer = await platform.StartAsync("stays");
        var alone = (await platform.BackOffice("aurora").GetFromJsonAsync<ReadMigration.Response>("/api/v1/journeys/stays/migration"))!;

        await platform.PublishAsync(Migrating.Form("stays", "supply", "else"));

        Assert.Equal((null, 0), (alone.Plan, alone.Older.Count));
        Assert.Equal((1, "ask"), ((await customer.ReadAsync()).Version, customer.Step));
        Assert.Equal([(1, 1)], (await platform.BackOffice("aurora").GetFromJsonAsync<ReadMigration.Response>("/api/v1/journeys/stays/migration"))!.Older.Select(o => (o.Version, o.Cases)));
    }

    [Fact]
    public async Task An_agent_looks_and_tries_but_only_an_admin_moves()
    {
        var (_, key) = await TwoVersionsAsync("looks", Migrating.Form("looks", "supply", "else"));

        var (looked, tried) = (await As(Roles.Agent, (ReadMigration.Handler read) => read.HandleAsync(key, 1, null, default)), await As(Roles.Agent, (TryMigration.Handler test) => test.HandleAsync(key, new(1), default)));
        Error?[] refused =
        [
            (await As(Roles.Agent, (MapActivities.Handler map) => map.HandleAsync(key, new(1, new Dictionary<string, string>()), default))).Error, (await As(Roles.Agent, (StartMigration.Handler start) => start.HandleAsync(key, new(1, null), default))).Error,
            (await As(Roles.Agent, (PauseMigration.Handler pause) => pause.HandleAsync(key, new(1), default))).Error, (await As(Roles.Agent, (UndoMigration.Handler undo) => undo.HandleAsync(key, new(1), default))).Error,
        ];
        var started = await As(Roles.Admin, (StartMigration.Handler start) => start.HandleAsync(key, new(1, null), default));
        await platform.DrainAsync();

        Assert.True(looked.Ok && tried.Ok && started.Ok);
        Assert.All(refused, error => Assert.Equal("staff.not_allowed", error?.Code));
        Assert.Contains(await platform.InStoreAsync("aurora", db => db.Set<Audit.AuditEntry>().Where(a => a.Subject == "journey:looks").Select(a => a.Action).ToListAsync()), action => action == "migration.started");
    }

    [Fact]
    public async Task Whose_activity_has_no_place_stays_until_an_admin_gives_it_one()
    {
        var to = Migrating.Form("mapped", "supply", "one");
        to["root"]!["activities"]!.AsArray().Add(JsonNode.Parse("""{"id":"two","nodeId":"Workflow1:flow:two","type":"Portico.ShowForm","version":1,"name":"two","form":{"typeName":"String","expression":{"type":"Literal","value":"supply"}}}"""));
        to["root"]!["connections"] = JsonNode.Parse("""[{"source":{"activity":"start","port":"Done"},"target":{"activity":"end","port":"In"}}]""");
        var (customer, key) = await TwoVersionsAsync("mapped", to);

        var (plan, tried, refused) = (await platform.PlanAsync(key), await platform.TryAsync(key), await platform.DoAsync(key, "start"));
        await platform.MapAsync(key, ("ask", "two"));
        var done = await platform.DoAsync(key, "start");

        Assert.Equal(("mapping", "nothing", 1), plan.Activities.Single(a => a.Id == "ask") is var ask ? (ask.Class, ask.By, ask.Cases) : default);
        Assert.Equal(((1, 0, 1, 0), "migration.unmapped"), ((tried.Cases, tried.Safe, tried.Mapping, tried.Blocked), tried.Places.Single().Reasons.Single().Code));
        Assert.Equal(("done", 0, 1, customer.Number), (refused.State, refused.Moved, refused.Refused, refused.Stayed.Single().Case));
        Assert.Equal(("done", 1, 0), (done.State, done.Moved, done.Refused));
        Assert.Equal((2, "two"), ((await customer.ReadAsync()).Version, customer.Step));
        await Problem.IsAsync(await platform.BackOffice("aurora").PutAsJsonAsync($"/api/v1/journeys/{key}/migration", new { from = 1, mapping = new { ask = "nowhere" } }), HttpStatusCode.UnprocessableEntity, "migration.mapping_invalid");
    }

    [Fact]
    public async Task A_step_with_another_form_blocks_and_says_so()
    {
        var (customer, key) = await TwoVersionsAsync("other-form", Migrating.Form("other-form", "tariff"));

        var (plan, tried, done) = (await platform.PlanAsync(key), await platform.TryAsync(key), await platform.DoAsync(key, "start"));

        Assert.Equal("blocked", plan.Activities.Single(a => a.Id == "ask").Class);
        Assert.Equal((0, 1), (tried.Safe, tried.Blocked));
        Assert.Equal((0, 1), (done.Moved, done.Refused));
        Assert.Contains("'supply'", done.Stayed.Single().Reason, StringComparison.Ordinal);
        Assert.Equal(1, (await customer.ReadAsync()).Version);
    }

    [Fact]
    public async Task Who_has_ended_and_who_is_another_tenants_is_never_touched()
    {
        await platform.PublishAsync(Migrating.Form("touched", "supply"), "clearwater");
        await platform.PublishAsync(Migrating.Form("touched", "supply"));
        var (theirs, ended, open) = (await platform.StartAsync("touched", "clearwater"), await platform.StartAsync("touched"), await platform.StartAsync("touched"));
        await ended.FinishAsync();
        foreach (var tenant in (string[])["clearwater", "aurora"]) await platform.PublishAsync(Migrating.Form("touched", "supply", "else"), tenant);
        var before = ((await platform.CaseAsync(theirs.Number, "clearwater")).State, (await platform.CaseAsync(ended.Number)).State);

        var done = await platform.DoAsync("touched", "start");

        Assert.Equal((1, 0), (done.Moved, done.Refused));
        Assert.Equal((1, 1, 2), ((await theirs.ReadAsync()).Version, (await ended.ReadAsync()).Version, (await open.ReadAsync()).Version));
        Assert.Equal(before, ((await platform.CaseAsync(theirs.Number, "clearwater")).State, (await platform.CaseAsync(ended.Number)).State));
        Assert.Equal(1, (await platform.PlanAsync("touched", tenant: "clearwater")).Inside);
    }

    [Fact]
    public async Task A_paused_migration_moves_nobody_until_it_is_started_again()
    {
        var (customer, key) = await TwoVersionsAsync("paused", Migrating.Form("paused", "supply", "else"));
        await platform.MapAsync(key);
        await platform.InStoreAsync("aurora", async db =>
        {
            var migration = await db.Migrations.SingleAsync(m => m.JourneyKey == key);
            (migration.State, migration.Revision) = (MigrationState.Running, migration.Revision + 1);
            return await db.SaveChangesAsync();
        });

        var paused = await platform.DoAsync(key, "pause");
        var still = await platform.InStoreAsync("aurora", async db =>
        {
            var id = await db.Migrations.Where(m => m.JourneyKey == key).Select(m => m.Id).SingleAsync();
            db.Due.Add(new Due { CaseId = id, Id = "migration", Kind = DueKind.Migration, ActivityId = "", DueAt = platform.Clock.GetUtcNow() });
            return await db.SaveChangesAsync();
        });
        platform.Service<OutboxSignal>().Wake();
        await platform.DrainAsync();

        Assert.Equal((1, "paused", 1), (still, paused.State, (await customer.ReadAsync()).Version));
        Assert.Equal(("done", 1), await platform.DoAsync(key, "start") is var done ? (done.State, done.Moved) : default);
        await Problem.IsAsync(await platform.BackOffice("aurora").PostAsJsonAsync($"/api/v1/journeys/{key}/migration/pause", new { from = 1 }), HttpStatusCode.Conflict, "migration.not_running");
    }

    [Fact]
    public async Task A_node_that_stops_in_the_middle_leaves_the_rest_to_whoever_comes_next_and_nobody_is_moved_twice()
    {
        await platform.PublishAsync(Migrating.Form("stops", "supply"));
        await Task.WhenAll(Enumerable.Range(0, 150).Select(_ => ApiCustomer.StartAsync(platform.Customer("aurora"), "stops", "en")));
        await platform.PublishAsync(Migrating.Form("stops", "supply", "else"));
        await As(Roles.Admin, (StartMigration.Handler start) => start.HandleAsync("stops", new(1, null), default));
        await Eventually.SeeAsync(() => platform.PlanAsync("stops"), plan => plan.Moved > 0, "somebody is moved");

        await platform.StopAsync();
        await platform.StartAsync();
        await platform.DrainAsync();

        var (done, cases) = (await platform.PlanAsync("stops"), await platform.CasesAsync("stops"));
        Assert.Equal(("done", 150, 0), (done.State, done.Moved, done.Inside));
        var lines = await platform.InStoreAsync("aurora", async db => (await db.Set<JournalRow>().AsNoTracking().ToListAsync()).SelectMany(row => row.Read().Select(line => (row.CaseId, line.Kind))).Where(line => line.Kind == JournalKinds.CaseMigrated).Select(line => line.CaseId).ToList());
        Assert.All(cases, c => Assert.Equal((2, 1), (c.JourneyVersion, lines.Count(id => id == c.Id))));
    }

    [Fact]
    public async Task A_provider_that_is_being_asked_at_the_moment_of_the_move_is_asked_once_and_its_answer_counts_in_the_new_version()
    {
        JsonObject Checking(string id, string outcome) => ProofPortico.Journey("asking", [("you", "Portico.ShowForm", [("form", "about-you")]), (id, "Portico.VerifyIdentity", []), ("end", "Portico.EndJourney", [("outcome", outcome), ("page", "done")])],
            "start > you", $"you:Submitted > {id}", $"{id}:Verified > end");
        await platform.PublishAsync(Checking("check", "Old"));
        var customer = (await ApiCustomer.StartAsync(platform.Customer("aurora"), "asking", "en")).Answering("familyName", "Slow");
        await platform.PublishAsync(Checking("verify", "New"));
        var before = platform.Effects.Count;
        await customer.SubmitAsync();
        await Eventually.SeeAsync(() => platform.InStoreAsync("aurora", db => db.Due.AsNoTracking().Where(d => d.Contract == CallContracts.IdentityVerification && d.LeaseUntil != null).ToListAsync()), due => due.Count == 1, "the provider is being asked");

        var started = await As(Roles.Admin, (StartMigration.Handler start) => start.HandleAsync("asking", new(1, null), default));
        await Eventually.SeeAsync(() => platform.CaseAsync(customer.Number), found => found.JourneyVersion == 2, "the case is moved");
        var asked = await platform.InStoreAsync("aurora", db => db.Due.AsNoTracking().SingleAsync(d => d.Contract == CallContracts.IdentityVerification));
        await platform.DrainAsync();

        Assert.True(started.Ok);
        Assert.Equal(("verify", true, 1), (asked.ActivityId, asked.LeaseUntil is not null, asked.Attempts));
        Assert.Equal(("completed", "New"), ((await customer.ReadAsync()).Status, customer.Case.Outcome));
        Assert.Equal(before + 1, platform.Effects.Count);
    }

    [Fact]
    public async Task A_page_that_was_open_before_the_move_can_still_be_handed_in()
    {
        var (browser, page, key, number) = await OpenPageAsync("open-page");
        await platform.PublishAsync(Migrating.Form(key, "supply", "else"));
        await platform.DoAsync(key, "start");

        using var reply = await browser.PostAsync($"/t/aurora/case/{number}/steps/ask", Typed(page, ("haveMeter", "x")));

        var shown = await reply.Content.ReadAsStringAsync();
        Assert.True(reply.StatusCode is HttpStatusCode.UnprocessableEntity or HttpStatusCode.OK, $"{reply.StatusCode}");
        Assert.Contains($"/t/aurora/case/{number}", shown, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_the_form_asks_for_more_now_what_was_typed_comes_back_with_the_new_question()
    {
        var form = JsonNode.Parse("""{"key":"short-form","title":{"en":"Short"},"fields":[{"name":"nick","type":"text","label":{"en":"Nickname"},"required":true}]}""")!.AsObject();
        await SaveFormAsync(form, 0, 0);
        var (browser, page, key, number) = await OpenPageAsync("more-asked", "short-form");
        form["fields"]!.AsArray().Add(JsonNode.Parse("""{"name":"pet","type":"text","label":{"en":"Name of the pet"},"required":true}"""));
        var draft = await platform.InStoreAsync("aurora", db => db.Forms.AsNoTracking().Where(f => f.Key == "short-form").OrderByDescending(f => f.Version).FirstAsync());
        await SaveFormAsync(form, draft.Version, draft.Revision);
        await platform.PublishAsync(Migrating.Form(key, "short-form", "else"));
        await platform.DoAsync(key, "start");

        using var reply = await browser.PostAsync($"/t/aurora/case/{number}/steps/ask", Typed(page, ("nick", "Kimmy Typed")));

        var shown = await reply.Content.ReadAsStringAsync();
        Assert.Equal(HttpStatusCode.UnprocessableEntity, reply.StatusCode);
        Assert.Contains("Kimmy Typed", shown, StringComparison.Ordinal);
        Assert.Contains("Name of the pet", shown, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_journal_names_both_versions_and_the_case_file_and_the_diagram_read_it_as_one_story()
    {
        var first = Migrating.Form("told", "supply");
        first["root"]!["activities"]!.AsArray().Single(a => (string?)a!["id"] == "ask")!["metadata"] = new JsonObject { ["displayText"] = "The old question" };
        await platform.PublishAsync(first);
        var customer = await platform.StartAsync("told");
        await platform.PublishAsync(Migrating.Form("told", "supply", "else"));
        await platform.DoAsync("told", "start");

        var line = Assert.Single(await platform.JournalAsync("aurora", customer.Number), entry => entry.Kind == JournalKinds.CaseMigrated);
        var file = await As(Roles.Agent, (ReadCaseFile.Handler read) => read.HandleAsync(customer.Number, default));

        Assert.Equal((1, 2), (line.Data.GetProperty("from").GetInt32(), line.Data.GetProperty("to").GetInt32()));
        Assert.Contains(file.Value.Timeline, entry => entry.Kind == JournalKinds.StepOpened && entry.Name == "The old question");
        var designer = await platform.StaffAsync("agent@aurora.example");
        designer.DefaultRequestHeaders.Add(App.Studio.StudioRequests.Header, "1");
        using var report = await designer.PostAsJsonAsync("/elsa/api/activity-executions/report", new { workflowInstanceId = customer.Number, activityNodeIds = new[] { "Workflow1:flow:else" } });
        Assert.True((bool)(await report.Content.ReadFromJsonAsync<JsonObject>())!["stats"]![0]!["isBlocked"]!);
    }

    [Fact]
    public async Task Nothing_can_be_undone_that_was_not_done_and_no_canary_is_empty()
    {
        var (_, key) = await TwoVersionsAsync("nothing", Migrating.Form("nothing", "supply", "else"));
        var office = platform.BackOffice("aurora");

        await Problem.IsAsync(await office.PostAsJsonAsync($"/api/v1/journeys/{key}/migration/undo", new { from = 1 }), HttpStatusCode.Conflict, "migration.not_started");
        await Problem.IsAsync(await office.PostAsJsonAsync($"/api/v1/journeys/{key}/migration/start", new { from = 1, canary = 0 }), HttpStatusCode.UnprocessableEntity, "migration.canary_invalid");
        await Problem.IsAsync(await office.PostAsJsonAsync($"/api/v1/journeys/{key}/migration/start", new { from = 7 }), HttpStatusCode.NotFound, "migration.version_not_found");
        await platform.RetractAsync(key);
        await Problem.IsAsync(await office.PostAsJsonAsync($"/api/v1/journeys/{key}/migration/start", new { from = 1 }), HttpStatusCode.Conflict, "migration.not_live");
    }

    private Task<T> As<THandler, T>(string role, Func<THandler, Task<T>> use) where THandler : notnull => platform.AsStaffAsync("aurora", role, use);

    private async Task<(ApiCustomer, string)> TwoVersionsAsync(string key, JsonObject second)
    {
        await platform.PublishAsync(Migrating.Form(key, "supply"));
        var customer = await platform.StartAsync(key);
        await platform.PublishAsync(second);
        return (customer, key);
    }

    private async Task SaveFormAsync(JsonObject form, int version, int revision)
    {
        var saved = await As(Roles.Admin, (SaveForm.Handler save) => save.HandleAsync(new(version, revision, FormDefinition.Parse(form.ToJsonString())), default));
        Assert.True(saved.Ok, saved.Error?.Text + string.Join(' ', saved.Error?.Fields?.SelectMany(f => f.Value) ?? []));
    }

    private async Task<(HttpClient Browser, string Page, string Key, string Number)> OpenPageAsync(string key, string form = "supply")
    {
        await platform.PublishAsync(Migrating.Form(key, form));
        var browser = new HttpClient(new HttpClientHandler { AllowAutoRedirect = true }) { BaseAddress = platform.Address };
        var page = await (await browser.FillInAsync($"/t/aurora/start/{key}?lang=en", $"/t/aurora/start/{key}")).Content.ReadAsStringAsync();
        return (browser, page, key, (await platform.CasesAsync(key)).Single().Number);
    }

    private static FormUrlEncodedContent Typed(string page, params (string Name, string Value)[] typed) => new(HtmlForm.HiddenFields(page).Concat(typed.Select(t => KeyValuePair.Create(t.Name, t.Value))));
}
