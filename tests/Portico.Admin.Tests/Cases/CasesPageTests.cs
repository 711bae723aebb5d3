using Bunit;
using Portico.Admin.Cases;
using Portico.App.Cases;
using Portico.App.Data;
using Portico.App.Journeys;
using Portico.App.Messages;
using Portico.App.Users;

namespace Portico.Admin.Tests.Cases;

public sealed class CasesPageTests : AdminBench
{
    private static readonly DateTimeOffset Morning = new(2026, 11, 22, 8, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task The_list_asks_for_what_its_address_says()
    {
        await OpenAsync("C-AAAA2222", CaseStatus.Open);
        await OpenAsync("C-BBBB3333", CaseStatus.Incident);
        SignIn(Roles.Agent);

        Navigation.NavigateTo("/admin/cases?status=incident");
        var page = Render<CasesPage>();

        page.WaitForAssertion(() => Assert.Equal(["C-BBBB3333"], page.FindAll(".row-link").Select(a => a.TextContent)));
        Assert.Equal("Needs attention", page.Find(".chip-on").TextContent);
    }

    [Fact]
    public async Task A_search_goes_into_the_address_and_finds_a_case_by_whom_it_wrote_to()
    {
        await OpenAsync("C-AAAA2222", CaseStatus.Open, writtenTo: "mira@example.com");
        await OpenAsync("C-BBBB3333", CaseStatus.Open);
        SignIn(Roles.Agent);
        Navigation.NavigateTo("/admin/cases");
        var page = Render<CasesPage>();

        page.Find("input[type=search]").Change("mira@example.com");
        page.Find("form").Submit();

        Assert.EndsWith("/admin/cases?search=mira%40example.com", Navigation.Uri, StringComparison.Ordinal);
        page.WaitForAssertion(() => Assert.Equal(["C-AAAA2222"], page.FindAll(".row-link").Select(a => a.TextContent)));
    }

    [Fact]
    public async Task A_status_that_does_not_exist_shows_everything()
    {
        await OpenAsync("C-AAAA2222", CaseStatus.Open);
        SignIn(Roles.Agent);

        Navigation.NavigateTo("/admin/cases?status=nonsense");
        var page = Render<CasesPage>();

        page.WaitForAssertion(() => Assert.Single(page.FindAll(".row-link")));
    }

    [Fact]
    public async Task Test_cases_are_a_list_of_their_own_and_each_says_so()
    {
        await OpenAsync("C-AAAA2222", CaseStatus.Open);
        await OpenAsync("C-BBBB3333", CaseStatus.Open, environment: TenantEnvironment.Test);
        SignIn(Roles.Agent);
        Navigation.NavigateTo("/admin/cases");
        var page = Render<CasesPage>();
        page.WaitForAssertion(() => Assert.Equal(["C-AAAA2222"], page.FindAll(".row-link").Select(a => a.TextContent)));

        page.Find("#environment").Change("test");

        Assert.EndsWith("/admin/cases?environment=test", Navigation.Uri, StringComparison.Ordinal);
        page.WaitForAssertion(() => Assert.Equal(["C-BBBB3333"], page.FindAll(".row-link").Select(a => a.TextContent)));
        Assert.EndsWith("Test", page.Find("td .badge").TextContent, StringComparison.Ordinal);
    }

    private async Task OpenAsync(string number, CaseStatus status, string? writtenTo = null, TenantEnvironment environment = TenantEnvironment.Live)
    {
        await StoreAsync(async db =>
        {
            if (db.JourneyVersions.Any()) return 0;
            db.Add(new Journey { Key = "move-in", Name = "Move in", LiveVersion = 1 });
            db.Add(new JourneyVersion { Id = "v1", JourneyKey = "move-in", Number = 1, Definition = """{"root":{}}""", CreatedAt = Morning, UpdatedAt = Morning });
            return await db.SaveChangesAsync();
        });
        await StoreAsync(async db =>
        {
            var opened = new Case { Id = Fresh.Id(), Number = number, JourneyKey = "move-in", JourneyVersionId = "v1", JourneyVersion = 1, Locale = "en", Seed = 1, Environment = environment, StartedAt = Morning, TokenHash = number };
            db.Add(opened).Property(c => c.Status).CurrentValue = status;
            if (writtenTo is not null) db.Add(new Message { Id = Fresh.Id(), CaseId = opened.Id, CallId = "m1", Template = "welcome", Channel = "email", Locale = "en", To = writtenTo, Text = "Welcome", CreatedAt = Morning });
            return await db.SaveChangesAsync();
        });
    }
}
