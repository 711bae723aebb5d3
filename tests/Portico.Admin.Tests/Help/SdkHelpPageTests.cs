using AngleSharp.Dom;
using Bunit;
using Portico.Admin.Help;
using Portico.App.Users;

namespace Portico.Admin.Tests.Help;

public sealed class SdkHelpPageTests : AdminBench
{
    private static readonly string[] Pages = ["quick-start", "threats", "callbacks", "settings", "states", "errors", "testing", "publishing", "versioning", "manifest", "packages", "protocol", "api", "journeys"];

    [Fact]
    public void Every_document_of_the_SDK_can_be_read_and_its_links_lead_somewhere()
    {
        SignIn(Roles.Admin);
        var read = Pages.ToDictionary(name => name, name => Render<SdkHelpPage>(parameters => parameters.Add(page => page.Page, name)).Find("article"));

        foreach (var (name, article) in read)
        {
            Assert.Single(article.QuerySelectorAll("h2"));
            Assert.DoesNotContain("```", article.TextContent, StringComparison.Ordinal);
            foreach (var link in article.QuerySelectorAll("a").Select(one => one.GetAttribute("href")!).Where(link => !link.StartsWith("https://", StringComparison.Ordinal)))
            {
                var parts = link.Split('#');
                var target = parts[0].Length == 0 ? article : read.GetValueOrDefault(parts[0].Split('/')[^1]);
                Assert.True(target is not null, $"{name}: {link} leads nowhere");
                if (parts.Length > 1) Assert.True(target.QuerySelector($"[id='{parts[1]}']") is not null, $"{name}: {link} leads nowhere");
            }
        }
    }

    [Fact]
    public void Tables_code_and_lists_are_shown_as_what_they_are()
    {
        SignIn(Roles.Admin);
        var errors = Render<SdkHelpPage>(parameters => parameters.Add(page => page.Page, "errors")).Find("article");
        var callbacks = Render<SdkHelpPage>(parameters => parameters.Add(page => page.Page, "callbacks")).Find("article");

        Assert.Equal("plugin.busy", errors.QuerySelector("td code")!.TextContent);
        Assert.Equal(7, callbacks.QuerySelectorAll("ol > li").Length);
        Assert.StartsWith("internal static class Told", callbacks.QuerySelector("pre code")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("ReadOnlySpan<byte> body", callbacks.QuerySelector("pre code")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void The_help_of_plugins_leads_to_them()
    {
        SignIn(Roles.Admin);

        var page = Render<HelpPage>(parameters => parameters.Add(help => help.Topic, "plugins"));

        Assert.Contains("/admin/help/sdk/quick-start", page.FindAll("article a").Select(link => link.GetAttribute("href")));
        Assert.Equal("A plugin in ten minutes", Render<SdkHelpPage>().Find("article h2").TextContent);
    }
}
