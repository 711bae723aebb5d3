using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Portico.App.Plugins;

namespace Portico.Plugins.Tests;

public sealed class CallbackTests(PluginPlatform platform) : IClassFixture<PluginPlatform>
{
    private const string Body = """{"id":"evt_1","type":"verification.finished","ref":"sbx_1","outcome":"approved","occurredAt":"2026-03-14T09:00:00Z"}""";

    [Fact]
    public async Task A_signed_callback_is_accepted_and_a_repeat_is_the_same_event()
    {
        var raw = Signed(Body);

        var first = Assert.IsType<CallbackReading.Accepted>(await platform.Read("kyc.sandbox", raw));
        var repeat = Assert.IsType<CallbackReading.Accepted>(await platform.Read("kyc.sandbox", raw));

        Assert.Equal(("evt_1", "sbx_1", "verification.finished", true, 30), (first.EventId, first.Reference, first.Kind, first.Final, first.Rank));
        Assert.Equal("approved", first.Value.GetProperty("decision").GetString());
        Assert.Equal(first.EventId, repeat.EventId);
    }

    [Fact]
    public async Task Header_names_do_not_care_about_case() =>
        Assert.IsType<CallbackReading.Accepted>(await platform.Read("kyc.sandbox", Signed(Body) is var raw ? raw with { Headers = raw.Headers.ToDictionary(h => h.Key.ToLowerInvariant(), h => h.Value) } : raw));

    [Fact]
    public async Task The_former_secret_is_good_while_it_is_set()
    {
        var both = platform.Installation(secret: "new") with { Secrets = new Dictionary<string, string> { ["callbackSecret"] = "new", ["callbackSecret.former"] = PluginPlatform.Secret } };

        Assert.IsType<CallbackReading.Accepted>(await platform.Read("kyc.sandbox", Signed(Body), both));
        Assert.IsType<CallbackReading.Rejected>(await platform.Read("kyc.sandbox", Signed(Body), platform.Installation(secret: "new")));
    }

    [Fact]
    public async Task A_callback_for_another_kind_of_provider_is_not_mine() =>
        Assert.IsType<CallbackReading.NotMine>(await platform.Read("payment.sandbox", Signed(Body)));

    [Theory]
    [InlineData(-299, true)]
    [InlineData(-301, false)]
    [InlineData(299, true)]
    [InlineData(301, false)]
    public async Task A_callback_is_good_for_five_minutes_either_way(int seconds, bool good)
    {
        var reading = await platform.Read("kyc.sandbox", Signed(Body, at: platform.Clock.GetUtcNow().AddSeconds(seconds)));

        Assert.Equal(good, reading is CallbackReading.Accepted);
        if (!good) Assert.Equal("callback.age", ((CallbackReading.Rejected)reading).Reason);
    }

    public static TheoryData<string> Forgeries => new(Forge.Keys);

    [Theory]
    [MemberData(nameof(Forgeries))]
    public async Task A_forgery_is_rejected(string how)
    {
        var reading = await platform.Read("kyc.sandbox", Forge[how](Signed(Body)));

        Assert.IsType<CallbackReading.Rejected>(reading);
    }

    private static readonly Dictionary<string, Func<CallbackRaw, CallbackRaw>> Forge = new()
    {
        ["one letter changed"] = raw => raw with { Body = Encoding.UTF8.GetBytes(Body.Replace("sbx_1", "sbx_2", StringComparison.Ordinal)) },
        ["outcome changed"] = raw => raw with { Body = Encoding.UTF8.GetBytes(Body.Replace("approved", "declined", StringComparison.Ordinal)) },
        ["serialised again"] = raw => raw with { Body = Encoding.UTF8.GetBytes(JsonSerializer.Serialize(JsonDocument.Parse(Body).RootElement, Indented)) },
        ["a space appended"] = raw => raw with { Body = [.. raw.Body, (byte)' '] },
        ["empty body"] = raw => raw with { Body = [] },
        ["timestamp changed"] = raw => With(raw, "Portico-Sandbox-Timestamp", "1"),
        ["timestamp with a sign"] = raw => With(raw, "Portico-Sandbox-Timestamp", "+" + raw.Headers["Portico-Sandbox-Timestamp"]),
        ["no timestamp"] = raw => Without(raw, "Portico-Sandbox-Timestamp"),
        ["no signature"] = raw => Without(raw, "Portico-Sandbox-Signature"),
        ["empty signature"] = raw => With(raw, "Portico-Sandbox-Signature", ""),
        ["no version"] = raw => With(raw, "Portico-Sandbox-Signature", raw.Headers["Portico-Sandbox-Signature"][3..]),
        ["unknown version"] = raw => With(raw, "Portico-Sandbox-Signature", "v0=" + raw.Headers["Portico-Sandbox-Signature"][3..]),
        ["capital letters"] = raw => With(raw, "Portico-Sandbox-Signature", "v1=" + raw.Headers["Portico-Sandbox-Signature"][3..].ToUpperInvariant()),
        ["cut short"] = raw => With(raw, "Portico-Sandbox-Signature", raw.Headers["Portico-Sandbox-Signature"][..^2]),
        ["too long"] = raw => With(raw, "Portico-Sandbox-Signature", raw.Headers["Portico-Sandbox-Signature"] + "00"),
        ["not hex"] = raw => With(raw, "Portico-Sandbox-Signature", "v1=" + new string('z', 64)),
        ["zeros"] = raw => With(raw, "Portico-Sandbox-Signature", "v1=" + new string('0', 64)),
        ["two signatures"] = raw => With(raw, "Portico-Sandbox-Signature", raw.Headers["Portico-Sandbox-Signature"] + "," + raw.Headers["Portico-Sandbox-Signature"]),
        ["other secret"] = raw => Sign(Body, "other", raw.ReceivedAt, raw.ReceivedAt),
        ["empty secret"] = raw => Sign(Body, "", raw.ReceivedAt, raw.ReceivedAt),
        ["body without timestamp signed"] = raw => With(raw, "Portico-Sandbox-Signature", "v1=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(PluginPlatform.Secret), Encoding.UTF8.GetBytes(Body)))),
        ["GET"] = raw => raw with { Method = "GET" },
        ["signed, but no JSON"] = raw => Sign("approved", PluginPlatform.Secret, raw.ReceivedAt, raw.ReceivedAt),
        ["signed, but a list"] = raw => Sign("[]", PluginPlatform.Secret, raw.ReceivedAt, raw.ReceivedAt),
        ["signed, but no id"] = raw => Sign(Body.Replace("\"id\":\"evt_1\",", "", StringComparison.Ordinal), PluginPlatform.Secret, raw.ReceivedAt, raw.ReceivedAt),
        ["signed, but an invented outcome"] = raw => Sign(Body.Replace("approved", "promoted", StringComparison.Ordinal), PluginPlatform.Secret, raw.ReceivedAt, raw.ReceivedAt),
        ["signed, but a reference with a slash"] = raw => Sign(Body.Replace("sbx_1", "../sbx", StringComparison.Ordinal), PluginPlatform.Secret, raw.ReceivedAt, raw.ReceivedAt),
    };

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    private CallbackRaw Signed(string body, DateTimeOffset? at = null) => Sign(body, PluginPlatform.Secret, at ?? platform.Clock.GetUtcNow(), platform.Clock.GetUtcNow());

    // Written from the documentation, not from the plugin: a vector that both have to agree on.
    private static CallbackRaw Sign(string body, string secret, DateTimeOffset at, DateTimeOffset receivedAt)
    {
        var timestamp = at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var signature = HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes($"{timestamp}.{body}"));
        return new CallbackRaw("POST", "/callbacks/north/kyc-1", new Dictionary<string, string>
        {
            ["Portico-Sandbox-Timestamp"] = timestamp,
            ["Portico-Sandbox-Signature"] = "v1=" + Convert.ToHexStringLower(signature),
        }, Encoding.UTF8.GetBytes(body), receivedAt);
    }

    private static CallbackRaw With(CallbackRaw raw, string header, string value) => raw with { Headers = new Dictionary<string, string>(raw.Headers) { [header] = value } };

    private static CallbackRaw Without(CallbackRaw raw, string header) => raw with { Headers = raw.Headers.Where(h => h.Key != header).ToDictionary() };
}
