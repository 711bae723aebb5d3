using System.Net;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Portico.App.Data;
using Portico.App.Outbox;
using Portico.App.Plugins;
using Portico.App.Providers;
using Portico.App.Tests.Providers;
using Portico.App.Users;
using Portico.TestKit;
using Portico.Workflows;

namespace Portico.App.Tests.Cases;

/// <summary>What providers tell us later: believed only if genuine, applied once, whenever it comes.</summary>
public abstract class CallbackTests(TestPortico platform)
{
    [Fact]
    public async Task Ten_times_the_same_callback_moves_the_case_once()
    {
        var (customer, call) = await CustomerAtTheProvider();

        var replies = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Post(call.Url, call.Genuine())));
        var late = await Post(call.Url, call.Genuine());

        Assert.All(replies.Append(late), r => Assert.Equal(HttpStatusCode.Accepted, r.StatusCode));
        Assert.Equal("payment", (await customer.SettleAsync()).Step?.Id);
        Assert.Single(await platform.JournalAsync("aurora", customer.Number), e => e.Kind == JournalKinds.CallAnswered);
    }

    [Fact]
    public async Task A_forged_callback_is_refused_and_moves_nothing()
    {
        var (customer, call) = await CustomerAtTheProvider();
        var genuine = call.Genuine();
        Dictionary<string, SandboxCallback> forged = new()
        {
            ["other body"] = genuine with { Body = genuine.Body.Replace("approved", "declined", StringComparison.Ordinal) },
            ["other secret"] = call.Genuine(secret: "not the secret"),
            ["too old"] = call.Genuine(at: DateTimeOffset.UnixEpoch.AddYears(50)),
            ["other time"] = genuine with { Timestamp = "1" },
            ["no signature"] = genuine with { Signature = "" },
            ["nonsense"] = genuine with { Signature = "v1=zz" },
        };

        foreach (var (what, callback) in forged)
        {
            var reply = await Post(call.Url, callback);
            Assert.True(reply.StatusCode == HttpStatusCode.Unauthorized, $"{what}: {(int)reply.StatusCode}");
        }

        Assert.NotNull((await customer.ReadAsync()).Action);
    }

    [Fact]
    public async Task An_address_that_is_not_exactly_ours_does_not_exist()
    {
        var (_, call) = await CustomerAtTheProvider();
        var segments = call.Url.AbsolutePath.Split('/');
        string Path(int segment, string value) => string.Join('/', segments.Select((s, i) => i == segment ? value : s));

        foreach (var path in new[] { Path(2, "clearwater"), Path(2, "nobody"), Path(3, "nothing"), Path(4, "wrong"), Path(4, segments[4] + "x") })
        {
            var reply = await Post(new Uri(call.Url, path), call.Genuine());
            Assert.True(reply.StatusCode == HttpStatusCode.NotFound, $"{path}: {(int)reply.StatusCode}");
        }
    }

    [Fact]
    public async Task News_before_the_decision_is_kept_and_moves_nothing_and_after_it_changes_nothing()
    {
        var (customer, call) = await CustomerAtTheProvider();

        var interim = await Post(call.Url, call.Genuine(outcome: "started"));
        var before = await customer.ReadAsync();
        await Post(call.Url, call.Genuine());
        Assert.Equal("payment", (await customer.SettleAsync()).Step?.Id);
        var late = new[] { await Post(call.Url, call.Genuine(outcome: "started")), await Post(call.Url, call.Genuine(outcome: "review")), await Post(call.Url, call.Genuine(outcome: "declined")) };

        Assert.Equal(HttpStatusCode.Accepted, interim.StatusCode);
        Assert.NotNull(before.Action);
        Assert.All(late, reply => Assert.Equal(HttpStatusCode.Accepted, reply.StatusCode));
        Assert.Equal("payment", (await customer.SettleAsync()).Step?.Id);
        Assert.Single(await platform.JournalAsync("aurora", customer.Number), e => e.Kind == JournalKinds.CallAnswered);
    }

    [Fact]
    public async Task Of_several_decisions_that_came_before_we_knew_the_best_one_stands()
    {
        var (customer, call) = await CustomerAtTheProvider();
        await SetBack(call.Reference, DateTimeOffset.MaxValue);

        foreach (var outcome in (string[])["review", "approved", "resubmission", "started"]) await Post(call.Url, call.Genuine(outcome: outcome));
        await SetBack(call.Reference, platform.Clock.GetUtcNow());

        Assert.Equal("payment", (await Eventually.SeeAsync(customer.ReadAsync, seen => seen.Step is not null, "the case knows the answer")).Step?.Id);
        Assert.Single(await platform.JournalAsync("aurora", customer.Number), e => e.Kind == JournalKinds.CallAnswered);
    }

    [Fact]
    public async Task A_callback_that_is_too_large_is_not_read()
    {
        var (_, call) = await CustomerAtTheProvider();

        var reply = await Post(call.Url, call.Genuine() with { Body = new string('x', 65 * 1024) });

        await Problem.IsAsync(reply, HttpStatusCode.RequestEntityTooLarge, "callback.too_large");
    }

    [Fact]
    public async Task A_callback_that_comes_before_we_know_that_it_will_is_accepted_and_the_answer_is_recorded_once()
    {
        var (customer, call) = await CustomerAtTheProvider();
        await SetBack(call.Reference, DateTimeOffset.MaxValue);

        var decided = await platform.Service<PluginSupervisor>().CallAsync(new ProviderInvocation("kyc.sandbox", "sandbox", "decide",
            new JsonObject { ["ref"] = call.Reference, ["outcome"] = "approved" }, "decide-early", 1, platform.Clock.GetUtcNow().AddSeconds(20), "test", null, call.Installation), default);
        Assert.IsType<ProviderReply.Completed>(decided);
        await platform.DrainAsync();
        var meanwhile = await customer.ReadAsync();
        await SetBack(call.Reference, platform.Clock.GetUtcNow());

        Assert.NotNull(meanwhile.Action);
        Assert.Equal("payment", (await Eventually.SeeAsync(customer.ReadAsync, seen => seen.Step is not null, "the case knows the answer")).Step?.Id);
        Assert.Single(await platform.JournalAsync("aurora", customer.Number), e => e.Kind == JournalKinds.CallAnswered);
    }

    /// <summary>As after a crash between the provider's answer and our commit: the call stands, its reference does not.</summary>
    private Task<int> SetBack(string reference, DateTimeOffset dueAt) => platform.InStoreAsync("aurora", db =>
        db.Due.Where(d => d.ExternalRef == reference || d.ExternalRef == null && d.Contract == CallContracts.IdentityVerification).ExecuteUpdateAsync(set => set
            .SetProperty(d => d.ExternalRef, (string?)null).SetProperty(d => d.State, DueState.Scheduled)
            .SetProperty(d => d.DueAt, dueAt == DateTimeOffset.MaxValue ? platform.Clock.GetUtcNow().AddDays(1) : dueAt)));

    private async Task<(ApiCustomer, Call)> CustomerAtTheProvider()
    {
        var customer = (await platform.StartMoveInAsync()).Answering("familyName", "Redirect").Answering("preferredChannel", "sms");
        await customer.GoToAsync("identity");
        await customer.SubmitAsync();
        var seen = await customer.SettleAsync();
        var installation = await platform.InStoreAsync("aurora", db => db.Installations.AsNoTracking().SingleAsync(i => i.Environment == TenantEnvironment.Live && i.Contract == CallContracts.IdentityVerification));
        var context = await platform.AsStaffAsync("aurora", Roles.Admin, (InstallationContexts contexts) => contexts.OfAsync(installation));
        return (customer, new Call(context, seen.Action!.Url.Split('/')[^1], platform.Clock));
    }

    private Task<HttpResponseMessage> Post(Uri url, SandboxCallback callback) => callback.PostAsync(platform.Stranger(), url.OriginalString);

    private sealed record Call(InstallationContext Installation, string Reference, TimeProvider Clock)
    {
        public Uri Url => new(Installation.CallbackUrl!);

        public SandboxCallback Genuine(string? secret = null, DateTimeOffset? at = null, string outcome = "approved") =>
            SandboxCallback.Finished($"evt_{Reference}_{outcome}", Reference, secret ?? Installation.Secrets["callbackSecret"], Clock.GetUtcNow(), at, outcome);
    }
}

public sealed class CallbackOnSqliteTests(TestPortico platform) : CallbackTests(platform), IClassFixture<TestPortico>;

public sealed class CallbackOnPostgresTests(TestPorticoOnPostgres platform) : CallbackTests(platform), IClassFixture<TestPorticoOnPostgres>;
