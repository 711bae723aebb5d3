using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Portico.App.Audit;
using Portico.App.Forms;
using Portico.App.Journeys;
using Portico.App.Pilots;
using Portico.App.Shared;
using Portico.App.Tenants;
using Portico.App.Users;
using Portico.TestKit;

namespace Portico.App.Tests.Journeys;

/// <summary>What has to be said, and by whom, before a drawing goes live.</summary>
public abstract class PublishTests(TestPortico platform)
{
    private const string Ada = "staff:ada", Ben = "staff:ben", Why = "The event always comes within a day.";
    private static int count;

    [Fact]
    public async Task A_warning_is_published_only_with_words_which_are_kept_with_the_version_and_the_audit()
    {
        var key = await WaitingAsync();

        var silent = await PublishAsync(key);
        var said = await PublishAsync(key, words: Why);

        Assert.Equal((409, "journey.needs_justification"), (silent.Error?.Status, silent.Error?.Code));
        Assert.Contains("waits without any limit", silent.Error!.Fields!["Wait for it"][0], StringComparison.Ordinal);
        Assert.True(said.Ok, said.Error?.Text);
        Assert.Equal(Why, Assert.Single((await NewestAsync(key)).Justifications).Words);
        Assert.Contains(Why, (await AuditAsync(key, "journey.published")).Data, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Words_count_again_for_the_same_finding_at_the_same_place_and_for_no_other()
    {
        var key = await WaitingAsync();
        await PublishAsync(key, words: Why);

        await SaveAsync(key, Drawn.Line("more", "more"), Waiting("wait"));
        var same = await PublishAsync(key);
        await SaveAsync(key, Drawn.Line("more", "more"), Waiting("wait"), Waiting("second"));
        var another = await PublishAsync(key);

        Assert.True(same.Ok, same.Error?.Text);
        Assert.Equal((2, Why), ((await NewestAsync(key, published: true)).Number, (await NewestAsync(key, published: true)).Justifications[0].Words));
        Assert.Equal("journey.needs_justification", another.Error?.Code);
    }

    [Theory]
    [InlineData("no")]
    [InlineData("  x  ")]
    public async Task A_word_of_justification_is_more_than_a_letter(string words) => Assert.Equal((422, "journey.bad_justification"), (await PublishAsync(await WaitingAsync(), words: words)) is var no ? (no.Error?.Status, no.Error?.Code) : default);

    [Fact]
    public async Task An_error_is_published_with_no_words_at_all()
    {
        var key = await SaveAsync(null, Drawn.Activity("kyc", "Portico.VerifyIdentity", ("provider", "nobody")));

        var refused = await PublishAsync(key, words: Why);

        Assert.Equal((400, "journey.has_errors"), (refused.Error?.Status, refused.Error?.Code));
    }

    [Fact]
    public async Task A_drawing_that_changed_since_it_was_looked_at_is_not_published()
    {
        var key = await WaitingAsync();
        var looked = (await CheckAsync(key)).Token;
        await SaveAsync(key, Waiting("wait"), Drawn.Line("more", "more"));

        var late = await PublishAsync(key, words: Why, token: looked);

        Assert.Equal("journey.changed_meanwhile", late.Error?.Code);
    }

    [Fact]
    public async Task The_designers_own_button_says_where_to_go()
    {
        var key = await WaitingAsync();
        var browser = await platform.StaffAsync("admin@aurora.example");
        browser.DefaultRequestHeaders.Add("X-Portico-Studio", "1");

        var reply = await browser.PostAsync($"/elsa/api/workflow-definitions/{key}/publish", null);

        var body = (await reply.Content.ReadFromJsonAsync<JsonObject>())!;
        Assert.Equal((HttpStatusCode.BadRequest, "journey.needs_justification"), (reply.StatusCode, (string?)body["code"]));
        Assert.Contains("Open Check", (string?)body["message"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_four_eyes_what_one_asks_for_another_makes_live()
    {
        await FourEyesAsync(async () =>
        {
            var key = await WaitingAsync();

            var asked = await PublishAsync(key, words: Why);
            var own = await ApproveAsync(Ada, key);
            var before = await LiveAsync(key);
            var seen = (await WishAsync(Ben, key))!;
            var approved = await ApproveAsync(Ben, key);

            Assert.True(asked.Value.Waits);
            Assert.Equal((409, "journey.needs_second_person"), (own.Error?.Status, own.Error?.Code));
            Assert.Null(before);
            Assert.Equal((false, false, Why), (seen.Mine, seen.Void, Assert.Single(seen.Justifications).Words));
            Assert.True(approved.Ok, approved.Error?.Text);
            Assert.Equal(1, await LiveAsync(key));
            Assert.Null(await WishAsync(Ben, key));
            Assert.Equal((Ben, true), ((await AuditAsync(key, "journey.published")).Actor, (await AuditAsync(key, "journey.published")).Data.Contains($"\"askedBy\":\"{Ada}\"", StringComparison.Ordinal)));
            Assert.Equal(Ada, (await AuditAsync(key, "journey.publish_asked")).Actor);
        });
    }

    [Fact]
    public async Task With_four_eyes_a_pilot_needs_two_people_too_and_the_second_may_start_it_instead_of_approving()
    {
        var key = await WaitingAsync();
        await PublishAsync(key, words: Why);
        await FourEyesAsync(async () =>
        {
            await SaveAsync(key, Waiting("wait"), Drawn.Line("more", "more"));
            var alone = await PilotAsync(Ada, key);
            await PublishAsync(key);
            var own = await PilotAsync(Ada, key);
            var second = await PilotAsync(Ben, key);
            var over = await ApproveAsync(Ben, key, (await NewestAsync(key)).Token);

            Assert.Equal(("pilot.needs_second_person", "pilot.needs_second_person"), (alone.Error?.Code, own.Error?.Code));
            Assert.True(second.Ok, second.Error?.Text);
            Assert.Equal("journey.pilot_running", over.Error?.Code);
            Assert.Null(await WishAsync(Ben, key));
            Assert.Equal(1, await LiveAsync(key));
            var audit = await AuditAsync(key, "journey.pilot_started");
            Assert.Equal((Ben, true), (audit.Actor, audit.Data.Contains($"\"askedBy\":\"{Ada}\"", StringComparison.Ordinal)));
        });
    }

    [Fact]
    public async Task A_pilot_wants_a_word_for_each_new_warning_as_publishing_does()
    {
        var key = await SaveAsync(null, Drawn.Line("say", "first"));
        await PublishAsync(key, words: Why);
        await SaveAsync(key, Waiting("wait"));

        var silent = await PilotAsync(Ada, key);
        var said = await PilotAsync(Ada, key, [.. (await CheckAsync(key)).Findings.Select(finding => new Justification(finding.Id, finding.Node, finding.Subject, Why))]);

        Assert.Equal("journey.needs_justification", silent.Error?.Code);
        Assert.True(said.Ok, said.Error?.Text);
        Assert.Equal(Why, Assert.Single((await NewestAsync(key, published: true)).Justifications).Words);
    }

    [Fact]
    public async Task Who_approves_sees_in_words_what_would_be_different()
    {
        var key = await WaitingAsync();
        await PublishAsync(key, words: Why);
        await FourEyesAsync(async () =>
        {
            await SaveAsync(key, Waiting("wait"), Drawn.Line("more", "more"));
            await PublishAsync(key);

            var seen = (await WishAsync(Ben, key))!;

            Assert.Contains(seen.Difference!.Changes, change => change.Kind == JourneyComparison.Kind.Added);
        });
    }

    [Fact]
    public async Task A_refusal_has_a_reason_and_a_new_request_can_follow()
    {
        await FourEyesAsync(async () =>
        {
            var key = await WaitingAsync();
            await PublishAsync(key, words: Why);
            var token = (await WishAsync(Ben, key))!.Token;

            var silent = await RefuseAsync(Ben, key, token, " ");
            var refused = await RefuseAsync(Ben, key, token, "Not before the new tariff.");
            var late = await ApproveAsync(Ben, key, token);
            var told = (await WishAsync(Ada, key))!;
            var again = await PublishAsync(key, words: Why);

            Assert.Equal("journey.reason_missing", silent.Error?.Code);
            Assert.True(refused.Ok, refused.Error?.Text);
            Assert.Equal("journey.no_request", late.Error?.Code);
            Assert.Equal("Not before the new tariff.", told.Reason);
            Assert.Contains("Not before the new tariff.", (await AuditAsync(key, "journey.publish_refused")).Data, StringComparison.Ordinal);
            Assert.True(again.Value.Waits);
            Assert.Null((await WishAsync(Ben, key))!.RefusedBy);
        });
    }

    [Fact]
    public async Task A_drawing_or_a_form_that_changes_makes_the_request_void()
    {
        await FourEyesAsync(async () =>
        {
            var form = await FormAsync(0, 0, "Size?");
            var drawn = await SaveAsync(null, Waiting("wait"));
            var shown = await SaveAsync(null, Drawn.Activity("ask", "Portico.ShowForm", ("form", form.Key), ("expiresAfter", "48")));
            await PublishAsync(drawn, words: Why);
            await platform.PublishAsync("aurora", shown, Ada);
            var token = (await WishAsync(Ben, drawn))!.Token;
            await SaveAsync(drawn, Waiting("wait"), Drawn.Line("smuggled", "in"));
            await FormAsync(form.Version, form.Revision, "Income?", form.Key);

            var redrawn = await ApproveAsync(Ben, drawn, token);
            var reformed = await ApproveAsync(Ben, shown);

            Assert.Equal(("journey.request_void", "journey.request_void"), (redrawn.Error?.Code, reformed.Error?.Code));
            Assert.True((await WishAsync(Ben, shown))!.Void);
            Assert.Null(await LiveAsync(shown));
        });
    }

    [Fact]
    public async Task Of_two_who_decide_at_the_same_time_one_does()
    {
        await FourEyesAsync(async () =>
        {
            var key = await WaitingAsync();
            await PublishAsync(key, words: Why);
            var token = (await WishAsync(Ben, key))!.Token;

            var results = await Task.WhenAll(Enumerable.Range(0, 6).Select(async n => n % 2 == 0
                ? (await ApproveAsync($"staff:racer-{n}", key, token)).Error?.Status ?? 200
                : (await RefuseAsync($"staff:racer-{n}", key, token, "No, never.")).Error?.Status ?? 200));

            Assert.Single(results, 200);
            Assert.All(results.Where(status => status != 200), status => Assert.Equal(409, status));
        });
    }

    [Fact]
    public async Task Of_several_who_ask_or_publish_at_the_same_time_none_breaks_anything()
    {
        var form = await FormAsync(0, 0, "Size?");
        var key = await SaveAsync(null, Drawn.Activity("ask", "Portico.ShowForm", ("form", form.Key), ("expiresAfter", "48")));
        await platform.PublishAsync("aurora", key);
        await FormAsync(form.Version, 0, "Which size?", form.Key);
        var published = await Task.WhenAll(Enumerable.Range(0, 6).Select(n => platform.PublishAsync("aurora", key, $"staff:racer-{n}")));
        var drawn = await SaveAsync(null, Drawn.Line("a", "a"));

        Result<PublishJourney.Response>[] asked = [];
        await FourEyesAsync(async () => asked = await Task.WhenAll(Enumerable.Range(0, 6).Select(n => platform.PublishAsync("aurora", drawn, $"staff:racer-{n}"))));

        Assert.All(published.Concat(asked), result => Assert.True(result.Ok || result.Error.Code == "journey.changed_meanwhile", result.Error?.Code));
        Assert.Contains(published, result => result is { Ok: true, Value.Already: false });
        Assert.Contains(asked, result => result is { Ok: true, Value.Waits: true });
        Assert.Equal(2, await LiveAsync(key));
    }

    [Fact]
    public async Task No_other_way_leads_past_the_second_person()
    {
        var browser = await platform.StaffAsync("admin@aurora.example");
        browser.DefaultRequestHeaders.Add("X-Portico-Studio", "1");
        await FourEyesAsync(async () =>
        {
            var key = await SaveAsync(null, Drawn.Line("a", "a"));

            var button = await browser.PostAsync($"/elsa/api/workflow-definitions/{key}/publish", null);
            var bulk = await browser.PostAsJsonAsync("/elsa/api/bulk-actions/publish/workflow-definitions/by-definition-ids", new { definitionIds = new[] { key } });
            var agent = await platform.AsStaffAsync("aurora", Roles.Agent, (PublishJourney.Handler publish) => publish.ApproveAsync(key, "1.1", default), Ben);
            var machine = await platform.BackOffice("aurora").PostAsync($"/elsa/api/workflow-definitions/{key}/publish", null);

            Assert.Equal((HttpStatusCode.BadRequest, "journey.waits_for_second_person"), (button.StatusCode, (string?)(await button.Content.ReadFromJsonAsync<JsonObject>())!["code"]));
            Assert.Equal(HttpStatusCode.BadRequest, bulk.StatusCode);
            Assert.Equal((403, HttpStatusCode.Unauthorized), (agent.Error?.Status, machine.StatusCode));
            Assert.Null(await LiveAsync(key));
        });
    }

    [Fact]
    public async Task One_admin_asks_for_four_eyes_and_two_are_needed_to_be_rid_of_them()
    {
        var agent = await RequireAsync("staff:agent", true, Roles.Agent);
        await RequireAsync(Ada, true);

        var asked = await RequireAsync(Ada, false);
        var insisted = await RequireAsync(Ada, false);
        var agreed = await RequireAsync(Ben, false);

        Assert.Equal(403, agent.Error?.Status);
        Assert.Equal((true, true), (asked.Value.On, asked.Value.OffAskedByMe));
        Assert.True(insisted.Value.On);
        Assert.Equal((false, null), (agreed.Value.On, agreed.Value.OffAskedBy));
        Assert.Equal(["journey.two_lift_asked", "journey.two_lifted", "journey.two_required"], await platform.InStoreAsync("aurora", db => db.Audit.Where(a => a.Subject == "tenant:aurora").Select(a => a.Action).Distinct().OrderBy(a => a).ToListAsync()));
        Assert.False(await platform.InStoreAsync("clearwater", db => db.Tenants.Where(t => t.Id == "clearwater").Select(t => t.PublishingNeedsTwo).SingleAsync()));
    }

    // The setting is the whole tenant's: tests of a class run one after the other.
    private async Task FourEyesAsync(Func<Task> look)
    {
        await RequireAsync(Ada, true);
        try
        {
            await look();
        }
        finally
        {
            await RequireAsync(Ada, false);
            await RequireAsync(Ben, false);
        }
    }

    private Task<Result<RequireTwo.View>> RequireAsync(string who, bool on, string role = Roles.Admin) => platform.AsStaffAsync("aurora", role, (RequireTwo.Handler require) => require.HandleAsync(on, default), who);

    private static string Waiting(string id) => Drawn.Activity(id, "Elsa.Event", ("eventName", "Paid")).Replace("\"customProperties\"", "\"metadata\":{\"displayText\":\"Wait for it\"},\"customProperties\"", StringComparison.Ordinal);

    private Task<string> WaitingAsync() => SaveAsync(null, Waiting("wait"));

    private async Task<string> SaveAsync(string? key, params string[] activities)
    {
        var saved = await platform.AsStaffAsync("aurora", Roles.Admin, (SaveJourney.Handler save) => save.HandleAsync(new(Drawn.Sequence(key ?? $"publish-{Interlocked.Increment(ref count)}", activities)), default));
        Assert.True(saved.Ok, saved.Error?.Text);
        return saved.Value.Key;
    }

    private async Task<(string Key, int Version, int Revision)> FormAsync(int version, int revision, string label, string? key = null)
    {
        var words = new LocalText(Portico.App.Demo.DemoContent.Tenants[0].Locales.ToDictionary(locale => locale, _ => label));
        var form = new FormDefinition { Key = key ?? $"publish-{Interlocked.Increment(ref count)}", Title = words, Fields = [new() { Name = "size", Type = FieldTypes.Text, Label = words, Purpose = words, Example = JsonValue.Create("x") }] };
        if (version > 0 && revision == 0) revision = await platform.InStoreAsync("aurora", db => db.Forms.Where(f => f.Key == form.Key && f.Version == version).Select(f => f.Revision).SingleAsync());
        var saved = await platform.AsStaffAsync("aurora", Roles.Admin, (SaveForm.Handler save) => save.HandleAsync(new(version, revision, form), default));
        Assert.True(saved.Ok, saved.Error?.Text);
        return (form.Key, saved.Value.Version, saved.Value.Revision);
    }

    private async Task<CheckJourney.Response> CheckAsync(string key) => (await platform.AsStaffAsync("aurora", Roles.Agent, (CheckJourney.Handler check) => check.HandleAsync(key, default))).Value;

    private async Task<Result<PublishJourney.Response>> PublishAsync(string key, string? words = null, string? token = null)
    {
        var findings = (await CheckAsync(key)).Findings;
        List<Justification> said = words is null ? [] : [.. findings.Select(finding => new Justification(finding.Id, finding.Node, finding.Subject, words))];
        return await platform.AsStaffAsync("aurora", Roles.Admin, (PublishJourney.Handler publish) => publish.HandleAsync(key, new(said, token), default), Ada);
    }

    private async Task<Result<PublishJourney.Response>> ApproveAsync(string who, string key, string? token = null)
    {
        token ??= (await WishAsync(who, key))!.Token;
        return await platform.AsStaffAsync("aurora", Roles.Admin, (PublishJourney.Handler publish) => publish.ApproveAsync(key, token, default), who);
    }

    private Task<Result<Guid>> PilotAsync(string who, string key, IReadOnlyList<Justification>? said = null) => platform.AsStaffAsync("aurora", Roles.Admin, (StartPilot.Handler start) => start.HandleAsync(key, new(10, null, said), default), who);

    private Task<Result<bool>> RefuseAsync(string who, string key, string token, string reason) => platform.AsStaffAsync("aurora", Roles.Admin, (RefuseToPublish.Handler refuse) => refuse.HandleAsync(key, token, reason, default), who);

    private async Task<ReadPublishRequest.Wish?> WishAsync(string who, string key) => (await platform.AsStaffAsync("aurora", Roles.Admin, (ReadPublishRequest.Handler read) => read.HandleAsync(key, default), who)).Value.Wish;

    private Task<JourneyVersion> NewestAsync(string key, bool published = false) => platform.InStoreAsync("aurora", db => db.JourneyVersions.AsNoTracking().Where(v => v.JourneyKey == key && (!published || v.PublishedAt != null)).OrderByDescending(v => v.Number).FirstAsync());

    private Task<int?> LiveAsync(string key) => platform.InStoreAsync("aurora", db => db.Journeys.Where(j => j.Key == key).Select(j => j.LiveVersion).SingleAsync());

    private Task<AuditEntry> AuditAsync(string key, string action) => platform.InStoreAsync("aurora", db => db.Audit.AsNoTracking().Where(a => a.Subject == "journey:" + key && a.Action == action).OrderByDescending(a => a.At).FirstAsync());
}

public sealed class PublishOnSqliteTests(TestPortico platform) : PublishTests(platform), IClassFixture<TestPortico>;

public sealed class PublishOnPostgresTests(TestPorticoOnPostgres platform) : PublishTests(platform), IClassFixture<TestPorticoOnPostgres>;
