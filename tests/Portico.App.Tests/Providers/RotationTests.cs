using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Portico.App.Data;
using Portico.App.Providers;
using Portico.App.Tenants;
using Portico.App.Tests.Packages;
using Portico.App.Users;
using Portico.TestKit;

namespace Portico.App.Tests.Providers;

/// <summary>A secret that is replaced stays good for a while where the plugin says so, for one tenant and environment.</summary>
public sealed class RotationTests(TestPortico platform) : IClassFixture<TestPortico>
{
    [Fact]
    public async Task The_former_value_is_given_to_the_plugin_until_its_time_is_over()
    {
        var (live, test) = await InstallAsync();
        await SaveAsync(live, "one", 24);
        await SaveAsync(test, "other", 24);
        Assert.Equal("password=one", await SecretsAsync(live));

        await SaveAsync(live, "two", 2);

        Assert.Equal("password=two password.former=one", await SecretsAsync(live));
        Assert.Equal("password=other", await SecretsAsync(test));
        Assert.Equal(platform.Clock.GetUtcNow().AddHours(2), (await ReadAsync(live)).FormerUntil["password"], TimeSpan.FromSeconds(1));
        platform.Clock.Advance(TimeSpan.FromHours(2));
        Assert.Equal("password=two", await SecretsAsync(live));
        Assert.Empty((await ReadAsync(live)).FormerUntil);

        await SaveAsync(live, "three", 0);
        Assert.Equal("password=three", await SecretsAsync(live));
    }

    private async Task<(string Live, string Test)> InstallAsync()
    {
        await Probes.TrustAsync(platform, Tenant.Platform);
        await Probes.AddAsync(platform, Tenant.Platform, Probes.Signed(manifest => manifest["settings"]!.AsArray().Single(s => (string)s!["name"]! == "password")!["rotates"] = true));
        Assert.True((await Probes.InstallAsync(platform, "aurora")).Ok);
        foreach (var environment in Enum.GetValues<TenantEnvironment>())
            await platform.AsStaffAsync("aurora", Roles.Admin, (AddInstallation.Handler add) => add.HandleAsync(new(Probes.Id, $"probe-{environment.ToString().ToLowerInvariant()}", "Probe", environment), default));
        return ("probe-live", "probe-test");
    }

    private async Task SaveAsync(string key, string password, int overlapHours)
    {
        var revision = await platform.InStoreAsync("aurora", db => db.Installations.Where(i => i.Key == key).Select(i => i.Revision).SingleAsync());
        var saved = await platform.AsStaffAsync("aurora", Roles.Admin, (SaveInstallation.Handler save) =>
            save.HandleAsync(key, new(revision, "Probe", false, false, new JsonObject { ["baseUrl"] = "https://example.com" }, new() { ["password"] = password }, OverlapHours: overlapHours), default));
        Assert.True(saved.Ok, saved.Error?.Text);
    }

    private Task<string> SecretsAsync(string key) => platform.AsStaffAsync("aurora", Roles.Admin, async (InstallationContexts contexts) =>
    {
        var installation = await platform.InStoreAsync("aurora", db => db.Installations.AsNoTracking().SingleAsync(i => i.Key == key));
        return string.Join(' ', (await contexts.OfAsync(installation)).Secrets.OrderBy(secret => secret.Key, StringComparer.Ordinal).Select(secret => $"{secret.Key}={secret.Value}"));
    });

    private async Task<ReadInstallation.View> ReadAsync(string key) => (await platform.AsStaffAsync("aurora", Roles.Admin, (ReadInstallation.Handler read) => read.HandleAsync(key, default))).Value;
}
