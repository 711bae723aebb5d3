using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;
using Portico.Admin.Journeys;
using Portico.App.Journeys;
using Portico.App.Users;

namespace Portico.Admin.Tests.Journeys;

public sealed class HistoryPageTests : AdminBench
{
    private const string Key = "greeting";

    [Fact]
    public async Task The_newest_drawing_is_compared_in_words_with_the_one_that_customers_get()
    {
        await DrawAsync();
        SignIn(Roles.Admin);

        var page = Open();

        page.WaitForAssertion(() => Assert.Equal("Changed", page.Find(".changes .badge").TextContent));
        Assert.Equal("hello", page.Find(".changes del").TextContent);
        Assert.Equal("good morning", page.Find(".changes ins").TextContent);
        Assert.Contains(page.FindAll("tbody .badge"), badge => badge.TextContent == "Live");
    }

    [Fact]
    public async Task On_the_canvas_an_activity_tells_what_differs_there_and_is_reached_by_the_keyboard()
    {
        await DrawAsync();
        SignIn(Roles.Admin);
        var page = Open();

        var node = page.WaitForElement("button.compare-node");
        Assert.Contains("changed", node.TextContent, StringComparison.Ordinal);
        node.Click();

        Assert.Equal("true", page.Find("button.compare-node").GetAttribute("aria-pressed"));
        Assert.Equal("good morning", page.Find(".compare-words ins").TextContent);
    }

    [Fact]
    public async Task Two_versions_can_be_named_by_their_numbers()
    {
        await DrawAsync();
        SignIn(Roles.Admin);

        Navigation.NavigateTo($"/admin/journeys/{Key}/history?from=2&to=1");
        var page = Open();

        page.WaitForAssertion(() => Assert.Equal("hello", page.Find(".changes ins").TextContent));
    }

    [Fact]
    public async Task Whoever_may_not_draw_looks_and_restores_nothing()
    {
        await DrawAsync();
        SignIn(Roles.Agent);

        var page = Open();

        page.WaitForElement("table");
        Assert.DoesNotContain(page.FindAll("button"), button => button.TextContent == "Restore");
    }

    [Fact]
    public async Task A_journey_that_is_not_there_is_said_to_be_so()
    {
        await StoreAsync(db => db.Journeys.CountAsync());
        SignIn(Roles.Admin);

        var page = Open();

        page.WaitForAssertion(() => Assert.Equal("There is no such journey", page.Find(".empty h2").TextContent));
    }

    private IRenderedComponent<HistoryPage> Open() => Render<HistoryPage>(parameters => parameters.Add(page => page.Key, Key));

    private Task DrawAsync() => FurnishAsync(
        new Journey { Key = Key, Name = "Greeting", LiveVersion = 1 },
        Version(1, "hello", DateTimeOffset.UnixEpoch), Version(2, "good morning", null));

    private static JourneyVersion Version(int number, string text, DateTimeOffset? publishedAt) => new()
    {
        Id = $"v{number}", JourneyKey = Key, Number = number, CreatedAt = DateTimeOffset.UnixEpoch, UpdatedAt = DateTimeOffset.UnixEpoch, PublishedAt = publishedAt,
        Definition = $$$$"""{"definitionId":"greeting","name":"Greeting","root":{"id":"root","nodeId":"root","type":"Elsa.Sequence","version":1,"activities":[{"id":"say","nodeId":"root:say","type":"Elsa.WriteLine","version":1,"text":{"typeName":"String","expression":{"type":"Literal","value":"{{{{text}}}}"}}}]}}""",
    };
}
