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
