using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Portico.App.Data;
using Portico.App.Providers;
using Portico.App.Shared;
using Portico.App.Tenants;
using Portico.App.Users;
using Portico.TestKit;

namespace Portico.App.Tests.Packages;

/// <summary>Version 0.2.0 of the probe wants its secret under another name and notes where the settings came from. Each test has a plugin id of its own.</summary>
public abstract class TakeOverTests(TestPortico platform)
{
    private const string Canary = "hunter2";

    [Fact]
    public async Task A_version_takes_over_settings_and_the_names_of_secrets_and_the_way_back_leads_to_what_was_there()
    {
        var id = await PrepareAsync("com.example.take1", "well");
        Assert.True((await ReadAsync(id)).Versions.Single(v => v.Version == "0.2.0").TakesOver);

        var up = await TakeAsync(id, "0.2.0");

        Assert.Equal(["Provider"], up.Value.TakenOver);
        Assert.Empty(up.Value.SwitchedOff);
        var taken = await InstallationAsync(id);
        Assert.Equal("""{"takeOver":"well","baseUrl":"https://example.com","tookOverFrom":"0.1.0 live password"}""", taken.Settings);
        Assert.Equal((true, true, "passphrase"), (taken.Enabled, taken.Healthy, string.Join(' ', taken.SecretsSet.Keys)));
        Assert.Equal("passphrase=" + Canary, await SecretsAsync(id));

        var back = await platform.AsStaffAsync("aurora", Roles.Admin, (InstallPlugin.Handler install) => install.RevertAsync(id, default));

        Assert.Equal("0.1.0", back.Value.Version);
        var former = await InstallationAsync(id);
        Assert.Equal("""{"takeOver":"well","baseUrl":"https://example.com"}""", former.Settings);
        Assert.Equal((true, "password", null), (former.Enabled, string.Join(' ', former.SecretsSet.Keys), former.Former));
        Assert.Equal("password=" + Canary, await SecretsAsync(id));
    }

    [Fact]
    public async Task A_secret_that_was_replaced_in_between_goes_back_with_its_new_value()
    {
        var id = await PrepareAsync("com.example.take2", "well");
        await TakeAsync(id, "0.2.0");
        await SaveAsync(id, new JsonObject { ["takeOver"] = "well", ["baseUrl"] = "https://example.com" }, new() { ["passphrase"] = "renewed" });

        await platform.AsStaffAsync("aurora", Roles.Admin, (InstallPlugin.Handler install) => install.RevertAsync(id, default));

        Assert.Equal("password=renewed", await SecretsAsync(id));
    }

    [Theory]
    [InlineData("com.example.take3", "refuse", "Choose another mode first.")]
    [InlineData("com.example.take4", "throw", "It failed while it took over the settings (plugin.threw). Tell its publisher.")]
    [InlineData("com.example.take5", "invent", "What it made of the settings cannot be used (plugin.bad_answer). Tell its publisher.")]
    [InlineData("com.example.take6", "lose", "What it made of the settings cannot be used (plugin.bad_answer). Tell its publisher.")]
    [InlineData("com.example.take7", "elsewhere", "It would reach elsewhere.example, which these settings did not lead to before.")]
    [InlineData("com.example.take8", "unwell", "With the settings that it made, the test of the connection failed: The probe is unwell.")]
    public async Task Where_it_cannot_everything_stays_as_it_was_and_the_reason_is_said(string id, string mode, string reason)
    {
        await PrepareAsync(id, mode);
        var before = await InstallationAsync(id);

        var refused = await TakeAsync(id, "0.2.0");

        Assert.Equal(InstallPlugin.SettingsNotTaken, refused.Error!.Code);
        Assert.Equal(reason, refused.Error.Fields![KeyOf(id)].Single());
        Assert.DoesNotContain(Canary, string.Join(' ', refused.Error.Fields.SelectMany(field => field.Value)), StringComparison.Ordinal);
        Assert.Equal("0.1.0", (await ReadAsync(id)).Plugin.Version);
        var after = await InstallationAsync(id);
        Assert.Equal((before.Settings, before.ProtectedSecrets, before.Revision, true), (after.Settings, after.ProtectedSecrets, after.Revision, after.Enabled));
    }

    [Fact]
    public async Task An_admin_may_change_all_the_same_and_the_provider_waits_switched_off_with_its_settings()
    {
        var id = await PrepareAsync("com.example.take9", "refuse");

        var forced = await TakeAsync(id, "0.2.0", evenWithoutSettings: true);

        Assert.Equal(["Provider"], forced.Value.SwitchedOff);
        Assert.Empty(forced.Value.TakenOver);
        var after = await InstallationAsync(id);
        Assert.Equal((false, """{"takeOver":"refuse","baseUrl":"https://example.com"}""", "password"), (after.Enabled, after.Settings, string.Join(' ', after.SecretsSet.Keys)));
        Assert.Equal("0.2.0", (await ReadAsync(id)).Plugin.Version);
    }

    [Fact]
    public async Task Two_providers_are_asked_each_and_one_refusal_leaves_both_as_they_were()
    {
        var id = await PrepareAsync("com.example.taked", "well");
        await AddAsync(id, KeyOf(id) + "-2", new JsonObject { ["takeOver"] = "refuse" });

        var refused = await TakeAsync(id, "0.2.0");

        Assert.Equal([KeyOf(id) + "-2"], refused.Error!.Fields!.Keys);
        Assert.Equal("password=" + Canary, await SecretsAsync(id));
    }

    [Fact]
    public async Task A_plugin_that_says_it_takes_settings_over_and_cannot_does_not_load()
    {
        var museum = Path.Combine(Repository.Folder("tests"), "Portico.Plugins.Museum", "1.0", "com.example.museum-payment.1.0.0.nupkg");
        var folder = Directory.CreateTempSubdirectory("portico-test-");
        var unpacked = Path.Combine(folder.FullName, "plugin");
        PluginPackage.Read(await File.ReadAllBytesAsync(museum)).ExtractTo(unpacked);
        var manifest = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(unpacked, "plugin.json")))!;
        (manifest["takesOverSettings"], manifest["sdk"]) = (true, ">=1.1 <2.0");
        await File.WriteAllTextAsync(Path.Combine(unpacked, "plugin.json"), manifest.ToJsonString());

        var code = await platform.Service<Portico.App.Plugins.PluginSupervisor>().BringInAsync(PluginManifest.Read(unpacked, firstParty: false) with { Slot = "museum@lying" }, default);

        Assert.Equal("plugin.capability_missing", code);
        folder.Delete(recursive: true);
    }

    /// <summary>0.1.0 is installed with one provider in use; 0.2.0 is there to be taken.</summary>
    private async Task<string> PrepareAsync(string id, string mode)
    {
        await Probes.TrustAsync(platform, Tenant.Platform);
        Assert.True((await Probes.AddAsync(platform, Tenant.Platform, Version(id, "0.1.0", manifest => Setting(manifest, "takeOver", "text")))).Ok);
        Assert.True((await Probes.InstallAsync(platform, "aurora", id: id)).Ok);
        await AddAsync(id, KeyOf(id), new JsonObject { ["takeOver"] = mode, ["baseUrl"] = "https://example.com" });
        var added = await Probes.AddAsync(platform, Tenant.Platform, Version(id, "0.2.0", manifest =>
        {
            (manifest["takesOverSettings"], manifest["sdk"]) = (true, ">=1.1 <2.0");
            manifest["texts"] = new JsonObject { ["en"] = new JsonObject { ["probe.refused"] = "Choose another mode first.", ["probe.unwell"] = "The probe is unwell." } };
            var settings = manifest["settings"]!.AsArray();
            settings.Remove(settings.Single(s => (string)s!["name"]! == "password"));
            Setting(manifest, "takeOver", "text");
            Setting(manifest, "tookOverFrom", "text");
            Setting(manifest, "passphrase", "secret");
        }));
        return added.Ok ? id : throw new InvalidOperationException(added.Error.Text);
    }

    private async Task AddAsync(string id, string key, JsonObject settings)
    {
        Assert.True((await platform.AsStaffAsync("aurora", Roles.Admin, (AddInstallation.Handler add) => add.HandleAsync(new(id, key, "Provider"), default))).Ok);
        await SaveAsync(id, settings, new() { ["password"] = Canary }, key);
        await platform.InStoreAsync("aurora", db => db.Installations.Where(i => i.Key == key).ExecuteUpdateAsync(set => set.SetProperty(i => i.Enabled, true)));
    }

    private async Task SaveAsync(string id, JsonObject settings, Dictionary<string, string> secrets, string? key = null)
    {
        var installation = await InstallationAsync(id, key);
        var saved = await platform.AsStaffAsync("aurora", Roles.Admin, (SaveInstallation.Handler save) => save.HandleAsync(installation.Key, new(installation.Revision, "Provider", installation.Enabled, false, settings, secrets), default));
        Assert.True(saved.Ok, string.Join(' ', saved.Error?.Fields?.SelectMany(field => field.Value) ?? []));
    }

    private static void Setting(JsonObject manifest, string name, string type) => manifest["settings"]!.AsArray().Add(new JsonObject { ["name"] = name, ["label"] = name, ["type"] = type });

    private static byte[] Version(string id, string version, Action<JsonObject> change) => Probes.Signed(manifest =>
    {
        (manifest["id"], manifest["version"]) = (id, version);
        change(manifest);
    });

    private static string KeyOf(string id) => id.Split('.')[^1];

    private Task<Result<InstallPlugin.Response>> TakeAsync(string id, string version, bool evenWithoutSettings = false) =>
        platform.AsStaffAsync("aurora", Roles.Admin, (InstallPlugin.Handler install) => install.HandleAsync(id, new(version, [], evenWithoutSettings), default));

    private async Task<ReadPlugin.View> ReadAsync(string id) => (await Probes.ReadAsync(platform, "aurora", id)).Value;

    private Task<Installation> InstallationAsync(string id, string? key = null) => platform.InStoreAsync("aurora", db => db.Installations.AsNoTracking().SingleAsync(i => i.Key == (key ?? KeyOf(id))));

    private Task<string> SecretsAsync(string id) => platform.AsStaffAsync("aurora", Roles.Admin, async (InstallationContexts contexts) =>
        string.Join(' ', (await contexts.OfAsync(await InstallationAsync(id))).Secrets.Select(secret => $"{secret.Key}={secret.Value}")));
}

public sealed class TakeOverOnSqliteTests(TestPortico platform) : TakeOverTests(platform), IClassFixture<TestPortico>;

public sealed class TakeOverOnPostgresTests(TestPorticoOnPostgres platform) : TakeOverTests(platform), IClassFixture<TestPorticoOnPostgres>;
