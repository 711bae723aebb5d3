using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Portico.App.Audit;
using Portico.App.Company;
using Portico.App.Shared;
using Portico.App.Users;
using Portico.TestKit;

namespace Portico.App.Tests.Company;

/// <summary>What an admin says of the company is what its customers see, and nobody else's.</summary>
public abstract class CompanyTests(TestPortico platform)
{
    [Fact]
    public async Task Languages_support_and_colours_hold_at_once_for_its_own_customers()
    {
        var before = await platform.Stranger().GetStringAsync("/t/clearwater/");
        var company = await ReadAsync();

        var saved = await SaveAsync(Request(company) with { Locales = ["en", "tr"], DefaultLocale = "tr", SupportEmail = "ask@aurora.example", SupportPhone = "+44 20 7946 0111", Brand = "#7a1f5c", OnBrand = "#ffffff", Tint = "#fdf2f8" });

        Assert.True(saved.Ok, saved.Error?.Text);
        var page = await platform.Stranger().GetStringAsync("/t/aurora/");
        Assert.Contains("lang=\"tr\"", page, StringComparison.Ordinal);
        Assert.DoesNotContain("العربية", page, StringComparison.Ordinal);
        Assert.Contains("ask@aurora.example", page, StringComparison.Ordinal);
        Assert.Contains("--brand:#7a1f5c", await platform.Stranger().GetStringAsync("/t/aurora/theme.css"), StringComparison.Ordinal);
        Assert.Equal(before, await platform.Stranger().GetStringAsync("/t/clearwater/"));
        var entry = await platform.InStoreAsync("aurora", db => db.Audit.Where(a => a.Action == "company.saved").OrderBy(a => a.At).LastAsync());
        Assert.Equal("tr", (string?)JsonNode.Parse(entry.Data!)!["default"]);
        Assert.DoesNotContain("ask@", entry.Data, StringComparison.Ordinal);
        await BackAsync(company);
    }

    [Fact]
    public async Task What_cannot_be_is_refused_at_its_field_and_nothing_is_saved()
    {
        var company = await ReadAsync();

        var refused = await SaveAsync(Request(company) with
        {
            SupportEmail = "nobody", SupportPhone = "call us", TimeZone = "Mars/Olympus", QuietFrom = 1_260, QuietUntil = null, Locales = ["en", "tlh"], DefaultLocale = "ar", Brand = "#ffee00", OnBrand = "#ffffff",
        });

        Assert.Equal((422, "company.not_valid"), (refused.Error!.Status, refused.Error.Code));
        Assert.Equal(["brand", "defaultLocale", "locales", "onBrand", "quiet", "supportEmail", "supportPhone", "timeZone"], refused.Error.Fields!.Keys.Order());
        Assert.Contains("at least 4.5", refused.Error.Fields["onBrand"].Single(), StringComparison.Ordinal);
        Assert.Equal(company.Revision, (await ReadAsync()).Revision);
    }

    [Theory]
    [InlineData("red")]
    [InlineData("#fff")]
    [InlineData("#ffffff;}body{display:none")]
    public async Task A_colour_is_a_colour_and_nothing_else(string colour) =>
        Assert.Equal(["tint"], (await SaveAsync(Request(await ReadAsync()) with { Tint = colour })).Error!.Fields!.Keys);

    [Fact]
    public async Task Of_two_who_change_it_at_the_same_time_the_second_is_told()
    {
        var company = await ReadAsync();
        Assert.True((await SaveAsync(Request(company) with { SupportPhone = "+44 20 7946 0222" })).Ok);

        var second = await SaveAsync(Request(company) with { SupportPhone = "+44 20 7946 0333" });

        Assert.Equal("company.changed_meanwhile", second.Error?.Code);
        Assert.Equal("+44 20 7946 0222", (await ReadAsync()).SupportPhone);
        await BackAsync(company);
    }

    [Fact]
    public async Task Agents_see_and_change_nothing_of_it()
    {
        var read = await platform.AsStaffAsync("aurora", Roles.Agent, (SaveCompany.Handler handler) => handler.ReadAsync(default));
        var company = await ReadAsync();
        var saved = await platform.AsStaffAsync("aurora", Roles.Agent, (SaveCompany.Handler handler) => handler.HandleAsync(Request(company), default));

        Assert.Equal(("staff.not_allowed", "staff.not_allowed"), (read.Error?.Code, saved.Error?.Code));
    }

    [Fact]
    public async Task A_reminder_that_would_come_in_the_quiet_hours_comes_when_they_end()
    {
        var company = await ReadAsync();
        var now = TimeZoneInfo.ConvertTime(platform.Clock.GetUtcNow(), TimeZoneInfo.FindSystemTimeZoneById("Asia/Seoul"));
        var minute = (now.Hour * 60) + now.Minute;
        // Quiet from an hour before the reminder would come, a day from now, until three hours after it.
        Assert.True((await SaveAsync(Request(company) with { TimeZone = "Asia/Seoul", QuietFrom = (minute + 1_380) % 1_440, QuietUntil = (minute + 180) % 1_440 })).Ok);
        var customer = (await platform.StartMoveInAsync()).Answering("preferredChannel", "sms");
        await customer.SubmitAsync();

        await platform.AdvanceAsync(TimeSpan.FromHours(26));
        var inQuietHours = await platform.MessagesAsync("aurora", customer.Number);
        await platform.AdvanceAsync(TimeSpan.FromHours(2));

        Assert.Empty(inQuietHours);
        Assert.Equal("reminder", Assert.Single(await platform.MessagesAsync("aurora", customer.Number)).Template);
        await BackAsync(company);
    }

    private static SaveCompany.Request Request(SaveCompany.View company) => new(
        company.Revision, company.SupportEmail, company.SupportPhone, company.TimeZone, company.QuietFrom, company.QuietUntil, company.Locales, company.DefaultLocale, company.Theme.Brand, company.Theme.OnBrand, company.Theme.BrandDark, company.Theme.Tint);

    private async Task<SaveCompany.View> ReadAsync() => (await platform.AsStaffAsync("aurora", Roles.Admin, (SaveCompany.Handler handler) => handler.ReadAsync(default))).Value;

    private Task<Result<SaveCompany.View>> SaveAsync(SaveCompany.Request request) => platform.AsStaffAsync("aurora", Roles.Admin, (SaveCompany.Handler handler) => handler.HandleAsync(request, default));

    private async Task BackAsync(SaveCompany.View company) => Assert.True((await SaveAsync(Request(company) with { Revision = (await ReadAsync()).Revision })).Ok);
}

public sealed class CompanyOnSqliteTests(TestPortico platform) : CompanyTests(platform), IClassFixture<TestPortico>;

public sealed class CompanyOnPostgresTests(TestPorticoOnPostgres platform) : CompanyTests(platform), IClassFixture<TestPorticoOnPostgres>;
