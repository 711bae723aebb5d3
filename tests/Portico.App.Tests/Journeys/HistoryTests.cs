using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Portico.App.Data;
using Portico.App.Journeys;
using Portico.App.Users;
using Portico.TestKit;

namespace Portico.App.Tests.Journeys;

public abstract class HistoryTests(TestPortico platform)
{
    [Fact]
    public async Task Each_save_of_a_draft_can_be_seen_and_brought_back_though_later_ones_overwrote_it()
    {
        await SaveAsync(Drawn.Sequence("kept", Drawn.Line("a", "first")));
        await SaveAsync(Drawn.Sequence("kept", Drawn.Line("a", "second")));
        await SaveAsync(Drawn.Sequence("kept", Drawn.Line("a", "third")));

        var before = await HistoryAsync("kept");
        var restored = await RevertAsync("kept", "1.1");
        var after = await HistoryAsync("kept");

        Assert.Equal(["1.3", "1.2", "1.1"], Assert.Single(before.Versions).Saves.Select(save => save.Token));
        Assert.True(restored.Ok, restored.Error?.Text);
        Assert.Equal([2, 1], after.Versions.Select(version => version.Number));
        Assert.Empty((await CompareAsync("kept", "1.1", "2.1")).Changes);
        Assert.NotEmpty((await CompareAsync("kept", "1.3", "2.1")).Changes); // what was newest is still there
    }

    [Fact]
    public async Task A_comparison_speaks_of_activities_settings_and_ways_and_not_of_lines_of_a_file()
    {
        var drawing = await NewestAsync("move-in");
        var changed = drawing.DeepClone().AsObject();
        var activities = changed["root"]!["activities"]!.AsArray();
        var form = activities.OfType<JsonObject>().First(a => a["type"]!.ToString() == "Portico.ShowForm");
        form["form"]!["expression"]!["value"] = "another-form";
        var gone = activities.OfType<JsonObject>().Last(a => a["type"]!.ToString() == "Portico.EndJourney");
        activities.Remove(gone);
        var ways = changed["root"]!["connections"]!.AsArray();
        var lost = ways.OfType<JsonObject>().First(w => w["target"]!["activity"]!.ToString() != gone["id"]!.ToString());
        ways.Remove(lost);

        var changes = JourneyComparison.Of(JourneyDocument.Write(drawing), JourneyDocument.Write(changed)).Changes;
        var names = NodeNames.Of(JourneyDocument.Write(drawing));

        Assert.Equal(3, changes.Count);
        Assert.Contains(changes, c => c is { Kind: JourneyComparison.Kind.Changed, What: "form", After: "another-form" } && c.Where == names[form["id"]!.ToString()]);
        Assert.Contains(changes, c => c is { Kind: JourneyComparison.Kind.Removed, What: null } && c.Where == names[gone["id"]!.ToString()]);
        Assert.Contains(changes, c => c.Kind == JourneyComparison.Kind.Removed && c.What is not null && c.What.EndsWith("→ " + names[lost["target"]!["activity"]!.ToString()], StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_activity_that_was_only_moved_on_the_canvas_is_no_change()
    {
        var drawing = await NewestAsync("move-in");
        var moved = drawing.DeepClone().AsObject();
        moved["root"]!["activities"]![0]!["metadata"]!["designer"] = new JsonObject { ["position"] = new JsonObject { ["x"] = 1234, ["y"] = 7 } };

        var result = JourneyComparison.Of(JourneyDocument.Write(drawing), JourneyDocument.Write(moved));

        Assert.Empty(result.Changes);
        Assert.Equal(1, result.Moved);
    }

    [Fact]
    public async Task Only_so_many_saves_are_kept_and_the_newest_stay()
    {
        await SaveAsync(Drawn.Sequence("many", Drawn.Line("a", "0")));
        for (var i = 1; i < JourneySave.Kept + 5; i++) await SaveAsync(Drawn.Sequence("many", Drawn.Line("a", $"{i}")));

        var saves = (await HistoryAsync("many")).Versions[0].Saves;

        Assert.Equal(JourneySave.Kept, saves.Count);
        Assert.Equal($"1.{JourneySave.Kept + 5}", saves[0].Token);
    }

    [Fact]
    public async Task A_drawing_that_was_kept_aside_goes_when_it_is_the_oldest_and_not_before()
    {
        await SaveAsync(Drawn.Sequence("crowded", Drawn.Line("a", "0")));
        for (var i = 1; i < JourneySave.Kept; i++) await SaveAsync(Drawn.Sequence("crowded", Drawn.Line("a", $"{i}")));
        await platform.AsStaffAsync("aurora", Roles.Admin, (SaveJourney.Handler save) => save.HandleAsync(new(Drawn.Sequence("crowded", Drawn.Line("a", "his")), "1.1"), default));

        for (var i = 0; i < 5; i++) await SaveAsync(Drawn.Sequence("crowded", Drawn.Line("a", $"later {i}")));
        var soon = (await HistoryAsync("crowded")).Versions[0].Saves;
        for (var i = 0; i < JourneySave.Kept; i++) await SaveAsync(Drawn.Sequence("crowded", Drawn.Line("a", $"much later {i}")));
        var late = (await HistoryAsync("crowded")).Versions[0].Saves;

        Assert.Single(soon, save => save.Aside);
        Assert.DoesNotContain(late, save => save.Aside);
    }

    [Fact]
    public async Task Others_see_no_history_of_ours_and_agents_restore_nothing()
    {
        await SaveAsync(Drawn.Sequence("ours", Drawn.Line("a", "1")));
        await SaveAsync(Drawn.Sequence("ours", Drawn.Line("a", "2")));

        var other = await platform.AsStaffAsync("clearwater", Roles.Admin, (ReadHistory.Handler history) => history.HandleAsync("ours", default));
        var compared = await platform.AsStaffAsync("clearwater", Roles.Admin, (ReadHistory.Handler history) => history.CompareAsync("ours", "1.1", "1.2", default));
        var agent = await platform.AsStaffAsync("aurora", Roles.Agent, (RevertJourney.Handler revert) => revert.HandleAsync("ours", "1.1", default));

        Assert.Equal((404, 404, 403), (other.Error?.Status, compared.Error?.Status, agent.Error?.Status));
    }

    [Fact]
    public async Task What_was_drawn_on_an_older_state_is_refused_and_kept_where_it_can_be_compared_and_restored()
    {
        await SaveAsync(Drawn.Sequence("contested", Drawn.Line("a", "as it was")));
        await SaveAsync(Drawn.Sequence("contested", Drawn.Line("a", "hers")));

        var refused = await platform.AsStaffAsync("aurora", Roles.Admin, (SaveJourney.Handler save) => save.HandleAsync(new(Drawn.Sequence("contested", Drawn.Line("a", "his")), "1.1"), default));
        var again = await platform.AsStaffAsync("aurora", Roles.Admin, (SaveJourney.Handler save) => save.HandleAsync(new(Drawn.Sequence("contested", Drawn.Line("a", "his again")), "1.1"), default));

        var version = Assert.Single((await HistoryAsync("contested")).Versions);
        Assert.Equal(("journey.changed_meanwhile", "journey.changed_meanwhile"), (refused.Error!.Code, again.Error!.Code));
        Assert.Equal("1.2", version.Token);
        Assert.Equal(["1.-1", "1.-2"], version.Saves.Where(save => save.Aside).Select(save => save.Token).Order());
        Assert.Contains("his", Assert.Single((await CompareAsync("contested", "1.2", "1.-1")).Changes).After, StringComparison.Ordinal);
        Assert.True((await RevertAsync("contested", "1.-1")).Ok);
        Assert.Empty((await CompareAsync("contested", "2.1", "1.-1")).Changes);
    }

    [Fact]
    public async Task Of_two_that_save_at_the_same_moment_one_wins_and_the_other_drawing_is_kept()
    {
        await SaveAsync(Drawn.Sequence("raced", Drawn.Line("a", "0")));

        var saves = await Task.WhenAll(Enumerable.Range(1, 8).Select(i => platform.AsStaffAsync("aurora", Roles.Admin, (SaveJourney.Handler save) => save.HandleAsync(new(Drawn.Sequence("raced", Drawn.Line("a", $"drawn by {i}")), "1.1"), default))));

        var kept = await platform.InStoreAsync("aurora", db => db.Set<JourneySave>().Where(s => s.JourneyKey == "raced").Select(s => s.Definition).ToListAsync());
        Assert.Single(saves, saved => saved.Ok);
        Assert.All(Enumerable.Range(1, 8), i => Assert.Single(kept, drawing => drawing.Contains($"drawn by {i}", StringComparison.Ordinal)));
    }

    private async Task<JsonObject> NewestAsync(string key) => JourneyDocument.Parse(await platform.InStoreAsync("aurora", db => db.JourneyVersions.Where(v => v.JourneyKey == key).OrderByDescending(v => v.Number).Select(v => v.Definition).FirstAsync()));

    private async Task SaveAsync(JsonObject drawing)
    {
        var saved = await platform.AsStaffAsync("aurora", Roles.Admin, (SaveJourney.Handler save) => save.HandleAsync(new(drawing), default));
        Assert.True(saved.Ok, saved.Error?.Text);
    }

    private async Task<ReadHistory.View> HistoryAsync(string key) => (await platform.AsStaffAsync("aurora", Roles.Admin, (ReadHistory.Handler history) => history.HandleAsync(key, default))).Value;

    private async Task<JourneyComparison.Result> CompareAsync(string key, string from, string to) => (await platform.AsStaffAsync("aurora", Roles.Admin, (ReadHistory.Handler history) => history.CompareAsync(key, from, to, default))).Value;

    private Task<Portico.App.Shared.Result<string>> RevertAsync(string key, string token) => platform.AsStaffAsync("aurora", Roles.Admin, (RevertJourney.Handler revert) => revert.HandleAsync(key, token, default));
}

public sealed class HistoryOnSqliteTests(TestPortico platform) : HistoryTests(platform), IClassFixture<TestPortico>;

public sealed class HistoryOnPostgresTests(TestPorticoOnPostgres platform) : HistoryTests(platform), IClassFixture<TestPorticoOnPostgres>;
