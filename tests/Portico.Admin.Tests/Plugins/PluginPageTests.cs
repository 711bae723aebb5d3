using Bunit;
using Portico.Admin.Plugins;
using Portico.App.Packages;
using Portico.App.Users;

namespace Portico.Admin.Tests.Plugins;

public sealed class PluginPageTests : AdminBench
{
    private const string Manifest = """
        {"manifestVersion":1,"id":"com.acme.kyc","version":"1.0.0","displayName":"Acme check","publisher":"Acme Ltd","sdk":">=1.0 <2.0","entry":"Acme.dll",
         "provides":[{"contract":"identity-verification"}],"egress":[{"host":"api.acme.example","purpose":"Starts checks"}],"dataClasses":[{"class":"identity","purpose":"Is checked","retention":"none"}]}
        """;

    [Fact]
    public async Task What_a_plugin_asks_for_is_shown_before_it_is_agreed_to()
    {
        SignIn(Roles.Admin);
        await AddAsync();

        var page = Render<PluginPage>(parameters => parameters.Add(p => p.Id, "com.acme.kyc"));
        page.WaitForAssertion(() => Assert.Contains("Yours only", page.Markup, StringComparison.Ordinal));
        page.FindAll("button").Single(button => button.TextContent == "Install").Click();

        var asked = page.Find("section[aria-labelledby=agree]").TextContent;
        Assert.Contains("api.acme.example", asked, StringComparison.Ordinal);
        Assert.Contains("Starts checks", asked, StringComparison.Ordinal);
        Assert.Contains("Agree and install", asked, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_list_says_that_it_is_not_installed()
    {
        SignIn(Roles.Admin);
        await AddAsync();

        var page = Render<PluginsPage>();

        page.WaitForAssertion(() => Assert.Contains("Not installed", page.Find("article").TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_private_key_is_not_taken_into_the_trust_store()
    {
        SignIn(Roles.Admin);
        await FurnishAsync(Aurora);
        var page = Render<KeysPage>();
        page.WaitForAssertion(() => Assert.NotEmpty(page.FindAll("textarea")));

        page.Find("textarea").Change(Portico.Packages.PublisherKey.Generate().PrivatePem);
        page.Find("form").Submit();

        page.WaitForAssertion(() => Assert.Contains("This is a private key", page.Find("#pem-help").TextContent, StringComparison.Ordinal));
    }

    private Task<int> AddAsync() => StoreAsync(db =>
    {
        db.Packages.Add(new StoredPackage
        {
            PluginId = "com.acme.kyc", Version = "1.0.0", Publisher = "Acme Ltd", Level = TrustLevel.Private, Manifest = Manifest, Digest = new string('a', 64), Size = 1,
            AddedAt = DateTimeOffset.UnixEpoch, AddedBy = "staff:test", Source = "upload",
        });
        return db.SaveChangesAsync();
    });
}
