using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Portico.App.Audit;
using Portico.App.Cases;
using Portico.App.Forms;
using Portico.App.Journeys;
using Portico.App.Migrations;
using Portico.App.Pilots;
using Portico.App.Shared;
using Portico.App.Studio;
using Portico.App.Tests.Journeys;
using Portico.App.Users;
using Portico.TestKit;

namespace Portico.App.Tests.Pilots;

/// <summary>A few new customers start on a version that the others do not get yet.</summary>
public abstract class PilotTests(TestPortico platform)
{
    [Fact]
    public async Task The_same_reference_starts_on_the_same_version_also_after_the_share_has_grown()
    {
        var pilot = await PilotAsync("sticky", 20);
        var references = Enumerable.Range(0, 250).Select(n => $"K-{n}").ToList();

        var first = await StartAllAsync("sticky", references);
        var again = await StartAllAsync("sticky", references);
        Ok(await ShareAsync(pilot, 20, 50));
        var grown = await StartAllAsync("sticky", references);

        Assert.Equal(first, again);
        Assert.InRange(first.Count(version => version == 2), 50 - 19, 50 + 19); // three sigma
        Assert.All(first.Zip(grown), pair => Assert.True(pair.First == 1 || pair.Second == 2));
        Assert.InRange(grown.Count(version => version == 2), 125 - 24, 125 + 24);
        var cases = await platform.CasesAsync("sticky");
        Assert.All(cases, c => Assert.Equal(c.JourneyVersion == 2, c.PilotGroup == PilotGroup.Pilot));
        Assert.InRange(cases.Count(c => c.PilotGroup == PilotGroup.Control), 150, 300); // 20 % twice, and 50 % once
        Assert.All(cases.Where(c => c.PilotGroup is not null), c => Assert.Equal(pilot, c.PilotId));
        Assert.Contains(cases, c => c.PilotId is null);
        Assert.All(cases.GroupBy(c => c.CorrelationId), mine => Assert.True(mine.Select(c => c.PilotGroup).OfType<PilotGroup>().Distinct().Count() <= 1));
    }

    [Fact]
    public async Task A_pilot_changes_nothing_for_the_rest_and_stopping_it_sends_everybody_new_to_what_is_live()
    {
        var pilot = await PilotAsync("stopped", 50);
        var inside = await StartUntilAsync("stopped", PilotGroup.Pilot);
        var control = await StartUntilAsync("stopped", PilotGroup.Control);

        Ok(await EndAsync(pilot, PilotEnd.Stopped));
        var after = await StartAllAsync("stopped", [.. Enumerable.Range(0, 20).Select(n => $"K-{n}")]);

        Assert.Equal((2, 1), (inside.JourneyVersion, control.JourneyVersion));
        Assert.All(after, version => Assert.Equal(1, version));
        Assert.Equal(1, (await JourneyAsync("stopped")).LiveVersion);
        Assert.Equal(2, (await platform.InStoreAsync("aurora", db => db.Cases.AsNoTracking().SingleAsync(c => c.Id == inside.Id))).JourneyVersion);
        Assert.Equal(["journey.pilot_started", "journey.pilot_stopped"], await PilotAuditAsync("stopped"));
        Assert.Equal(PilotEnd.Stopped, Assert.Single((await ReadAsync("stopped")).Pilots).End);
    }

    [Fact]
    public async Task Scaling_makes_the_version_live_for_everybody_with_what_starts_it_by_itself()
    {
        await platform.PublishAsync(Drawn.Sequence("scaled", Drawn.Starting("t", "Elsa.Event", ("eventName", "old-news")), Drawn.Line("say", "old")));
        await SaveAsync(Drawn.Sequence("scaled", Drawn.Starting("t", "Elsa.Event", ("eventName", "fresh-news")), Drawn.Line("say", "new")));
        var pilot = Ok(await TryAsync("scaled", 10));
        var before = await StartersAsync("scaled");

        Ok(await EndAsync(pilot, PilotEnd.Scaled));
        var after = await StartAllAsync("scaled", [.. Enumerable.Range(0, 20).Select(n => $"K-{n}")]);

        Assert.All(after, version => Assert.Equal(2, version));
        Assert.Equal(["old-news"], before);
        Assert.Equal(["fresh-news"], await StartersAsync("scaled"));
        Assert.All(await platform.CasesAsync("scaled"), c => Assert.Null(c.PilotId));
        Assert.Equal(["journey.pilot_started", "journey.pilot_scaled"], await PilotAuditAsync("scaled"));
        Assert.Equal("pilot.ended", (await EndAsync(pilot, PilotEnd.Stopped)).Error?.Code);
    }

    [Fact]
    public async Task What_starts_by_itself_starts_on_what_is_live_and_does_not_count()
    {
        await platform.PublishAsync(Drawn.Sequence("by-event", Drawn.Starting("t", "Elsa.Event", ("eventName", "go-pilot")), Drawn.Line("say", "old")));
        await SaveAsync(Drawn.Sequence("by-event", Drawn.Starting("t", "Elsa.Event", ("eventName", "go-pilot")), Drawn.Line("say", "new")));
        Ok(await TryAsync("by-event", 50));
        await platform.PublishAsync(Drawn.Sequence("crier", Drawn.Activity("cry", "Elsa.PublishEvent", ("eventName", "go-pilot"))));
        await platform.PublishAsync(Drawn.Sequence("parent", Drawn.Activity("child", "Elsa.ExecuteWorkflow", ("workflowDefinitionId", "by-event"), ("waitForCompletion", "True"))));

        for (var i = 0; i < 8; i++) await platform.StartAsync(i % 2 == 0 ? "crier" : "parent");

        var started = await platform.CasesAsync("by-event");
        Assert.Equal(8, started.Count);
        Assert.All(started, c => Assert.Equal((1, null), (c.JourneyVersion, c.PilotId)));
        Assert.True((await ReadAsync("by-event")).StartsByItself);
    }

    [Fact]
    public async Task A_pilot_of_one_language_takes_nobody_who_reads_another()
    {
        await DrawTwoAsync("english");
        Ok(await TryAsync("english", 50, "en"));

        var english = await StartAllAsync("english", [.. Enumerable.Range(0, 40).Select(n => $"K-{n}")]);
        var arabic = await StartAllAsync("english", [.. Enumerable.Range(0, 40).Select(n => $"K-{n}")], "ar");

        Assert.Contains(2, english);
        Assert.All(arabic, version => Assert.Equal(1, version));
        Assert.All((await platform.CasesAsync("english")).Where(c => c.Locale == "ar"), c => Assert.Null(c.PilotId));
    }

    [Fact]
    public async Task While_a_pilot_runs_nothing_else_is_published_or_piloted_and_its_drawings_stay()
    {
        await PilotAsync("busy", 5);
        await SaveAsync(Drawn.Sequence("busy", Drawn.Line("say", "third")));

        var published = await platform.AsStaffAsync("aurora", Roles.Admin, (PublishJourney.Handler publish) => publish.HandleAsync("busy", default));
        var second = await TryAsync("busy", 5);
        var versions = await platform.InStoreAsync("aurora", db => db.JourneyVersions.AsNoTracking().Where(v => v.JourneyKey == "busy").OrderBy(v => v.Number).Select(v => v.Id).ToListAsync());
        var deleted = await platform.AsStaffAsync("aurora", Roles.Admin, (DeleteJourney.Handler delete) => delete.VersionAsync(versions[1], default));

        Assert.Equal((409, "journey.pilot_running"), (published.Error?.Status, published.Error?.Code));
        Assert.Equal((409, "pilot.running"), (second.Error?.Status, second.Error?.Code));
        Assert.Equal("journey.version_in_pilot", deleted.Error?.Code);
        Assert.Equal(1, (await JourneyAsync("busy")).LiveVersion);
    }

    [Fact]
    public async Task Retracting_the_journey_ends_its_pilot()
    {
        await PilotAsync("retracted", 50);

        await platform.RetractAsync("retracted");
        using var reply = await platform.Customer("aurora").PostAsJsonAsync("/api/v1/journeys/retracted/cases", new { });

        Assert.Equal(HttpStatusCode.NotFound, reply.StatusCode);
        Assert.Null((await JourneyAsync("retracted")).PilotId);
        Assert.Equal(PilotEnd.Stopped, Assert.Single((await ReadAsync("retracted")).Pilots).End);
    }

    [Fact]
    public async Task Of_two_admins_who_decide_at_once_one_is_told_that_the_other_was_faster()
    {
        for (var round = 0; round < 6; round++)
        {
            var pilot = await PilotAsync($"two-ends-{round}", 10);

            var ends = await Task.WhenAll(EndAsync(pilot, PilotEnd.Scaled), EndAsync(pilot, PilotEnd.Stopped));

            var won = Assert.Single(ends, end => end.Ok);
            Assert.Equal(409, ends.Single(end => !end.Ok).Error!.Status);
            var journey = await JourneyAsync($"two-ends-{round}");
            Assert.Equal((won.Equals(ends[0]) ? 2 : 1, null), (journey.LiveVersion, journey.PilotId));
        }
    }

    [Fact]
    public async Task A_pilot_and_a_publishing_at_once_do_not_both_happen()
    {
        for (var round = 0; round < 12; round++)
        {
            var key = $"race-{round}";
            // A drawing that was tried before is fixed already, so nothing but the journey itself is left to meet at.
            if (round % 2 == 0) await DrawTwoAsync(key);
            else Ok(await EndAsync(await PilotAsync(key, 5), PilotEnd.Stopped));

            var pilots = Task.WhenAll(TryAsync(key, 10), TryAsync(key, 20));
            var published = await platform.AsStaffAsync("aurora", Roles.Admin, (PublishJourney.Handler publish) => publish.HandleAsync(key, default));
            var started = await pilots;

            Assert.Equal(1, started.Count(s => s.Ok) + (published is { Ok: true, Value.Already: false } ? 1 : 0));
            Assert.All(started.Where(s => !s.Ok), s => Assert.Equal(409, s.Error!.Status));
            var journey = await JourneyAsync(key);
            Assert.Equal(published.Ok, journey.LiveVersion == 2);
            Assert.Equal(started.Any(s => s.Ok), journey.PilotId is not null);
        }
    }

    [Fact]
    public async Task A_share_that_somebody_else_changed_meanwhile_is_not_overwritten()
    {
        var pilot = await PilotAsync("share", 5);

        Ok(await ShareAsync(pilot, 5, 10));
        var late = await ShareAsync(pilot, 5, 20);

        Assert.Equal((409, "pilot.changed_meanwhile"), (late.Error?.Status, late.Error?.Code));
        Assert.Equal(10, Assert.Single((await ReadAsync("share")).Pilots).Percent);
    }

    [Theory]
    [InlineData(0, null, "percent")]
    [InlineData(51, null, "percent")]
    [InlineData(5, "xx", "locale")]
    public async Task What_cannot_be_tried_is_said_at_the_field(int percent, string? locale, string field)
    {
        await DrawTwoAsync("bounds");

        var no = await TryAsync("bounds", percent, locale);

        Assert.Equal((422, field), (no.Error?.Status, Assert.Single(no.Error!.Fields!).Key));
        Assert.Null((await JourneyAsync("bounds")).PilotId);
    }

    [Fact]
    public async Task Only_a_change_can_be_tried_and_only_beside_something_live()
    {
        await platform.PublishAsync(Drawn.Sequence("same", Drawn.Line("say", "hello")));
        await SaveAsync(Drawn.Sequence("unpublished", Drawn.Line("say", "hello")));

        Assert.Equal("pilot.nothing_new", (await TryAsync("same", 5)).Error?.Code);
        Assert.Equal("pilot.nothing_live", (await TryAsync("unpublished", 5)).Error?.Code);
        Assert.Equal("journey.not_found", (await TryAsync("nowhere", 5)).Error?.Code);
    }

    [Fact]
    public async Task A_drawing_with_errors_is_tried_on_nobody()
    {
        await platform.PublishAsync(Drawn.Sequence("broken", Drawn.Line("say", "hello")));
        await SaveAsync(Drawn.Sequence("broken", Drawn.Activity("ask", "Portico.ShowForm", ("form", "no-such-form"))));

        Assert.Equal("journey.has_errors", (await TryAsync("broken", 5)).Error?.Code);
        Assert.Null((await JourneyAsync("broken")).PilotId);
    }

    [Fact]
    public async Task An_agent_reads_and_decides_nothing_and_another_tenant_finds_nothing()
    {
        var pilot = await PilotAsync("guarded", 5);

        var agent = await platform.AsStaffAsync("aurora", Roles.Agent, (EndPilot.Handler end) => end.HandleAsync(pilot, PilotEnd.Scaled, default));
        var agentsShare = await platform.AsStaffAsync("aurora", Roles.Agent, (ChangeShare.Handler change) => change.HandleAsync(pilot, new(5, 6), default));
        var agentsStart = await platform.AsStaffAsync("aurora", Roles.Agent, (StartPilot.Handler start) => start.HandleAsync("guarded", new(5, null), default));
        var foreign = await platform.AsStaffAsync("clearwater", Roles.Admin, (EndPilot.Handler end) => end.HandleAsync(pilot, PilotEnd.Scaled, default));
        var foreignShare = await platform.AsStaffAsync("clearwater", Roles.Admin, (ChangeShare.Handler change) => change.HandleAsync(pilot, new(5, 6), default));
        var foreignRead = await platform.AsStaffAsync("clearwater", Roles.Admin, (ReadPilot.Handler read) => read.HandleAsync("move-in", pilot, default));

        Assert.Equal((403, 403, 403), (agent.Error?.Status, agentsShare.Error?.Status, agentsStart.Error?.Status));
        Assert.Equal((404, 404, 404), (foreign.Error?.Status, foreignShare.Error?.Status, foreignRead.Error?.Status));
        Assert.NotNull((await ReadAsync("guarded")).Shown);
    }

    [Fact]
    public async Task Only_the_back_office_gives_a_reference()
    {
        await platform.PublishAsync(Drawn.Sequence("referred", Drawn.Line("say", "hello")));

        using var site = await platform.Customer("aurora").PostAsJsonAsync("/api/v1/journeys/referred/cases", new { reference = "K-1" });
        using var empty = await platform.BackOffice("aurora").PostAsJsonAsync("/api/v1/journeys/referred/cases", new { reference = "" });
        using var office = await platform.BackOffice("aurora").PostAsJsonAsync("/api/v1/journeys/referred/cases", new { reference = "K-1" });

        await Problem.IsAsync(site, HttpStatusCode.Forbidden, "start.reference_not_allowed");
        await Problem.IsAsync(empty, HttpStatusCode.BadRequest, "start.reference_invalid");
        Assert.Equal(HttpStatusCode.Created, office.StatusCode);
        Assert.Equal("K-1", Assert.Single(await platform.CasesAsync("referred")).CorrelationId);
    }

    [Fact]
    public async Task A_visitor_starts_on_the_version_whose_start_page_he_read_and_reads_the_same_one_again()
    {
        await PilotOfStartPageAsync("pages", 50);
        var seen = new List<int>();

        for (var i = 0; i < 16; i++)
        {
            using var browser = platform.Stranger();
            var first = PageOf(await browser.GetStringAsync("/t/aurora/start/pages?lang=en"));
            var again = PageOf(await browser.GetStringAsync("/t/aurora/start/pages?lang=en"));
            using var started = await browser.FillInAsync("/t/aurora/start/pages?lang=en", "/t/aurora/start/pages?lang=en");

            var began = await CaseOfAsync(started);
            Assert.Equal((first, first), (again, began.JourneyVersion));
            Assert.Equal(first == 2 ? PilotGroup.Pilot : PilotGroup.Control, began.PilotGroup);
            seen.Add(first);
        }

        Assert.Equal([1, 2], seen.Distinct().Order());
        Assert.Contains("Old words", await platform.Stranger().GetStringAsync("/t/aurora?lang=en"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_has_read_the_page_of_a_pilot_that_was_stopped_reads_the_other_one_before_he_starts()
    {
        var pilot = await PilotOfStartPageAsync("late", 50);
        var (tried, live) = (await VisitorOfAsync("late", 2), await VisitorOfAsync("late", 1));

        Ok(await EndAsync(pilot, PilotEnd.Stopped));
        using var pressed = await PressAsync(tried, "late");
        using var pressedLive = await PressAsync(live, "late");
        var page = PageOf(await tried.Browser.GetStringAsync(pressed.Headers.Location!.OriginalString));
        using var again = await tried.Browser.FillInAsync("/t/aurora/start/late?lang=en", "/t/aurora/start/late?lang=en");

        Assert.StartsWith("/t/aurora/start/late", pressed.Headers.Location!.OriginalString, StringComparison.Ordinal);
        Assert.Equal(1, page);
        Assert.Equal((1, 1), ((await CaseOfAsync(pressedLive)).JourneyVersion, (await CaseOfAsync(again)).JourneyVersion));
    }

    [Fact]
    public async Task A_colleague_who_tries_the_start_page_does_not_count()
    {
        await PilotOfStartPageAsync("colleague", 50);

        for (var i = 0; i < 5; i++)
        {
            using var browser = await platform.StaffAsync("admin@aurora.example");
            using var started = await browser.FillInAsync("/t/aurora/start/colleague?lang=en", "/t/aurora/start/colleague?lang=en");
            var began = await CaseOfAsync(started);

            Assert.Equal((1, null), (began.JourneyVersion, began.PilotId));
        }
    }

    // --- what the tests are made of

    [Fact]
    public async Task While_a_pilot_compares_its_cases_they_are_not_moved_to_another_version()
    {
        var pilot = await PilotAsync("unmoved", 10);

        var during = await MoveAsync("unmoved");
        Ok(await EndAsync(pilot, PilotEnd.Stopped));
        var after = await MoveAsync("unmoved");

        Assert.Equal("migration.pilot_running", during.Error?.Code);
        Assert.True(after.Ok, after.Error?.Text);
    }

    private Task<Result<ReadMigration.Response>> MoveAsync(string key) => platform.AsStaffAsync("aurora", Roles.Admin, (StartMigration.Handler move) => move.HandleAsync(key, new(2, null), default));

    private static Result<T> Went<T>(Result<T> result)
    {
        Assert.True(result.Ok, result.Error is { } no ? $"{no.Text} {string.Join(' ', (no.Fields ?? new Dictionary<string, string[]>()).SelectMany(f => f.Value))}" : null);
        return result;
    }

    private static T Ok<T>(Result<T> result) => Went(result).Value;

    /// <summary>Version 1 is live, version 2 is drawn.</summary>
    private async Task DrawTwoAsync(string key)
    {
        await platform.PublishAsync(Drawn.Sequence(key, Drawn.Line("say", "first")));
        await SaveAsync(Drawn.Sequence(key, Drawn.Line("say", "second")));
    }

    private async Task<Guid> PilotAsync(string key, int percent)
    {
        await DrawTwoAsync(key);
        return Ok(await TryAsync(key, percent));
    }

    /// <summary>The two versions differ in the words of the start page only.</summary>
    private async Task<Guid> PilotOfStartPageAsync(string key, int percent)
    {
        FormDefinition Page(string title) => new() { Key = FormDefinition.StartPageOf(key), Kind = "start", Title = LocalText.Of(title) };
        var first = Ok(await platform.AsStaffAsync("aurora", Roles.Admin, (SaveForm.Handler save) => save.HandleAsync(new(0, 0, Page("Old words")), default)));
        await platform.PublishAsync(Drawn.Sequence(key, Drawn.Activity("ask", "Portico.ShowForm", ("form", "about-you"))));
        var kept = (await platform.AsStaffAsync("aurora", Roles.Admin, (ReadForm.Handler read) => read.HandleAsync(FormDefinition.StartPageOf(key), null, default))).Value;
        Assert.Equal(first.Version, kept.Version);
        Ok(await platform.AsStaffAsync("aurora", Roles.Admin, (SaveForm.Handler save) => save.HandleAsync(new(kept.Version, kept.Revision, Page("New words")), default)));
        return Ok(await TryAsync(key, percent));
    }

    private Task<Result<SaveJourney.Response>> SaveAsync(JsonObject drawing) => platform.AsStaffAsync("aurora", Roles.Admin, async (SaveJourney.Handler save) => Went(await save.HandleAsync(new(drawing.DeepClone().AsObject()), default)));

    private async Task<Result<Guid>> TryAsync(string key, int percent, string? locale = null)
    {
        var words = await platform.WordsAsync("aurora", key);
        return await platform.AsStaffAsync("aurora", Roles.Admin, (StartPilot.Handler start) => start.HandleAsync(key, new(percent, locale, words), default));
    }

    private Task<Result<bool>> ShareAsync(Guid pilot, int from, int to) => platform.AsStaffAsync("aurora", Roles.Admin, (ChangeShare.Handler change) => change.HandleAsync(pilot, new(from, to), default));

    private Task<Result<bool>> EndAsync(Guid pilot, PilotEnd how) => platform.AsStaffAsync("aurora", Roles.Admin, (EndPilot.Handler end) => end.HandleAsync(pilot, how, default));

    private Task<ReadPilot.View> ReadAsync(string key) => platform.AsStaffAsync("aurora", Roles.Agent, async (ReadPilot.Handler read) => Ok(await read.HandleAsync(key, null, default)));

    private Task<Journey> JourneyAsync(string key) => platform.InStoreAsync("aurora", db => db.Journeys.AsNoTracking().SingleAsync(j => j.Key == key));

    private Task<List<string>> StartersAsync(string key) => platform.InStoreAsync("aurora", db => db.Set<Portico.App.Starters.JourneyStarter>().Where(s => s.JourneyKey == key).Select(s => s.Key).ToListAsync());

    private Task<List<string>> PilotAuditAsync(string key) => platform.InStoreAsync("aurora", db => db.Audit.Where(a => a.Subject == "journey:" + key && a.Action.StartsWith("journey.pilot")).OrderBy(a => a.At).ThenBy(a => a.Id).Select(a => a.Action).ToListAsync());

    /// <summary>The versions that they start on.</summary>
    private async Task<List<int>> StartAllAsync(string key, List<string> references, string locale = "en")
    {
        using var office = platform.BackOffice("aurora");
        var versions = new int[references.Count];
        await Parallel.ForEachAsync(Enumerable.Range(0, references.Count), new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (i, ct) =>
        {
            using var reply = await office.PostAsJsonAsync($"/api/v1/journeys/{key}/cases", new { locale, reference = references[i] }, ct);
            Assert.Equal(HttpStatusCode.Created, reply.StatusCode);
            versions[i] = (await reply.Content.ReadFromJsonAsync<CaseView>(ct))!.Version;
        });
        return [.. versions];
    }

    /// <summary>Customers without a reference, until one of them is in this group.</summary>
    private async Task<Case> StartUntilAsync(string key, PilotGroup group)
    {
        while (true)
        {
            await platform.StartAsync(key);
            if ((await platform.CasesAsync(key)).Find(c => c.PilotGroup == group) is { } found) return found;
        }
    }

    private sealed record Visitor(HttpClient Browser, string Page);

    private async Task<Visitor> VisitorOfAsync(string key, int version)
    {
        while (true)
        {
            var browser = platform.Stranger();
            var page = await browser.GetStringAsync($"/t/aurora/start/{key}?lang=en");
            if (PageOf(page) == version) return new(browser, page);
        }
    }

    /// <summary>The button of the page as it was read, and not as it would be now.</summary>
    private static Task<HttpResponseMessage> PressAsync(Visitor visitor, string key)
    {
        string Hidden(string name) => System.Text.RegularExpressions.Regex.Match(visitor.Page, $"name=\"{name}\" value=\"([^\"]*)\"").Groups[1].Value;
        return visitor.Browser.PostAsync($"/t/aurora/start/{key}?lang=en", new FormUrlEncodedContent(new Dictionary<string, string> { ["page"] = Hidden("page"), ["__RequestVerificationToken"] = Hidden("__RequestVerificationToken") }));
    }

    private static int PageOf(string html) => html.Contains("New words", StringComparison.Ordinal) ? 2 : html.Contains("Old words", StringComparison.Ordinal) ? 1 : throw new InvalidOperationException("This is no start page: " + html);

    private async Task<Case> CaseOfAsync(HttpResponseMessage started)
    {
        Assert.Equal(HttpStatusCode.SeeOther, started.StatusCode);
        var number = started.Headers.Location!.OriginalString.Split('/')[^1];
        return await platform.InStoreAsync("aurora", db => db.Cases.AsNoTracking().SingleAsync(c => c.Number == number));
    }
}

public sealed class PilotOnSqliteTests(TestPortico platform) : PilotTests(platform), IClassFixture<TestPortico>;

public sealed class PilotOnPostgresTests(TestPorticoOnPostgres platform) : PilotTests(platform), IClassFixture<TestPorticoOnPostgres>;
