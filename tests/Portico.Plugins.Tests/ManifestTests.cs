using System.Text.Json.Nodes;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Portico.App.Plugins;

namespace Portico.Plugins.Tests;

public sealed class ManifestTests(PluginPlatform platform) : IClassFixture<PluginPlatform>
{
    [Fact]
    public void The_plugins_that_come_with_the_platform_are_found()
    {
        var found = platform.Plugins.Manifests.ToDictionary(m => m.Id);

        Assert.Equal(["channel.sms.sandbox", "channel.smtp", "connector.crm.sandbox", "kyc.sandbox", "payment.sandbox"], found.Keys.Order());
        Assert.All(found.Values, m => Assert.True(m.FirstParty));
        Assert.Equal(["channel.sms.sandbox", "connector.crm.sandbox", "kyc.sandbox", "payment.sandbox"], found.Values.Where(m => m.Provides.All(p => p.Sandbox)).Select(m => m.Id).Order());
        Assert.Equal("email", found["channel.smtp"].Provides.Single().Channels.Single());
    }

    [Theory]
    [InlineData("""{}""", "", "host:Mail server is needed.|fromAddress:Sender address is needed.")]
    [InlineData("""{"host":"mail.example","fromAddress":"a@b.example"}""", "", "")]
    [InlineData("""{"host":"   ","fromAddress":"a@b.example"}""", "", "host:Mail server is needed.")]
    [InlineData("""{"host":"mail.example","fromAddress":"a@b.example","port":0}""", "", "port:Enter 1 or more.")]
    [InlineData("""{"host":"mail.example","fromAddress":"a@b.example","port":65536}""", "", "port:Enter 65535 or less.")]
    [InlineData("""{"host":"mail.example","fromAddress":"a@b.example","port":"587"}""", "", "port:Enter a number.")]
    [InlineData("""{"host":"mail.example","fromAddress":"a@b.example","security":"rot13"}""", "", "security:Choose one of: STARTTLS, TLS from the start, None.")]
    [InlineData("""{"host":"mail\r\nX: y","fromAddress":"a@b.example"}""", "", "host:Line breaks and control characters are not allowed.")]
    [InlineData("""{"host":["a"],"fromAddress":"a@b.example"}""", "", "host:Enter a text.")]
    [InlineData("""{"host":"mail.example","fromAddress":"a@b.example","password":"x"}""", "", "password:A secret must not be stored among the settings.")]
    [InlineData("""{"host":"mail.example","fromAddress":"a@b.example","colour":"red"}""", "", "colour:There is no such setting.")]
    public void Settings_are_checked_in_words(string settings, string secrets, string errors) => Assert.Equal(errors, Check("channel.smtp", settings, secrets));

    [Fact]
    public void A_field_that_is_not_shown_is_not_checked()
    {
        var tooLong = new string('a', 96);

        Assert.Equal("", Check("channel.smtp", $$"""{"host":"m.example","fromAddress":"a@b.example","security":"none","certificateFingerprint":"{{tooLong}}"}""", ""));
        Assert.Equal("certificateFingerprint:Enter at most 95 characters.", Check("channel.smtp", $$"""{"host":"m.example","fromAddress":"a@b.example","certificateFingerprint":"{{tooLong}}"}""", ""));
    }

    [Theory]
    [InlineData("", "callbackSecret:Callback secret is needed.")]
    [InlineData("callbackSecret", "")]
    public void A_needed_secret_has_to_be_set(string secrets, string errors) => Assert.Equal(errors, Check("kyc.sandbox", "{}", secrets));

    [Theory]
    [InlineData("smtp.unreachable", "en", "The mail server cannot be reached. Check its name and port.")]
    [InlineData("smtp.unreachable", "de-AT", "Der Mailserver ist nicht erreichbar. Prüfen Sie Namen und Port.")]
    [InlineData("smtp.unreachable", "fr", "The mail server cannot be reached. Check its name and port.")]
    [InlineData("smtp.unknown", "en", null)]
    public void A_key_has_words_in_the_reader_s_language_or_in_English(string key, string locale, string? words) =>
        Assert.Equal(words, platform.Plugins.Manifests.Single(manifest => manifest.Id == "channel.smtp").TextOf(key, locale));

    [Fact]
    public void Every_code_of_the_mail_plugin_has_words_in_each_of_its_languages()
    {
        var manifest = platform.Plugins.Manifests.Single(one => one.Id == "channel.smtp");

        Assert.All(manifest.Texts.Values, words => Assert.Equal(manifest.Texts["en"].Keys.Order(), words.Keys.Order()));
    }

    [Theory]
    [InlineData("manifestVersion", "2", "Manifest version 2 is not known.")]
    [InlineData("id", "\"../up\"", "The id may hold")]
    [InlineData("sdk", "\">=1.0\"", "The SDK range needs a floor and a ceiling")]
    [InlineData("sdk", "\">=2.0 <3.0\"", "does not run on SDK 1.1")]
    [InlineData("entry", "\"../Evil.dll\"", "The entry assembly is not in the plugin's folder.")]
    [InlineData("provides", "[]", "The plugin provides nothing.")]
    [InlineData("egress", """[{"host":"{host}","protocol":"smtp","purpose":"mail"}]""", "Only plugins that come with the platform")]
    [InlineData("publisher", "null", "The manifest is not valid")]
    [InlineData("texts", """{"en":{"a.b":""}}""", "A text has a code for its key")]
    [InlineData("provides", """[{"contract":"connector"}]""", "A connector names its operations.")]
    [InlineData("provides", """[{"contract":"connector","operations":[{"name":"get","label":"x","input":{"type":"object"},"output":{"type":"object"}}]}]""", "The name of an operation is like customer.create")]
    [InlineData("provides", """[{"contract":"connector","operations":[{"name":"a.b","label":"x","input":{"type":"string"},"output":{"type":"object"}}]}]""", "are schemas of type object")]
    [InlineData("provides", """[{"contract":"connector","operations":[{"name":"a.b","label":"x","input":{"type":"object","pattern":"x"},"output":{"type":"object"}}]}]""", "which is not known")]
    [InlineData("takesOverSettings", "true", "needs SDK 1.1")]
    public void A_manifest_that_cannot_be_used_says_why(string field, string value, string complaint)
    {
        var folder = Directory.CreateTempSubdirectory("portico-test-").FullName;
        var manifest = new JsonObject { ["manifestVersion"] = 1, ["id"] = "com.acme.x", ["version"] = "1.0.0", ["displayName"] = "X", ["publisher"] = "Acme", ["sdk"] = ">=1.0 <2.0", ["entry"] = "X.dll", ["provides"] = new JsonArray(new JsonObject { ["contract"] = "payment" }) };
        manifest[field] = JsonNode.Parse(value);
        File.WriteAllText(Path.Combine(folder, "plugin.json"), manifest.ToJsonString());
        File.WriteAllText(Path.Combine(folder, "X.dll"), "");

        var problem = Assert.Throws<InvalidDataException>(() => PluginManifest.Read(folder, firstParty: false));

        Assert.Contains(complaint, problem.Message, StringComparison.Ordinal);
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task A_plugin_that_cannot_be_loaded_is_quarantined_and_everything_else_runs()
    {
        var folder = Directory.CreateTempSubdirectory("portico-test-").FullName;
        File.WriteAllText(Path.Combine(folder, "plugin.json"), """{"manifestVersion":1,"id":"com.acme.broken","version":"1.0.0","displayName":"X","publisher":"Acme","sdk":">=1.0 <2.0","entry":"X.dll","provides":[{"contract":"payment"}]}""");
        File.WriteAllText(Path.Combine(folder, "X.dll"), "not an assembly");
        await using var own = await Own.StartAsync(folder, Path.Combine(folder, "missing"));

        await own.Platform.Plugins.WhenAsync("com.acme.broken", PluginProcessStatus.Ready, CancellationToken.None).WaitAsync(PluginPlatform.Patience);

        Assert.Equal((PluginProcessStatus.Quarantined, "plugin.load_failed"), (own.Platform.Plugins.StateOf("com.acme.broken").Status, own.Platform.Plugins.StateOf("com.acme.broken").LastErrorCode));
        Assert.Equal("approved", PluginPlatform.Decision(await own.Platform.Verify("Lovelace")));
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task A_plugin_nobody_installed_is_not_an_exception()
    {
        var reply = Assert.IsType<ProviderReply.FailedRetryable>(await platform.Call(platform.Invocation("com.acme.gone", "payment", "create", [])));

        Assert.Equal(("plugin.not_installed", false), (reply.Code, reply.OutcomeUnknown));
    }

    [Fact]
    public void Settings_of_the_platform_are_bound_and_have_defaults()
    {
        using var services = new ServiceCollection().AddLogging().AddPlugins(new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Portico:Data"] = "/srv/portico", ["Portico:Plugins:StartTimeout"] = "00:00:10", ["Portico:Plugins:PrivateHosts:0"] = "mail.internal",
        }).Build()).BuildServiceProvider();

        var options = services.GetRequiredService<IOptions<PluginOptions>>().Value;

        Assert.Equal(("/srv/portico/plugins", TimeSpan.FromSeconds(10), "mail.internal"), (options.DataFolder, options.StartTimeout, options.PrivateHosts.Single()));
        Assert.Equal(Path.Combine(AppContext.BaseDirectory, "plugins", "*"), options.Folders.Single());
    }

    private string Check(string plugin, string settings, string secrets) => string.Join('|', platform.Plugins.Manifests.Single(m => m.Id == plugin)
        .ValidateSettings(JsonNode.Parse(settings)!.AsObject(), secrets.Split(',').ToHashSet()).Select(e => $"{e.Key}:{string.Join(' ', e.Value)}"));
}
