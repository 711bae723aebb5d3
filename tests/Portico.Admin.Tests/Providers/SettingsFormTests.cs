using System.Text.Json.Nodes;
using Bunit;
using Microsoft.AspNetCore.Components;
using Portico.Admin.Providers;
using Portico.App.Data;
using Portico.App.Plugins;
using Portico.App.Providers;

namespace Portico.Admin.Tests.Providers;

public sealed class SettingsFormTests : AdminBench
{
    private readonly List<SaveInstallation.Request> saved = [];

    [Fact]
    public void A_secret_that_is_set_shows_since_when_and_no_field()
    {
        var form = Show(secretsSet: true);

        Assert.Contains("Set", form.Find(".secret-set").TextContent, StringComparison.Ordinal);
        Assert.Empty(form.FindAll("input[type=password]"));
    }

    [Fact]
    public void Saving_without_touching_a_secret_sends_none()
    {
        var form = Show(secretsSet: true);

        form.Find("form").Submit();

        Assert.Empty(saved.Single().NewSecrets);
    }

    [Fact]
    public void A_replaced_secret_is_sent_beside_the_settings_never_among_them()
    {
        var form = Show(secretsSet: true);

        form.FindAll("button").Single(b => b.TextContent == "Replace").Click();
        form.Find("input[type=password]").Change("new-secret");
        form.Find("form").Submit();

        Assert.Equal("new-secret", saved.Single().NewSecrets["password"]);
        Assert.False(saved.Single().Settings.ContainsKey("password"));
    }

    [Fact]
    public void Numbers_and_defaults_are_sent_in_their_type()
    {
        var form = Show(secretsSet: false);

        form.Find("#setting-port").Change("465");
        form.Find("form").Submit();

        Assert.Equal("""{"host":"mail.example.com","port":465,"security":"starttls","fingerprint":"ab"}""", saved.Single().Settings.ToJsonString());
    }

    [Fact]
    public void A_setting_that_depends_on_another_disappears_with_it()
    {
        var form = Show(secretsSet: false);

        form.Find("#setting-security").Change("none");
        form.Find("form").Submit();

        Assert.Empty(form.FindAll("#setting-fingerprint"));
        Assert.False(saved.Single().Settings.ContainsKey("fingerprint"));
    }

    [Fact]
    public void A_test_provider_says_for_which_live_one_it_stands()
    {
        Assert.Empty(Show(secretsSet: false).FindAll("#stands-for"));
        var form = Show(secretsSet: false, environment: TenantEnvironment.Test);

        form.Find("#stands-for").Change("mail-live");
        form.Find("form").Submit();

        Assert.Equal("mail-live", saved.Single().StandsFor);
    }

    [Fact]
    public void What_is_wrong_stands_at_its_field()
    {
        var form = Show(secretsSet: false, errors: new() { ["port"] = ["Enter 65535 or less."] });

        Assert.Equal("Enter 65535 or less.", form.Find(".field-bad .error").TextContent);
        Assert.Equal("true", form.Find("#setting-port").GetAttribute("aria-invalid"));
    }

    private IRenderedComponent<SettingsForm> Show(bool secretsSet, Dictionary<string, string[]>? errors = null, TenantEnvironment environment = TenantEnvironment.Live)
    {
        SettingDescriptor[] descriptors =
        [
            new("host", "Mail server", SettingType.Text, Required: true),
            new("port", "Port", SettingType.Number, Default: JsonValue.Create(587)),
            new("security", "Encryption", SettingType.Select, Default: JsonValue.Create("starttls"), Options: [new("starttls", "STARTTLS"), new("none", "None")]),
            new("fingerprint", "Fingerprint", SettingType.Text, ShowWhen: new("security", ["starttls"])),
            new("password", "Password", SettingType.Secret),
        ];
        var view = new ReadInstallation.View("mail", 3, "channel.smtp", "E-mail", "channel", "email", "Our mail", true, true, false, descriptors,
            new JsonObject { ["host"] = "mail.example.com", ["fingerprint"] = "ab" }, secretsSet ? new Dictionary<string, DateTimeOffset> { ["password"] = DateTimeOffset.UnixEpoch } : [], null, null, null, null, environment, null, environment == TenantEnvironment.Test ? ["mail-live"] : [], 0.045m, "GBP", new Dictionary<string, DateTimeOffset>(), false);
        return Render<SettingsForm>(p => p.Add(f => f.Installation, view).Add(f => f.Errors, errors).Add(f => f.Save, EventCallback.Factory.Create<SaveInstallation.Request>(this, saved.Add)));
    }
}
