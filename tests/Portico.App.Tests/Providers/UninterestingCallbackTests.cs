using System.Net;
using Microsoft.EntityFrameworkCore;
using Portico.App.Outbox;
using Portico.App.Providers;
using Portico.App.Users;
using Portico.TestKit;

namespace Portico.App.Tests.Providers;

/// <summary>As the SDK promises: what is genuine but of no interest is answered with success, so that it is not sent again.</summary>
public sealed class UninterestingCallbackTests(TestPortico platform) : IClassFixture<TestPortico>
{
    private const string Secret = "whsec-uninteresting";

    [Theory]
    [InlineData("payment.sandbox", "verification.finished", Secret, HttpStatusCode.Accepted)]
    [InlineData("payment.sandbox", "verification.finished", "of somebody else", HttpStatusCode.Unauthorized)]
    [InlineData("channel.sms.sandbox", "verification.finished", Secret, HttpStatusCode.NotFound)] // it reads no callbacks at all
    public async Task It_is_taken_and_forgotten_if_it_is_genuine(string plugin, string kind, string signedWith, HttpStatusCode status)
    {
        var key = await platform.InStoreAsync("aurora", db => db.Installations.Where(i => i.PluginId == plugin && i.Enabled).OrderBy(i => i.Key).Select(i => i.Key).FirstAsync());
        await platform.AsStaffAsync("aurora", Roles.Admin, (ProviderSecrets secrets) => platform.InStoreAsync("aurora", async db =>
        {
            secrets.Put(await db.Installations.SingleAsync(i => i.Key == key), new Dictionary<string, string> { ["callbackSecret"] = Secret });
            return await db.SaveChangesAsync();
        }));
        var url = await platform.AsStaffAsync("aurora", Roles.Admin, async (InstallationContexts contexts) => contexts.CallbackUrlOf(await platform.InStoreAsync("aurora", db => db.Installations.AsNoTracking().SingleAsync(i => i.Key == key))))!;
        var before = await platform.InStoreAsync("aurora", db => db.Inbox.CountAsync());
        var body = $$"""{"id":"evt_1","type":"{{kind}}","ref":"sbx_1","outcome":"approved","occurredAt":"2026-03-14T09:00:00Z"}""";

        using var answer = await SandboxCallback.Of(body, signedWith, platform.Clock.GetUtcNow()).PostAsync(platform.Stranger(), new Uri(url!).PathAndQuery);

        Assert.Equal(status, answer.StatusCode);
        Assert.Equal(before, await platform.InStoreAsync("aurora", db => db.Inbox.CountAsync()));
    }
}
