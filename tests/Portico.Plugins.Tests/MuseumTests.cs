using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Portico.App.Plugins;

namespace Portico.Plugins.Tests;

/// <summary>Plugins that were built on earlier SDKs, as they were then, on the host of today. See tests/Portico.Plugins.Museum/README.md.</summary>
public sealed class MuseumTests(MuseumTests.Hall hall) : IClassFixture<MuseumTests.Hall>
{
    private const string Kyc = "com.example.museum-kyc", Payment = "com.example.museum-payment", Systems = "com.example.museum-systems", Node = "com.example.museum-node";
    private static readonly string Museum = Path.Combine(NodePluginTests.Folder, "..", "Portico.Plugins.Museum");

    private PluginPlatform Platform => hall.Platform;

    [Fact]
    public void Each_package_is_still_what_was_signed_when_it_was_made()
    {
        var packages = Packages();

        Assert.Equal([Kyc, Node, Payment, Systems], packages.Select(package => package.Manifest.Id).Order(StringComparer.Ordinal));
        foreach (var package in packages)
        {
            var pem = File.ReadAllText(Path.Combine(Museum, "museum-1.0.pub.pem"));
            using var key = PublisherKey.Open(pem);
            var trusted = new TrustedKey(PublisherKey.IdOf(key), "Museum", pem, TrustLevel.Verified, DateTimeOffset.MinValue, DateTimeOffset.MaxValue);
            Assert.Equal(TrustLevel.Verified, new TrustStore([trusted]).Judge(package.Manifest, package.Content, package.Signature, TrustLevel.Verified, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch));
        }
    }

    [Fact]
    public void Its_sources_lie_beside_it()
    {
        foreach (var package in Packages())
        {
            var sources = Path.Combine(Museum, "1.0", package.Manifest.Runtime is null ? Path.GetFileNameWithoutExtension(package.Manifest.Entry) : "museum-node");
            Assert.Equal(File.ReadAllText(Path.Combine(sources, "plugin.json")), Encoding.UTF8.GetString(package.ManifestBytes.Span));
        }
    }

    [Theory]
    [InlineData("Lovelace", "approved")]
    [InlineData("Declined", "declined")]
    [InlineData("Review", "review")]
    [InlineData("Resubmission", "resubmission")]
    [InlineData("Expired", "expired")]
    [InlineData("Abandoned", "abandoned")]
    public async Task The_identity_check_decides(string name, string decision) => Assert.Equal(decision, PluginPlatform.Decision(await VerifyAsync(name)));

    [Fact]
    public async Task The_identity_check_sees_all_that_it_is_given()
    {
        var settings = new JsonObject { ["most"] = 7, ["strict"] = true };
        var input = new JsonObject { ["givenName"] = "Ada", ["familyName"] = "Fields", ["dateOfBirth"] = "1990-05-04", ["documentNumber"] = "x1", ["country"] = "NL", ["locale"] = "en" };
        var fields = Reasons(await Platform.Call(Platform.Invocation(Kyc, "identity-verification", "start", input)));

        Assert.Equal(["ada", "1990-05-04", "x1", "nl", "en", "north", "kyc-1", "test", "in-time", "corr-1", "called"], fields);
        Assert.Equal(["eu", "7", "strict"], Reasons(await VerifyAsync("Settings", settings)));
        Assert.Equal(["seen"], Reasons(await VerifyAsync("Folder")));
    }

    [Fact]
    public async Task The_identity_check_goes_all_ways_that_there_were()
    {
        var pending = Assert.IsType<ProviderReply.Pending>(await VerifyAsync("Pending"));
        var page = Assert.IsType<ProviderReply.Pending>(await VerifyAsync("Page"));
        var later = Assert.IsType<ProviderReply.FailedRetryable>(await VerifyAsync("Later"));
        var never = Assert.IsType<ProviderReply.FailedFinal>(await VerifyAsync("Never"));
        await VerifyAsync("Log");

        Assert.StartsWith("check_", pending.Reference, StringComparison.Ordinal);
        Assert.Equal(("https://platform.example/back", true), (pending.RedirectUrl, pending.PollAfter is not null));
        Assert.Equal("https://platform.example/t/north/sandbox/check", page.RedirectUrl);
        Assert.Equal(("museum.later", TimeSpan.FromSeconds(1), false), (later.Code, later.RetryAfter, later.OutcomeUnknown));
        Assert.Equal(("museum.never", "museum.never"), (never.Code, never.SafeMessageKey));
        Assert.Contains(Platform.Log.Lines, line => line.Contains("museum.logged {\"count\":3,\"flag\":true,\"took\":1000,\"word\":\"code\"}", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_identity_check_reaches_the_network_by_the_broker_alone_and_understands_its_no()
    {
        var answer = Assert.IsType<ProviderReply.FailedRetryable>(await VerifyAsync("Network"));

        Assert.Equal(("egress.unreachable", false), (answer.Code, answer.OutcomeUnknown));
    }

    [Fact]
    public async Task The_identity_check_is_asked_erased_tested_and_played()
    {
        Assert.Equal("review", PluginPlatform.Decision(await Platform.Get(Kyc, "identity-verification", "is-final")));
        Assert.IsType<ProviderReply.StillPending>(await Platform.Get(Kyc, "identity-verification", "is-not"));
        Assert.Equal("museum.kept.one", PluginPlatform.Done(await Platform.Call(Platform.Invocation(Kyc, "identity-verification", "erase", new JsonObject { ["ref"] = "one" }))).GetProperty("keptByLaw")[0].GetString());
        Assert.Equal("approved", PluginPlatform.Done(await Platform.Decide(Kyc, "one", "approved")).GetProperty("outcome").GetString());
        Assert.Equal("museum.unknown", Assert.IsType<ProviderReply.FailedFinal>(await Platform.Decide(Kyc, "one", "other")).Code);
        Assert.True((await Platform.Plugins.CheckAsync(Kyc, Platform.Installation(), CancellationToken.None)).Healthy);
        Assert.Equal("museum.no_secret", (await Platform.Plugins.CheckAsync(Kyc, Platform.Installation() with { Secrets = new Dictionary<string, string>() }, CancellationToken.None)).Code);
    }

    [Fact]
    public async Task The_identity_check_reads_callbacks()
    {
        var body = """{"id":"e1","ref":"one","kind":"check"}"""u8.ToArray();
        var accepted = Assert.IsType<CallbackReading.Accepted>(await CallbackAsync(Kyc, body));

        Assert.Equal(("e1", "one", "check.finished", true, 30), (accepted.EventId, accepted.Reference, accepted.Kind, accepted.Final, accepted.Rank));
        Assert.IsType<CallbackReading.NotMine>(await CallbackAsync(Kyc, """{"id":"e1","ref":"one","kind":"other"}"""u8.ToArray()));
        Assert.Equal("museum.signature", Assert.IsType<CallbackReading.Rejected>(await CallbackAsync(Kyc, [.. body, (byte)' '], signed: body)).Reason);
    }

    [Fact]
    public async Task The_payment_is_made_asked_captured_given_back_revoked_and_erased()
    {
        Assert.Equal("pay_1250_EUR_en", PluginPlatform.Done(await PayAsync("direct-debit", "Ada")).GetProperty("reference").GetString());
        Assert.Equal(["refused", "cancelled", "expired"], await Task.WhenAll(new[] { "Refused", "Cancelled", "Expired" }.Select(async holder => PluginPlatform.Done(await PayAsync("direct-debit", holder)).GetProperty("state").GetString()!)));
        Assert.Equal("https://pay.museum.example/page", Assert.IsType<ProviderReply.Pending>(await PayAsync("card", null)).RedirectUrl);
        Assert.NotNull(Assert.IsType<ProviderReply.Pending>(await Platform.Get(Payment, "payment", "one")).PollAfter);
        var amount = new JsonObject { ["ref"] = "one", ["amountMinor"] = 500, ["currency"] = "EUR" };
        Assert.Equal("""{"reference":"back_one","amountMinor":500,"currency":"EUR"}""", await DoAsync("refund", amount));
        Assert.Equal("""{"reference":"back_one","amountMinor":1250,"currency":"EUR"}""", await DoAsync("refund", new JsonObject { ["ref"] = "one" }));
        Assert.Contains("\"state\":\"pending\"", await DoAsync("capture", amount), StringComparison.Ordinal);
        Assert.Contains("\"state\":\"cancelled\"", await DoAsync("revoke", new JsonObject { ["ref"] = "one" }), StringComparison.Ordinal);
        Assert.Contains("\"keptByLaw\":[]", await DoAsync("erase", new JsonObject { ["ref"] = "one" }), StringComparison.Ordinal);
        var told = Assert.IsType<CallbackReading.Accepted>(await CallbackAsync(Payment, """{"id":"e1","ref":"one"}"""u8.ToArray()));
        Assert.Equal(("payment.moved", false, 1), (told.Kind, told.Final, told.Rank));
    }

    [Fact]
    public async Task The_messenger_carries_and_the_archive_files()
    {
        var sent = await Platform.Call(Platform.Invocation(Systems, "channel", "send", new JsonObject { ["channel"] = "email", ["to"] = "ada@example.org", ["subject"] = "hello", ["text"] = "hello", ["html"] = "<p>hello</p>", ["locale"] = "nl" }));
        var found = await Platform.Operate(Systems, "paper.find", new JsonObject { ["title"] = "deed", ["words"] = new JsonArray("a") });
        var filed = Assert.IsType<ProviderReply.Pending>(await Platform.Operate(Systems, "paper.file", new JsonObject { ["title"] = "deed", ["pages"] = 3, ["kind"] = "deed" }));
        var later = await Platform.Get(Systems, "connector", filed.Reference);
        var told = Assert.IsType<CallbackReading.Accepted>(await CallbackAsync(Systems, []));

        Assert.Equal("email_hello_html_nl", Probes.Word(sent));
        Assert.Equal("deed", PluginPlatform.Done(found).GetProperty("shelf").GetString());
        Assert.Equal(filed.Reference, PluginPlatform.Done(later).GetProperty("shelf").GetString());
        Assert.Equal("told", told.Value.GetProperty("shelf").GetString());
        Assert.Equal("connector.input_invalid", Probes.Code(await Platform.Operate(Systems, "paper.file", new JsonObject { ["title"] = "deed", ["kind"] = "receipt" })));
    }

    [Fact]
    public async Task A_program_that_speaks_the_first_protocol_itself_is_understood()
    {
        var input = new JsonObject { ["familyName"] = "Callback" };
        var pending = Assert.IsType<ProviderReply.Pending>(await Platform.Call(Platform.Invocation(Node, "identity-verification", "start", input)));
        var reading = Assert.IsType<CallbackReading.Accepted>(await Platform.Read(Node, await Platform.NextCallback()));

        Assert.Equal(pending.Reference, reading.Reference);
        Assert.Equal("approved", PluginPlatform.Decision(await Platform.Get(Node, "identity-verification", pending.Reference)));
    }

    private Task<ProviderReply> VerifyAsync(string name, JsonObject? settings = null) =>
        Platform.Call(Platform.Invocation(Kyc, "identity-verification", "start", new JsonObject { ["familyName"] = name }, installation: Platform.Installation(settings: settings)));

    private Task<ProviderReply> PayAsync(string method, string? holder) => Platform.Call(Platform.Invocation(Payment, "payment", "create", new JsonObject
    {
        ["method"] = method, ["accountHolder"] = holder, ["iban"] = holder is null ? null : "DE89 3704 0044 0532 0130 00", ["amountMinor"] = 1250, ["currency"] = "EUR", ["locale"] = "en",
    }));

    private async Task<string> DoAsync(string operation, JsonObject input) => PluginPlatform.Done(await Platform.Call(Platform.Invocation(Payment, "payment", operation, input))).GetRawText();

    private Task<CallbackReading> CallbackAsync(string plugin, byte[] body, byte[]? signed = null) => Platform.Read(plugin, new CallbackRaw("POST", "/callbacks/north/kyc-1",
        new Dictionary<string, string> { ["X-Signature"] = Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(PluginPlatform.Secret), signed ?? body)) }, body, Platform.Clock.GetUtcNow()));

    private static List<string> Reasons(ProviderReply reply) => [.. PluginPlatform.Done(reply).GetProperty("reasonKeys").EnumerateArray().Select(one => one.GetString()!)];

    private static List<PluginPackage> Packages() => [.. Directory.GetFiles(Museum, "*.nupkg", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(file => PluginPackage.Read(File.ReadAllBytes(file)))];

    /// <summary>All exhibits, unpacked and running.</summary>
    public sealed class Hall : IAsyncLifetime
    {
        private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("portico-museum-");
        private Own own = null!;

        internal PluginPlatform Platform => own.Platform;

        public async Task InitializeAsync()
        {
            var folders = Packages().ConvertAll(package =>
            {
                var target = Path.Combine(folder.FullName, package.Manifest.Id);
                package.ExtractTo(target);
                return target;
            });
            own = await Own.StartAsync(
                options =>
                {
                    options.Lowest = TrustLevel.Verified;
                    options.FolderKeys["Museum"] = Path.Combine(Museum, "museum-1.0.pub.pem");
                    options.Runtimes["node"] = NodePluginTests.Node;
                },
                [.. folders]);
        }

        public async Task DisposeAsync()
        {
            await own.DisposeAsync();
            folder.Delete(recursive: true);
        }
    }
}
