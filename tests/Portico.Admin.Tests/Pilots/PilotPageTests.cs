using Bunit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Portico.Admin.Journeys;
using Portico.Admin.Pilots;
using Portico.App.Cases;
using Portico.App.Journeys;
using Portico.App.Users;
using Radzen;

namespace Portico.Admin.Tests.Pilots;

public sealed class PilotPageTests : AdminBench
{
    private const string Key = "greeting";
    private static readonly Guid Id = Guid.CreateVersion7(DateTimeOffset.UnixEpoch.AddYears(50));

    [Fact]
    public async Task An_admin_starts_a_pilot_of_the_newest_drawing_on_five_percent()
    {
        await DrawAsync();
        SignIn(Roles.Admin);
        var page = Open();

        page.WaitForElement("form").Submit();

        page.WaitForAssertion(() => Assert.Contains("5 start on version 2, and another 5 on version 1 as the control group", Words(page), StringComparison.Ordinal));
        Assert.StartsWith("Not enough yet to say anything.", page.Find("[role=status]").TextContent, StringComparison.Ordinal);
        Assert.Equal((2, 5), await StoreAsync(async db => await db.JourneyPilots.Select(p => new ValueTuple<int, int>(p.Version, p.Percent)).SingleAsync()));
    }

    [Fact]
    public async Task Too_large_a_share_is_refused_at_the_field()
    {
        await DrawAsync();
        SignIn(Roles.Admin);
        var page = Open();

        page.WaitForElement("#percent").Input("80");
        page.Find("form").Submit();

        page.WaitForAssertion(() => Assert.StartsWith("Give 1 to 50 percent", page.Find("#percent-help.error").TextContent, StringComparison.Ordinal));
        Assert.Equal("true", page.Find("#percent").GetAttribute("aria-invalid"));
    }

    [Fact]
    public async Task The_results_are_said_in_words_and_figures_beside_the_bars()
    {
        await RunAsync(triedDone: 120, liveDone: 75);
        SignIn(Roles.Agent);

        var page = Open();

        page.WaitForAssertion(() => Assert.StartsWith("Better so far: more complete on version 2, by ", page.Find("[role=status]").TextContent, StringComparison.Ordinal));
        var rows = page.FindAll(".table-card tbody tr");
        Assert.Contains("80\u00a0%", rows[0].TextContent, StringComparison.Ordinal);
        Assert.Contains("72.9 to 85.6 %", rows[0].TextContent, StringComparison.Ordinal);
        Assert.Contains("50\u00a0%", rows[1].TextContent, StringComparison.Ordinal);
        Assert.Contains("+30", rows[2].TextContent, StringComparison.Ordinal);
        Assert.Contains("1 h", rows[0].TextContent, StringComparison.Ordinal);
        Assert.All(page.FindAll(".interval"), bar => Assert.Equal("true", bar.GetAttribute("aria-hidden")));
    }

    [Fact]
    public async Task An_agent_reads_and_finds_nothing_to_press()
    {
        await RunAsync(10, 10);
        SignIn(Roles.Agent);

        var page = Open();

        page.WaitForElement(".table-card");
        Assert.Empty(page.FindAll("button"));
        Assert.Empty(page.FindAll("form"));
    }

    [Theory]
    [InlineData("Scale", 2)]
    [InlineData("Stop", 1)]
    public async Task Who_presses_and_is_sure_sees_how_it_ended_and_what_is_live(string button, int live)
    {
        await RunAsync(10, 10);
        SignIn(Roles.Admin);
        var dialogs = Services.GetRequiredService<DialogService>();
        dialogs.OnOpen += (_, _, _, _) => _ = page!.InvokeAsync(() => dialogs.Close(true));
        page = Open();

        page.WaitForElement(".page-actions button");
        page.FindAll(".page-actions button").Single(b => b.TextContent.Trim().EndsWith(button, StringComparison.Ordinal)).Click();

        page.WaitForAssertion(() => Assert.Equal($"/admin/journeys/{Key}/pilot?id={Id}", new Uri(Navigation.Uri).PathAndQuery));
        Assert.Equal(live, await StoreAsync(async db => (await db.Journeys.SingleAsync()).LiveVersion));
        Assert.Equal(live == 2 ? PilotEnd.Scaled : PilotEnd.Stopped, await StoreAsync(async db => (await db.JourneyPilots.SingleAsync()).End));
    }

    private IRenderedComponent<PilotPage>? page;

    [Fact]
    public async Task Without_a_live_version_the_page_says_what_comes_first()
    {
        await DrawAsync(live: null);
        SignIn(Roles.Admin);

        var page = Open();

        page.WaitForAssertion(() => Assert.Equal("Nothing to compare with yet", page.Find(".empty h2").TextContent));
        Assert.Empty(page.FindAll("form"));
    }

    [Fact]
    public async Task A_journey_that_is_gone_says_so()
    {
        await FurnishAsync(Aurora);
        SignIn(Roles.Admin);

        var page = Open();

        page.WaitForAssertion(() => Assert.StartsWith("There is no such journey", page.Find(".empty h2").TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_list_of_journeys_shows_what_is_tried()
    {
        await RunAsync(1, 1);
        SignIn(Roles.Agent);

        var list = Render<JourneysPage>();

        list.WaitForAssertion(() => Assert.Contains(list.FindAll(".badge"), badge => badge.TextContent == "Pilot: version 2"));
        Assert.NotEmpty(list.FindAll($"a[href='/admin/journeys/{Key}/pilot']"));
    }

    private IRenderedComponent<PilotPage> Open() => Render<PilotPage>(parameters => parameters.Add(p => p.Key, Key));

    private static string Words(IRenderedComponent<PilotPage> page) => string.Join(' ', page.Find("section").TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private Task DrawAsync(int? live = 1) => FurnishAsync(
        Aurora, new Journey { Key = Key, Name = "Greeting", LiveVersion = live },
        Version(1, "hello", live is null ? null : DateTimeOffset.UnixEpoch), Version(2, "good morning", null));

    /// <summary>A pilot of 150 customers on each side, of whom so many have completed.</summary>
    private async Task RunAsync(int triedDone, int liveDone)
    {
        await FurnishAsync(Aurora, new Journey { Key = Key, Name = "Greeting", LiveVersion = 1, PilotId = Id }, Version(1, "hello", DateTimeOffset.UnixEpoch), Version(2, "good morning", DateTimeOffset.UnixEpoch),
            new JourneyPilot { Id = Id, JourneyKey = Key, Version = 2, VersionId = "v2", Against = 1, AgainstId = "v1", Percent = 5, StartedAt = DateTimeOffset.UnixEpoch, StartedBy = "staff:1" });
        foreach (var (group, version, done) in new[] { (PilotGroup.Pilot, 2, triedDone), (PilotGroup.Control, 1, liveDone) })
        {
            await FurnishAsync([.. Enumerable.Range(0, 150).Select(n => new Case
            {
                Id = Guid.CreateVersion7(DateTimeOffset.UnixEpoch.AddYears(60)), Number = $"C-{version}{n}", JourneyKey = Key, JourneyVersionId = $"v{version}", JourneyVersion = version, Locale = "en", Seed = 1,
                StartedAt = DateTimeOffset.UnixEpoch.AddSeconds(n), TokenHash = $"{version}{n}", PilotId = Id, PilotGroup = group,
            })]);
            var (until, end) = (DateTimeOffset.UnixEpoch.AddSeconds(done), DateTimeOffset.UnixEpoch.AddHours(1));
            await StoreAsync(db => db.Cases.Where(c => c.PilotGroup == group && c.StartedAt < until).ExecuteUpdateAsync(set => set.SetProperty(c => c.Status, CaseStatus.Completed).SetProperty(c => c.EndedAt, end.AddSeconds(75))));
        }
    }

    private static JourneyVersion Version(int number, string text, DateTimeOffset? publishedAt) => new()
    {
        Id = $"v{number}", JourneyKey = Key, Number = number, CreatedAt = DateTimeOffset.UnixEpoch, UpdatedAt = DateTimeOffset.UnixEpoch, PublishedAt = publishedAt,
        Definition = $$$$"""{"definitionId":"greeting","name":"Greeting","root":{"id":"root","nodeId":"root","type":"Elsa.Sequence","version":1,"activities":[{"id":"say","nodeId":"root:say","type":"Elsa.WriteLine","version":1,"text":{"typeName":"String","expression":{"type":"Literal","value":"{{{{text}}}}"}}}]}}""",
    };
}
