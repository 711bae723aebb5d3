using System.Text;
using Bunit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Portico.Admin.Ways;
using Portico.App.Journeys;
using Portico.App.Shared;
using Portico.App.Tenants;
using Portico.App.Users;

namespace Portico.Admin.Tests.Ways;

public sealed class WaysPageTests : AdminBench
{
    private const string Key = "greeting", Link = "https://portico.example/t/aurora/start/greeting";

    public WaysPageTests() => Services.AddSingleton(new PlatformAddress(new ConfigurationBuilder().AddInMemoryCollection([KeyValuePair.Create<string, string?>("Portico:PublicUrl", "https://portico.example")]).Build(), server: null!));

    [Fact]
    public async Task The_link_and_its_code_change_with_the_language()
    {
        var page = await OpenAsync(Roles.Agent);
        var own = page.Find("img.qr").GetAttribute("src");

        page.FindAll(".chips button").Single(chip => chip.TextContent == "العربية").Click();

        Assert.Equal(Link + "?lang=ar", page.Find("#address").TextContent);
        Assert.NotEqual(own, page.Find("img.qr").GetAttribute("src"));
        Assert.Equal("greeting-ar.svg", page.Find("a[download]").GetAttribute("download"));
        Assert.Contains("data-lang=\"ar\"", page.Find("pre").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_code_for_a_site_has_a_link_for_whoever_has_no_script()
    {
        var page = await OpenAsync(Roles.Agent);

        Assert.Equal($"<a data-portico href=\"{Link}\">Say &lt;hello&gt;</a>\n<script src=\"https://portico.example/t/aurora/widget.js\" data-journey=\"greeting\" async></script>", page.Find("pre").TextContent.Replace("\r", "", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_picture_is_as_wide_on_paper_as_was_asked_for()
    {
        var page = await OpenAsync(Roles.Agent);

        page.Find("input[type=number]").Change("45");

        Assert.StartsWith("<svg width=\"45mm\" height=\"45mm\"", Encoding.UTF8.GetString(Convert.FromBase64String(page.Find("img.qr").GetAttribute("src")!.Split(',')[1])), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_admin_names_sites_and_is_told_which_line_is_wrong()
    {
        var page = await OpenAsync(Roles.Admin);
        page.Find("#origins").Change("https://www.aurora.example\nhttp://aurora.example");

        page.Find("form").Submit();
        page.WaitForAssertion(() => Assert.Contains("http://aurora.example", page.Find("#origins-help code").TextContent, StringComparison.Ordinal));
        page.Find("#origins").Change("HTTPS://www.aurora.example/");
        page.Find("form").Submit();

        page.WaitForAssertion(() => Assert.Empty(page.FindAll("#origins-help code")));
        Assert.Equal(["https://www.aurora.example"], (await StoreAsync(db => db.Tenants.SingleAsync())).FrameOrigins);
    }

    [Fact]
    public async Task An_agent_reads_the_sites_and_changes_none()
    {
        var page = await OpenAsync(Roles.Agent, "https://www.aurora.example");

        Assert.Empty(page.FindAll("textarea"));
        Assert.Contains("https://www.aurora.example", page.Find("#site").ParentElement!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_not_published_says_so()
    {
        var page = await OpenAsync(Roles.Admin);

        Assert.Equal("/admin/journeys/greeting/check", page.Find(".notice a").GetAttribute("href"));
    }

    private async Task<IRenderedComponent<WaysPage>> OpenAsync(string role, params string[] origins)
    {
        var tenant = Aurora;
        tenant.FrameOrigins = [.. origins];
        await FurnishAsync(tenant, new Journey { Key = Key, Name = "Say <hello>" });
        SignIn(role);
        var page = Render<WaysPage>(parameters => parameters.Add(p => p.Key, Key));
        page.WaitForElement("#address");
        return page;
    }
}
