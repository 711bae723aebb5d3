using Bunit;
using Microsoft.EntityFrameworkCore;
using Portico.Admin.Journeys;
using Portico.App.Journeys;
using Portico.App.Tenants;
using Portico.App.Users;

namespace Portico.Admin.Tests.Journeys;

public sealed class CheckPageTests : AdminBench
{
    private const string Key = "greeting", Wait = """{"id":"wait","nodeId":"root:wait","type":"Elsa.Event","version":1,"metadata":{"displayText":"Wait for it"},"eventName":{"typeName":"String","expression":{"type":"Literal","value":"Paid"}}}""";
    private const string Say = """{"id":"say","nodeId":"root:say","type":"Elsa.WriteLine","version":1}""";
    private const string Ask = """{"id":"ask","nodeId":"root:ask","type":"Portico.ShowForm","version":1,"metadata":{"displayText":"Ask them"},"form":{"typeName":"String","expression":{"type":"Literal","value":"ghost"}}}""";

    [Fact]
    public async Task A_drawing_about_which_nothing_is_to_be_said_is_published_with_one_click()
    {
        await DrawAsync(Say);
        SignIn(Roles.Admin);
        var page = Open();
        page.WaitForAssertion(() => Assert.Equal("Nothing to be said", page.Find(".empty h2").TextContent));

        Button(page, "Publish").Click();

        page.WaitForAssertion(() => Assert.Contains(page.FindAll(".badge"), badge => badge.TextContent == "Live"));
    }

    [Fact]
    public async Task A_warning_wants_a_word_before_it_is_published()
    {
        await DrawAsync(Wait);
        SignIn(Roles.Admin);
        var page = Open();
        page.WaitForElement("textarea");

        Button(page, "Publish").Click();
        page.WaitForAssertion(() => Assert.Equal("true", page.Find("textarea").GetAttribute("aria-invalid")));
        page.Find("textarea").Change("It always comes.");
        Button(page, "Publish").Click();

        page.WaitForAssertion(() => Assert.Contains(page.FindAll(".badge"), badge => badge.TextContent == "Live"));
        Assert.Equal("It always comes.", (await StoreAsync(db => db.JourneyVersions.SingleAsync())).Justifications.Single().Words);
    }

    [Fact]
    public async Task An_error_leads_to_its_activity_and_cannot_be_published()
    {
        await DrawAsync(Ask);
        SignIn(Roles.Admin);

        var page = Open();

        page.WaitForAssertion(() => Assert.Contains("The form “ghost” does not exist.", page.Find(".findings").TextContent, StringComparison.Ordinal));
        Assert.Equal("/admin/journeys/greeting/design?node=ask", page.Find(".finding-links a").GetAttribute("href"));
        Assert.True(Button(page, "Publish").HasAttribute("disabled"));
    }

    [Fact]
    public async Task An_agent_reads_and_decides_nothing()
    {
        await DrawAsync(Wait);
        SignIn(Roles.Agent);

        var page = Open();

        page.WaitForElement(".findings");
        Assert.Empty(page.FindAll("textarea"));
        Assert.EndsWith("Check again", Assert.Single(page.FindAll("button")).TextContent.Trim(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_four_eyes_the_first_admin_asks_and_sees_that_it_waits()
    {
        await DrawAsync(Say);
        SignIn(Roles.Admin);
        var page = Open();
        page.WaitForElement("#two");

        Button(page, "Require a second person").Click();
        page.WaitForAssertion(() => Button(page, "Ask to publish"));
        Button(page, "Ask to publish").Click();

        page.WaitForAssertion(() => Assert.Equal("Waits for a second person", page.Find("#wish").TextContent));
        Assert.DoesNotContain(page.FindAll("button"), button => button.TextContent == "Approve and publish");
    }

    [Fact]
    public async Task The_second_admin_sees_what_somebody_else_asked_for_and_approves()
    {
        await DrawAsync(Say);
        await AskedBySomebodyElseAsync();
        SignIn(Roles.Admin);
        var page = Open();
        page.WaitForElement("#wish");

        Button(page, "Approve and publish").Click();

        page.WaitForAssertion(() => Assert.Contains(page.FindAll(".badge"), badge => badge.TextContent == "Live"));
    }

    [Fact]
    public async Task A_refusal_stays_to_be_read_with_its_reason()
    {
        await DrawAsync(Say);
        await AskedBySomebodyElseAsync();
        SignIn(Roles.Admin);
        var page = Open();
        page.WaitForElement("#wish");

        page.Find("#reason").Change("Not before Monday.");
        page.Find("section form").Submit();

        page.WaitForAssertion(() => Assert.Equal("Refused", page.Find("#wish").TextContent));
        Assert.Contains("Not before Monday.", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task For_test_no_warning_wants_a_word_and_what_was_published_there_can_be_tried_and_promoted()
    {
        await DrawAsync(Wait);
        SignIn(Roles.Admin);
        Navigation.NavigateTo("/admin/journeys/greeting/check?environment=test");
        var page = Open();
        page.WaitForElement(".findings");

        Assert.Empty(page.FindAll("textarea"));
        Button(page, "Publish to test").Click();

        page.WaitForAssertion(() => Assert.Contains(page.FindAll(".badge"), badge => badge.TextContent.EndsWith("Test", StringComparison.Ordinal)));
        Assert.Equal(["/t/aurora/test/start/greeting", "/admin/journeys/greeting/check?version=1"], page.FindAll(".notice a").Select(link => link.GetAttribute("href")!));
        Assert.Null((await StoreAsync(db => db.Journeys.SingleAsync())).LiveVersion);
    }

    [Fact]
    public async Task A_version_is_promoted_from_its_own_page_with_a_word_for_each_warning()
    {
        await DrawAsync(Wait);
        await StoreAsync(async db =>
        {
            var version = await db.JourneyVersions.SingleAsync();
            version.PublishedAt = DateTimeOffset.UnixEpoch;
            (await db.Journeys.SingleAsync()).TestVersion = 1;
            return await db.SaveChangesAsync();
        });
        SignIn(Roles.Admin);
        Navigation.NavigateTo("/admin/journeys/greeting/check?version=1");
        var page = Open();
        page.WaitForElement("textarea").Change("It always comes.");

        Button(page, "Promote to live").Click();

        page.WaitForAssertion(() => Assert.Contains(page.FindAll(".badge"), badge => badge.TextContent == "Live"));
        Assert.Equal(1, (await StoreAsync(db => db.Journeys.SingleAsync())).LiveVersion);
    }

    [Fact]
    public async Task A_journey_that_is_not_there_is_said_to_be_so()
    {
        await StoreAsync(db => db.Journeys.CountAsync());
        SignIn(Roles.Admin);

        var page = Open();

        page.WaitForAssertion(() => Assert.Equal("There is no such journey", page.Find(".empty h2").TextContent));
    }

    private IRenderedComponent<CheckPage> Open() => Render<CheckPage>(parameters => parameters.Add(page => page.Key, Key));

    private static AngleSharp.Dom.IElement Button(IRenderedComponent<CheckPage> page, string text) => page.FindAll("button").Single(button => button.TextContent.Trim() == text);

    private Task DrawAsync(string activity) => FurnishAsync(
        Aurora,
        new Journey { Key = Key, Name = "Greeting" },
        new JourneyVersion
        {
            Id = "v1", JourneyKey = Key, Number = 1, CreatedAt = DateTimeOffset.UnixEpoch, UpdatedAt = DateTimeOffset.UnixEpoch,
            Definition = $$$$"""{"definitionId":"greeting","name":"Greeting","root":{"id":"root","nodeId":"root","type":"Elsa.Sequence","version":1,"activities":[{{{{activity}}}}]}}""",
        });

    private Task<int> AskedBySomebodyElseAsync() => StoreAsync(async db =>
    {
        var wish = new PublishRequest { JourneyKey = Key };
        wish.Ask(await db.JourneyVersions.SingleAsync(), [], false, [], "staff:somebody", DateTimeOffset.UnixEpoch);
        db.PublishRequests.Add(wish);
        (await db.Tenants.SingleAsync()).PublishingNeedsTwo = true;
        return await db.SaveChangesAsync();
    });
}
