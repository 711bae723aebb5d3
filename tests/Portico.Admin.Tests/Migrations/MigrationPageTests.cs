using Bunit;
using Microsoft.EntityFrameworkCore;
using Portico.Admin.Migrations;
using Portico.App.Cases;
using Portico.App.Journeys;
using Portico.App.Migrations;
using Portico.App.Users;
using Portico.Workflows;

namespace Portico.Admin.Tests.Migrations;

public sealed class MigrationPageTests : AdminBench
{
    private const string Key = "greeting";

    [Fact]
    public async Task An_admin_sees_who_is_where_tries_and_gives_an_activity_another_place()
    {
        await DrawAsync(cases: 3);
        SignIn(Roles.Admin);
        var page = Open();
        page.WaitForElement(".map");

        page.FindAll("button").Single(button => button.TextContent.Contains("Dry run", StringComparison.Ordinal)).Click();
        page.WaitForAssertion(() => Assert.Contains("3 cases tried: 3 can be moved", page.Find("[aria-label='Dry run'] p").TextContent, StringComparison.Ordinal));
        page.Find("select[aria-label='Where Wait a while goes on']").Change("");

        page.WaitForAssertion(() => Assert.Contains("has no place", page.Find("[aria-label='Activities'] .changes").TextContent, StringComparison.Ordinal));
        Assert.Equal("3", page.Find(".map-mapping .badge").TextContent);
        Assert.Equal("", (await StoreAsync(db => db.Set<CaseMigration>().SingleAsync())).Mapping["wait"]);
    }

    [Fact]
    public async Task Nothing_moves_before_the_question_is_answered()
    {
        await DrawAsync(cases: 1);
        SignIn(Roles.Admin);
        var page = Open();
        page.WaitForElement(".map");

        page.FindAll("button").Single(button => button.TextContent == "Move all").Click();

        Assert.Equal(0, await StoreAsync(db => db.Set<CaseMigration>().CountAsync()));
    }

    [Fact]
    public async Task An_agent_looks_and_finds_nothing_to_press_but_the_dry_run()
    {
        await DrawAsync(cases: 1);
        SignIn(Roles.Agent);

        var page = Open();

        page.WaitForElement(".map");
        Assert.Equal(["Dry run"], page.FindAll(".map-deeds button").Select(button => button.TextContent.Split(' ', 2)[^1].Trim()).Select(text => text.EndsWith("Dry run", StringComparison.Ordinal) ? "Dry run" : text));
        Assert.All(page.FindAll("select"), select => Assert.True(select.HasAttribute("disabled")));
    }

    [Fact]
    public async Task Where_nobody_is_inside_an_older_version_the_page_says_so()
    {
        await DrawAsync(cases: 0);
        SignIn(Roles.Admin);

        var page = Open();

        page.WaitForAssertion(() => Assert.Equal("Nobody is inside an older version", page.Find(".empty h2").TextContent));
    }

    private IRenderedComponent<MigrationPage> Open() => Render<MigrationPage>(parameters => parameters.Add(page => page.Key, Key));

    private async Task DrawAsync(int cases)
    {
        await FurnishAsync(new Journey { Key = Key, Name = "Greeting", LiveVersion = 2 }, Version(1), Version(2));
        for (var i = 0; i < cases; i++)
        {
            var found = new Case { Id = Guid.CreateVersion7(DateTimeOffset.UnixEpoch.AddDays(i)), Number = $"C-{i}", JourneyKey = Key, JourneyVersionId = "v1", JourneyVersion = 1, Locale = "en", Seed = i, TokenHash = "" };
            found.Advance(WorkflowRunner.Start(WorkflowDefinition.Parse(Version(1).Definition), new(found.Number, []), new(DateTimeOffset.UnixEpoch, 1)), DateTimeOffset.UnixEpoch);
            await FurnishAsync(found);
        }
    }

    private static JourneyVersion Version(int number) => new()
    {
        Id = $"v{number}", JourneyKey = Key, Number = number, CreatedAt = DateTimeOffset.UnixEpoch, UpdatedAt = DateTimeOffset.UnixEpoch, PublishedAt = DateTimeOffset.UnixEpoch,
        Definition = """{"definitionId":"greeting","name":"Greeting","root":{"id":"root","nodeId":"root","type":"Elsa.Sequence","version":1,"activities":[{"id":"wait","nodeId":"root:wait","type":"Elsa.Delay","version":1,"metadata":{"displayText":"Wait a while"},"timeSpan":{"typeName":"TimeSpan","expression":{"type":"Literal","value":"2.00:00:00"}}}]}}""",
    };
}
