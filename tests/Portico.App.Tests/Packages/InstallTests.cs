using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Portico.App.Audit;
using Portico.App.Data;
using Portico.App.Outbox;
using Portico.App.Packages;
using Portico.App.Plugins;
using Portico.App.Providers;
using Portico.App.Shared;
using Portico.App.Studio;
using Portico.App.Tenants;
using Portico.App.Users;
using Portico.TestKit;
using Portico.Workflows;

namespace Portico.App.Tests.Packages;

/// <summary>From an upload to a plugin that is asked, and what is refused on the way. Each test has a plugin id of its own.</summary>
public abstract class InstallTests(TestPortico platform)
{
    [Fact]
    public async Task What_an_operator_adds_every_tenant_can_install_and_what_a_tenant_adds_nobody_else_sees()
    {
        await Probes.TrustAsync(platform, Tenant.Platform);
        var theirs = Own("com.example.theirs", "Private Tests");
        await Probes.TrustAsync(platform, "aurora", OwnKey, "Private Tests");

        var forAll = await Probes.AddAsync(platform, Tenant.Platform, Probes.Signed());
        var own = await Probes.AddAsync(platform, "aurora", theirs);

        Assert.Equal(("verified", true), (forAll.Value.Level, forAll.Value.New));
        Assert.Equal("private", own.Value.Level);
        Assert.True((await Probes.ReadAsync(platform, "clearwater")).Ok);
        Assert.True((await Probes.ReadAsync(platform, "aurora", "com.example.theirs")).Ok);
        Assert.Equal(404, (await Probes.ReadAsync(platform, "clearwater", "com.example.theirs")).Error!.Status);
        Assert.Equal(404, (await Probes.ReadAsync(platform, Tenant.Platform, "com.example.theirs")).Error!.Status);
        Assert.Equal(404, (await Probes.InstallAsync(platform, "clearwater", id: "com.example.theirs")).Error!.Status);
    }

    [Fact]
    public async Task It_goes_from_available_to_enabled_and_is_only_switched_on_after_a_green_test()
    {
        var id = await OfferAsync("com.example.lives");
        Assert.Equal(PluginState.Available, (await Probes.ReadAsync(platform, "aurora", id)).Value.Plugin.Live);

        Assert.True((await Probes.InstallAsync(platform, "aurora", id: id)).Ok);
        Assert.Equal(PluginState.Installed, (await Probes.ReadAsync(platform, "aurora", id)).Value.Plugin.Live);

        var key = (await platform.AsStaffAsync("aurora", Roles.Admin, (AddInstallation.Handler add) => add.HandleAsync(new(id, "life", "Life"), default))).Value;
        Assert.Equal(PluginState.Configured, (await Probes.ReadAsync(platform, "aurora", id)).Value.Plugin.Live);
        Assert.Equal(PluginState.Installed, (await Probes.ReadAsync(platform, "aurora", id)).Value.Plugin.Test);

        var early = await SwitchOnAsync(key);
        Assert.Contains("test the connection", early.Error!.Fields!["enabled"].Single(), StringComparison.Ordinal);

        await platform.AsStaffAsync("aurora", Roles.Admin, (CheckInstallation.Handler check) => check.HandleAsync(key, default)); // the probe's check throws, so it is red
        Assert.False((await SwitchOnAsync(key)).Ok);
        await platform.InStoreAsync("aurora", db => db.Installations.Where(i => i.Key == key).ExecuteUpdateAsync(set => set.SetProperty(i => i.Healthy, true)));
        Assert.Equal(PluginState.Tested, (await Probes.ReadAsync(platform, "aurora", id)).Value.Plugin.Live);

        Assert.True((await SwitchOnAsync(key)).Ok);
        Assert.Equal(PluginState.Enabled, (await Probes.ReadAsync(platform, "aurora", id)).Value.Plugin.Live);
        Assert.Equal(["plugin.installed"], await AuditAsync("aurora", id));
    }

    [Fact]
    public async Task A_call_reaches_the_installed_plugin_and_stays_with_its_version_while_new_ones_go_to_the_next()
    {
        var id = await OfferAsync("com.example.calls");
        Assert.True((await Probes.InstallAsync(platform, "aurora", id: id)).Ok);
        Assert.Equal("done", await AskAsync("aurora", id, null));

        Assert.True((await Probes.AddAsync(platform, Tenant.Platform, Own(id, Probes.Publisher, Probes.Key, "0.2.0"))).Ok);
        Assert.True((await Probes.InstallAsync(platform, "aurora", "0.2.0", id)).Ok);

        Assert.Equal("0.2.0", (await ReadyAsync("aurora", id, null)).Plugin!.Version);
        Assert.Equal("0.1.0", (await ReadyAsync("aurora", id, "0.1.0")).Plugin!.Version);
        Assert.Equal("done", await AskAsync("aurora", id, "0.1.0"));
        var back = await platform.AsStaffAsync("aurora", Roles.Admin, (InstallPlugin.Handler install) => install.RevertAsync(id, default));
        Assert.Equal("0.1.0", back.Value.Version);
        Assert.Equal("0.1.0", (await ReadyAsync("aurora", id, null)).Plugin!.Version);
        Assert.Equal(["plugin.installed", "plugin.version_changed", "plugin.version_changed"], await AuditAsync("aurora", id));
    }

    [Fact]
    public async Task A_version_that_asks_for_more_is_not_installed_without_being_agreed_to()
    {
        var id = await OfferAsync("com.example.mores");
        var nothing = await InstallWithAsync(id, "0.1.0", []);
        Assert.Equal("plugin.not_agreed", nothing.Error!.Code);
        Assert.True((await Probes.InstallAsync(platform, "aurora", id: id)).Ok);

        await Probes.AddAsync(platform, Tenant.Platform, Own(id, Probes.Publisher, Probes.Key, "0.2.0", manifest => manifest["egress"]!.AsArray().Add(new JsonObject { ["host"] = "more.example", ["purpose"] = "statistics" })));
        var silent = await InstallWithAsync(id, "0.2.0", ["host https {baseurl}"]);
        Assert.Equal("plugin.not_agreed", silent.Error!.Code);
        Assert.Equal(["more.example: statistics"], silent.Error.Fields!["agreed"]);
        Assert.Equal("0.1.0", (await ReadyAsync("aurora", id, null)).Plugin!.Version);

        Assert.True((await InstallWithAsync(id, "0.2.0", ["host https more.example"])).Ok);
        Assert.True((await InstallWithAsync(id, "0.1.0", [])).Ok);
        Assert.Equal("plugin.not_agreed", (await InstallWithAsync(id, "0.2.0", [])).Error!.Code);
    }

    [Fact]
    public async Task A_version_that_does_not_come_up_changes_nothing()
    {
        var id = await OfferAsync("com.example.broke");
        Assert.True((await Probes.InstallAsync(platform, "aurora", id: id)).Ok);
        // Its plugin.json says 0.3.0, its program 0.1.0.
        var lying = PackageWriter.Sign(Lying(id), Probes.Key);
        Assert.True((await Probes.AddAsync(platform, Tenant.Platform, lying)).Ok);

        var refused = await Probes.InstallAsync(platform, "aurora", "0.3.0", id);

        Assert.Equal("plugin.identity_differs", refused.Error!.Code);
        Assert.Equal("done", await AskAsync("aurora", id, null));
    }

    [Fact]
    public async Task A_new_version_whose_settings_are_not_filled_in_switches_its_providers_off()
    {
        var id = await OfferAsync("com.example.wants");
        await Probes.InstallAsync(platform, "aurora", id: id);
        await platform.AsStaffAsync("aurora", Roles.Admin, (AddInstallation.Handler add) => add.HandleAsync(new(id, "settings", "Settings"), default));
        await platform.InStoreAsync("aurora", db => db.Installations.Where(i => i.Key == "settings").ExecuteUpdateAsync(set => set.SetProperty(i => i.Enabled, true)));
        await Probes.AddAsync(platform, Tenant.Platform, Own(id, Probes.Publisher, Probes.Key, "0.2.0", manifest => manifest["settings"]!.AsArray().Add(new JsonObject { ["name"] = "region", ["label"] = "Region", ["type"] = "text", ["required"] = true })));

        var installed = await Probes.InstallAsync(platform, "aurora", "0.2.0", id);

        Assert.Equal(["Settings"], installed.Value.SwitchedOff);
        Assert.False(await platform.InStoreAsync("aurora", db => db.Installations.Where(i => i.Key == "settings").Select(i => i.Enabled).SingleAsync()));
    }

    [Fact]
    public async Task What_nobody_trusts_or_somebody_changed_is_not_added()
    {
        await Probes.TrustAsync(platform, Tenant.Platform);
        using var stranger = ECDsa.Create(ECCurve.NamedCurves.nistP256);

        Assert.Equal("signature.missing", (await Probes.AddAsync(platform, Tenant.Platform, Probes.Packed())).Error!.Code);
        Assert.Equal("signature.unknown_key", (await Probes.AddAsync(platform, Tenant.Platform, Probes.Signed(key: stranger))).Error!.Code);
        Assert.Equal("package.not_zip", (await Probes.AddAsync(platform, Tenant.Platform, [1, 2, 3])).Error!.Code);
        Assert.Equal("package.id_taken", (await Probes.AddAsync(platform, Tenant.Platform, Own("kyc.sandbox", Probes.Publisher, Probes.Key))).Error!.Code);
    }

    [Fact]
    public async Task A_version_never_changes_and_only_its_publisher_adds_the_next()
    {
        var id = await OfferAsync("com.example.equal");
        using var otherKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        await Probes.TrustAsync(platform, Tenant.Platform, otherKey, "Somebody else");

        Assert.False((await Probes.AddAsync(platform, Tenant.Platform, Own(id, Probes.Publisher, Probes.Key))).Value.New);
        Assert.Equal("package.other_content", (await Probes.AddAsync(platform, Tenant.Platform, Own(id, Probes.Publisher, Probes.Key, change: manifest => manifest["description"] = "other"))).Error!.Code);
        Assert.Equal("package.other_publisher", (await Probes.AddAsync(platform, Tenant.Platform, Own(id, "Somebody else", otherKey, "0.2.0"))).Error!.Code);
    }

    [Fact]
    public async Task A_revoked_key_ends_what_it_signed_also_where_it_runs_already()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        const string id = "com.example.stole";
        await Probes.TrustAsync(platform, Tenant.Platform, key, "Revoked Ltd");
        await Probes.AddAsync(platform, Tenant.Platform, Own(id, "Revoked Ltd", key));
        await Probes.InstallAsync(platform, "aurora", id: id);
        Assert.Equal("done", await AskAsync("aurora", id, null));

        await platform.AsStaffAsync(Tenant.Platform, Roles.Operator, (PublisherKeys.Handler keys) => keys.RevokeAsync(PublisherKey.IdOf(key), "stolen", default));

        Assert.Equal("signature.key_revoked", (await ReadyAsync("aurora", id, null)).Code);
        Assert.DoesNotContain(platform.Service<PluginSupervisor>().Manifests, manifest => manifest.Id == id);
    }

    [Fact]
    public async Task A_withdrawn_version_runs_nowhere_and_what_it_began_goes_to_the_one_that_took_its_place()
    {
        var id = await OfferAsync("com.example.drawn");
        await Probes.InstallAsync(platform, "aurora", id: id);
        await Probes.AddAsync(platform, Tenant.Platform, Own(id, Probes.Publisher, Probes.Key, "0.2.0"));
        await platform.AsStaffAsync(Tenant.Platform, Roles.Operator, (WithdrawPackage.Handler withdraw) => withdraw.HandleAsync(id, "0.1.0", "loses messages", default));

        Assert.Equal("package.withdrawn", (await ReadyAsync("aurora", id, null)).Code);
        Assert.Equal(PluginState.Withdrawn, (await Probes.ReadAsync(platform, "aurora", id)).Value.Plugin.Live);
        await Probes.InstallAsync(platform, "aurora", "0.2.0", id);

        Assert.Equal("0.2.0", (await ReadyAsync("aurora", id, "0.1.0")).Plugin!.Version);
    }

    [Fact]
    public async Task Files_that_somebody_touched_are_not_loaded_until_they_come_from_the_database_again()
    {
        var id = await OfferAsync("com.example.touch");
        await Probes.InstallAsync(platform, "aurora", id: id);
        var manifest = (await ReadyAsync("aurora", id, null)).Plugin!;
        var supervisor = platform.Service<PluginSupervisor>();
        var folder = supervisor.Manifests.Single(m => m.Slot == manifest.Slot).Folder;
        await supervisor.RemoveAsync(manifest.Slot, TimeSpan.Zero);
        File.AppendAllText(Path.Combine(folder, "Portico.Plugins.Probe.dll"), "x");

        Assert.Equal("package.touched", (await ReadyAsync("aurora", id, null)).Code);
        var shown = (await Probes.ReadAsync(platform, "aurora", id)).Value;
        Assert.Equal((PluginState.Quarantined, "package.touched"), (shown.Plugin.Live, shown.Plugin.Code));
        Assert.True((await platform.AsStaffAsync("aurora", Roles.Admin, (SuspendPlugin.Handler handler) => handler.RestartAsync(id, default))).Ok);
        Assert.Equal("done", await AskAsync("aurora", id, null));
    }

    [Fact]
    public async Task A_suspended_plugin_is_not_asked_and_a_removed_one_is_gone_with_its_secrets()
    {
        var id = await OfferAsync("com.example.rests");
        await Probes.InstallAsync(platform, "aurora", id: id);
        await platform.AsStaffAsync("aurora", Roles.Admin, (AddInstallation.Handler add) => add.HandleAsync(new(id, "rest", "Rest"), default));

        await platform.AsStaffAsync("aurora", Roles.Admin, (SuspendPlugin.Handler handler) => handler.HandleAsync(id, true, default));
        Assert.Equal("plugin.suspended", (await ReadyAsync("aurora", id, null)).Code);
        Assert.Equal(PluginState.Suspended, (await Probes.ReadAsync(platform, "aurora", id)).Value.Plugin.Live);
        await platform.AsStaffAsync("aurora", Roles.Admin, (SuspendPlugin.Handler handler) => handler.HandleAsync(id, false, default));
        Assert.Equal("done", await AskAsync("aurora", id, null));

        Assert.True((await platform.AsStaffAsync("aurora", Roles.Admin, (SuspendPlugin.Handler handler) => handler.RemoveAsync(id, default))).Ok);
        Assert.Equal("plugin.not_installed", (await ReadyAsync("aurora", id, null)).Code);
        Assert.False(await platform.InStoreAsync("aurora", db => db.Installations.AnyAsync(i => i.Key == "rest")));
    }

    [Fact]
    public async Task A_plugin_that_a_case_waits_for_is_not_removed()
    {
        var id = await OfferAsync("com.example.needs");
        await Probes.InstallAsync(platform, "aurora", id: id);
        await platform.AsStaffAsync("aurora", Roles.Admin, (AddInstallation.Handler add) => add.HandleAsync(new(id, "needed", "Needed"), default));
        await platform.InStoreAsync("aurora", async db =>
        {
            db.Due.Add(new Due { CaseId = Guid.CreateVersion7(platform.Clock.GetUtcNow()), Id = "call", Kind = DueKind.Call, State = DueState.Parked, ActivityId = "a", DueAt = platform.Clock.GetUtcNow(), Contract = "channel", Installation = "needed", PluginVersion = "0.1.0" });
            return await db.SaveChangesAsync();
        });

        var refused = await platform.AsStaffAsync("aurora", Roles.Admin, (SuspendPlugin.Handler handler) => handler.RemoveAsync(id, default));

        Assert.Equal("plugin.still_needed", refused.Error!.Code);
        Assert.Equal(1, (await Probes.ReadAsync(platform, "aurora", id)).Value.Versions.Single().UnderWay);
    }

    [Fact]
    public async Task An_operator_decides_what_a_tenant_may_use()
    {
        var id = await OfferAsync("com.example.rules");
        await Probes.InstallAsync(platform, "clearwater", id: id);
        await RestrictAsync("clearwater", new(["kyc.sandbox"], null, MayAddOwn: false));
        try
        {
            Assert.Equal(404, (await Probes.ReadAsync(platform, "clearwater", id)).Error!.Status);
            Assert.Equal("plugin.not_allowed", (await ReadyAsync("clearwater", id, null)).Code);
            Assert.Equal("plugin.not_allowed", (await ReadyAsync("clearwater", "payment.sandbox", null)).Code);
            Assert.Equal("package.not_allowed", (await Probes.AddAsync(platform, "clearwater", Probes.Signed())).Error!.Code);
            Assert.Equal("provider.plugin_not_allowed", (await platform.AsStaffAsync("clearwater", Roles.Admin, (AddInstallation.Handler add) => add.HandleAsync(new("payment.sandbox", "more", "More"), default))).Error!.Code);
        }
        finally
        {
            await RestrictAsync("clearwater", new(null, null, MayAddOwn: true));
        }

        Assert.Null((await ReadyAsync("clearwater", id, null)).Code);
    }

    [Fact]
    public async Task Only_operators_add_for_all_and_agents_add_nothing()
    {
        Assert.Equal(403, (await platform.AsStaffAsync(Tenant.Platform, Roles.Admin, (AddPackage.Handler add) => add.HandleAsync(Probes.Signed(), "upload", default))).Error!.Status);
        Assert.Equal(403, (await platform.AsStaffAsync("aurora", Roles.Agent, (AddPackage.Handler add) => add.HandleAsync(Probes.Signed(), "upload", default))).Error!.Status);
        Assert.Equal(403, (await platform.AsStaffAsync("aurora", Roles.Agent, (InstallPlugin.Handler install) => install.HandleAsync(Probes.Id, new("0.1.0", []), default))).Error!.Status);
        Assert.Equal(403, (await platform.AsStaffAsync("aurora", Roles.Agent, (PublisherKeys.Handler keys) => keys.ListAsync(default))).Error!.Status);
        Assert.Equal(403, (await platform.AsStaffAsync("aurora", Roles.Admin, (SavePluginRules.Handler rules) => rules.ReadAsync("clearwater", default))).Error!.Status);
    }

    [Fact]
    public async Task A_key_of_a_tenant_adds_for_that_tenant_alone_by_the_tool()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        await Probes.TrustAsync(platform, "aurora", key, "Api Ltd");
        using var package = new ByteArrayContent(Own("com.example.api", "Api Ltd", key));
        package.Headers.ContentType = new("application/octet-stream");

        using var reply = await platform.BackOffice("aurora").PostAsync("/api/v1/plugins", package);

        Assert.Equal(HttpStatusCode.Created, reply.StatusCode);
        Assert.True((await Probes.ReadAsync(platform, "aurora", "com.example.api")).Ok);
        Assert.False((await Probes.ReadAsync(platform, "clearwater", "com.example.api")).Ok);
    }

    [Fact]
    public async Task A_second_host_has_what_the_first_one_was_given()
    {
        var id = await OfferAsync("com.example.twice");
        await Probes.InstallAsync(platform, "aurora", id: id);
        var neighbour = platform.Neighbour();
        neighbour.Extra = ["--Portico:Plugins:PackageFolder=" + Path.Combine(platform.DataFolder, "packages-of-the-neighbour")];
        await neighbour.StartAsync();
        try
        {
            Assert.Equal("done", await AskAsync("aurora", id, null, neighbour));
        }
        finally
        {
            await neighbour.StopAsync();
        }
    }

    [Fact]
    public async Task The_designer_offers_the_operations_of_the_version_that_the_tenant_has_and_of_no_other()
    {
        const string id = "com.example.works";
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        await Probes.TrustAsync(platform, "clearwater", key, "Works Tests");
        await Probes.TrustAsync(platform, "aurora", key, "Works Tests");
        foreach (var (tenant, version, label) in ((string, string, string)[])[("clearwater", "0.1.0", "Theirs"), ("aurora", "0.1.0", "Ours at first"), ("aurora", "0.2.0", "Ours")])
        {
            Assert.True((await Probes.AddAsync(platform, tenant, Own(id, "Works Tests", key, version, manifest => manifest["provides"]![1]!["operations"]![0]!["label"] = label))).Ok);
            Assert.True((await Probes.InstallAsync(platform, tenant, version, id)).Ok);
        }

        await platform.InStoreAsync("aurora", db =>
        {
            db.Installations.Add(new Installation { Key = "works", PluginId = id, Contract = CallContracts.Connector, DisplayName = "Works", Enabled = true, CallbackSecret = "", UpdatedAt = platform.Clock.GetUtcNow() });
            return db.SaveChangesAsync();
        });
        var offered = (await platform.AsStaffAsync("aurora", Roles.Admin, (Descriptors descriptors) => descriptors.OptionsAsync("Portico.CallSystem", "Operation", default))).ToJsonString();

        Assert.Contains("\"Ours\"", offered, StringComparison.Ordinal);
        Assert.DoesNotContain("Ours at first", offered, StringComparison.Ordinal);
        Assert.DoesNotContain("Theirs", offered, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_operator_sees_the_processes_of_packages_too()
    {
        var id = await OfferAsync("com.example.seen");
        await Probes.InstallAsync(platform, "aurora", id: id);

        var health = await platform.Stranger().GetFromJsonAsync<JsonObject>("/health/plugins");

        Assert.True((int)health!["plugins"]!["ready"]! > platform.Service<PluginSupervisor>().Manifests.Count(manifest => manifest.LiesInFolder));
    }

    private static readonly ECDsa OwnKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    private static byte[] Own(string id, string publisher, ECDsa? key = null, string version = Probes.Version, Action<JsonObject>? change = null) => Probes.Signed(manifest =>
    {
        (manifest["id"], manifest["publisher"], manifest["version"]) = (id, publisher, version);
        change?.Invoke(manifest);
    }, key ?? OwnKey);

    private static byte[] Lying(string id) => Probes.Packed(manifest => (manifest["id"], manifest["version"]) = (id, "0.3.0"), honest: false);

    private async Task<string> OfferAsync(string id)
    {
        await Probes.TrustAsync(platform, Tenant.Platform);
        var added = await Probes.AddAsync(platform, Tenant.Platform, Own(id, Probes.Publisher, Probes.Key));
        return added.Ok ? id : throw new InvalidOperationException(added.Error.Text);
    }

    private Task<TenantPlugins.Ready> ReadyAsync(string tenant, string id, string? version, TestPortico? host = null) =>
        (host ?? platform).AsStaffAsync(tenant, Roles.Admin, (TenantPlugins plugins) => plugins.ReadyAsync(id, version, default));

    /// <returns>What the probe said.</returns>
    private async Task<string> AskAsync(string tenant, string id, string? version, TestPortico? host = null)
    {
        host ??= platform;
        var ready = await ReadyAsync(tenant, id, version, host);
        if (ready.Code is { } code) return code;
        var message = new JsonObject { ["channel"] = "email", ["to"] = "a@b.example", ["subject"] = "hello", ["text"] = "hello", ["html"] = null, ["locale"] = "en" };
        var installation = new InstallationContext(tenant, "probe", "live", new JsonObject { ["baseUrl"] = "https://example.com" }, new Dictionary<string, string>(), null);
        var reply = await host.Service<PluginSupervisor>().CallAsync(new ProviderInvocation(ready.Slot, "channel", "send", message, "key", 1, host.Clock.GetUtcNow().AddSeconds(20), "test", null, installation), default);
        return reply is ProviderReply.Completed done ? done.Value.GetProperty("reference").GetString()! : reply.ToString();
    }

    private Task<Result<InstallPlugin.Response>> InstallWithAsync(string id, string version, string[] agreed) =>
        platform.AsStaffAsync("aurora", Roles.Admin, (InstallPlugin.Handler install) => install.HandleAsync(id, new(version, agreed), default));

    private Task<Result<int>> SwitchOnAsync(string key) => platform.AsStaffAsync("aurora", Roles.Admin, async (SaveInstallation.Handler save) =>
    {
        var revision = await platform.InStoreAsync("aurora", db => db.Installations.Where(i => i.Key == key).Select(i => i.Revision).SingleAsync());
        return await save.HandleAsync(key, new(revision, "Life", true, false, [], []), default);
    });

    private Task<Result<SavePluginRules.View>> RestrictAsync(string tenant, SavePluginRules.Request rules) => platform.AsStaffAsync(Tenant.Platform, Roles.Operator, (SavePluginRules.Handler save) => save.SaveAsync(tenant, rules, default));

    private Task<List<string>> AuditAsync(string tenant, string id) => platform.InStoreAsync(tenant, db => db.Audit.Where(a => a.Subject == "plugin:" + id).OrderBy(a => a.At).ThenBy(a => a.Id).Select(a => a.Action).ToListAsync());
}

public sealed class InstallOnSqliteTests(TestPortico platform) : InstallTests(platform), IClassFixture<TestPortico>;

public sealed class InstallOnPostgresTests(TestPorticoOnPostgres platform) : InstallTests(platform), IClassFixture<TestPorticoOnPostgres>;
