using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Portico.Conformance.Stages;

namespace Portico.Conformance.Checks;

internal static class CallbackChecks
{
    private static readonly JsonSerializerOptions Spread = new() { WriteIndented = true };

    public static IReadOnlyList<Check> All { get; } =
    [
        new("callbacks.valid", "A genuine callback is accepted, with reference and time", Needs.Callbacks, async t => Verdict.Of(await ValidAsync(t))),
        No("unsigned", "A callback without its headers is rejected", (t, c) => c with { Headers = new Dictionary<string, string>() }),
        No("forged", "A callback whose signature differs in one letter is rejected", (t, c) => c with { Headers = Forged(c, t.Sheet.Callbacks!) }),
        No("re-serialised", "A body that means the same in other bytes is rejected", (_, c) => c with { Body = JsonSerializer.SerializeToUtf8Bytes(JsonNode.Parse(c.Body), Spread) }),
        new("callbacks.old", "An old callback is rejected, however genuine", Needs.Callbacks, t => LateAsync(t, late: true)),
        new("callbacks.early", "A callback from the future is rejected", Needs.Callbacks, t => LateAsync(t, late: false)),
        new("callbacks.other-tenant", "A callback that is signed with another tenant’s secret is rejected", Needs.Callbacks, OtherTenantAsync),
        new("callbacks.former-secret", "While a secret is changed, the former one is good", Needs.Callbacks, FormerAsync),
        new("callbacks.replay", "The same bytes have the same verdict and the same event", Needs.Callbacks, ReplayAsync),
        new("callbacks.duplicate", "An event that is sent again is the same event", Needs.Callbacks, DuplicateAsync),
        new("callbacks.reordered", "An interim event that comes late does not outrank the final one, and says when it happened", Needs.Callbacks, ReorderedAsync),
        new("callbacks.unknown-reference", "A callback about a reference that this process never saw is accepted, or not its own", Needs.Callbacks, UnknownAsync),
        new("callbacks.unreadable", "A signed body that cannot be read is rejected, not thrown at", Needs.Callbacks, UnreadableAsync),
        new("callbacks.header-case", "Headers are found in capitals and in small letters", Needs.Callbacks, HeaderCaseAsync),
        new("callbacks.pure", "Reading callbacks asks nobody", Needs.Callbacks, t => Task.FromResult(Verdict.Of(Asked(t))), Phase.Last),
    ];

    private static Check No(string name, string title, Func<Trial, SignedCallback, SignedCallback> spoil) => new("callbacks." + name, title, Needs.Callbacks, async t =>
    {
        var (stage, genuine) = await GenuineAsync(t);
        return await RejectedAsync(t, stage, spoil(t, genuine));
    });

    private static CallbackSheet Sheet(Trial t) => t.Sheet.Callbacks!;

    /// <summary>A callback about something that really began, where something can.</summary>
    private static async Task<(Stage Stage, SignedCallback Callback)> GenuineAsync(Trial t, JsonObject? body = null, string? tenant = null)
    {
        var stage = t.Stage(tenant);
        var reference = t.Sheet.Call is not null && (t.Sheet.Provider?.Pending is not null || t.Magic("202") is not null) ? await t.BeginAsync(stage) : null;
        stage.Now = t.Bench.Now;
        t.CallbackStages.Add((stage, Asked(stage)));
        return (stage, SignedCallback.Of(Sheet(t), SignedCallback.Filled(body ?? Sheet(t).Final, "evt-" + t.Key()[^8..], reference ?? "ref-1", stage.Now.AddSeconds(-90)), stage.Secrets[Sheet(t).Secret], stage.Now));
    }

    private static async Task<string?> ValidAsync(Trial t)
    {
        var (stage, callback) = await GenuineAsync(t);
        var reply = await stage.CallbackAsync(callback);
        return IsAccepted(reply) ?? (Encoding.UTF8.GetString(callback.Body).Contains((string)reply.Json!["ref"]!, StringComparison.Ordinal) ? null : "The accepted reference does not stand in the callback.");
    }

    private static string? IsAccepted(Reply reply) => reply.Trouble ?? ((string?)reply.Json!["verdict"] == "accepted" ? null : $"A genuine callback was not accepted: {reply.Shown}.");

    /// <summary>That it was rejected proves something only where a genuine one is accepted.</summary>
    private static async Task<Verdict> RejectedAsync(Trial t, Stage stage, SignedCallback spoilt, DateTimeOffset? receivedAt = null)
    {
        if (await ValidAsync(t) is not null) return Dependent;
        var reply = await stage.CallbackAsync(spoilt, receivedAt);
        return Verdict.Of(reply.Trouble is { } trouble ? trouble + "." : reply.Threw ? "The plugin threw an exception." : (string?)reply.Json!["verdict"] == "rejected" ? null : $"It was {reply.Shown}.");
    }

    private static Verdict Dependent => Verdict.NotApplicable("Genuine callbacks are not accepted: see callbacks.valid.");

    private static Dictionary<string, string> Forged(SignedCallback callback, CallbackSheet sheet)
    {
        var signed = sheet.Headers.First(header => header.Value.Contains("{signature}", StringComparison.Ordinal));
        // the last letter of the signature, wherever it stands in the header
        var rest = signed.Value[(signed.Value.IndexOf("{signature}", StringComparison.Ordinal) + "{signature}".Length)..].Length;
        var value = callback.Headers[signed.Key].ToCharArray();
        var at = value.Length - rest - (sheet.Algorithm.EndsWith("base64", StringComparison.Ordinal) ? 3 : 1);
        value[at] = value[at] == '0' ? '1' : '0';
        return new(callback.Headers) { [signed.Key] = new string(value) };
    }

    private static async Task<Verdict> LateAsync(Trial t, bool late)
    {
        if (Sheet(t).ToleranceSeconds is not { } tolerance) return Verdict.NotApplicable("The provider’s callbacks carry no time.");
        var (stage, callback) = await GenuineAsync(t);
        return await RejectedAsync(t, stage, callback, stage.Now.AddSeconds((late ? 1 : -1) * (tolerance + 30)));
    }

    private static async Task<Verdict> OtherTenantAsync(Trial t)
    {
        var (stage, _) = await GenuineAsync(t);
        var (other, theirs) = await GenuineAsync(t);
        await other.CallbackAsync(theirs); // so that the process has seen the other secret
        return await RejectedAsync(t, stage, theirs);
    }

    private static async Task<Verdict> FormerAsync(Trial t)
    {
        var setting = t.Manifest.Settings.First(one => one.Name == Sheet(t).Secret);
        if (Sheet(t).FormerSecret is null && !setting.Rotates) return Verdict.NotApplicable($"“{setting.Name}” does not rotate.");
        var (stage, callback) = await GenuineAsync(t);
        stage.Secrets[Sheet(t).FormerSecret ?? setting.FormerName] = stage.Secrets[setting.Name];
        stage.SetSecret(setting.Name);
        if (await ValidAsync(t) is not null) return Dependent;
        return Verdict.Of(IsAccepted(await stage.CallbackAsync(callback)) is { } wrong ? $"Signed with the former secret: {wrong}" : null);
    }

    private static async Task<Verdict> ReplayAsync(Trial t)
    {
        var (stage, callback) = await GenuineAsync(t);
        var first = await stage.CallbackAsync(callback, stage.Now);
        if (IsAccepted(first) is not null) return Dependent;
        var second = await stage.CallbackAsync(callback, stage.Now);
        return Verdict.Of(JsonNode.DeepEquals(first.Json, second.Json) ? null : $"First it was {first.Shown}, then {second.Shown}, or with other content. Portico forgets repeats by their event id.");
    }

    private static async Task<Verdict> DuplicateAsync(Trial t)
    {
        var (stage, callback) = await GenuineAsync(t);
        var first = await stage.CallbackAsync(callback);
        if (IsAccepted(first) is not null) return Dependent;
        var later = stage.Now.AddSeconds(40);
        var second = await stage.CallbackAsync(SignedCallback.Of(Sheet(t), callback.Body, stage.Secrets[Sheet(t).Secret], later), later);
        return Verdict.Of((string?)first.Json!["eventId"] == (string?)second.Json?["eventId"] ? null : "The same event, signed anew, has another event id.");
    }

    private static async Task<Verdict> ReorderedAsync(Trial t)
    {
        var (stage, final) = await GenuineAsync(t);
        var last = await stage.CallbackAsync(final);
        if (IsAccepted(last) is not null) return Dependent;
        var said = (DateTimeOffset)last.Json!["occurredAt"]!;
        if (Sheet(t).Final.ToJsonString().Contains("{occurredAt}", StringComparison.Ordinal) && (said - stage.Now.AddSeconds(-90)).Duration() > TimeSpan.FromSeconds(2)) return Verdict.Of($"The event says when it happened, and occurredAt says something else ({(said > stage.Now.AddSeconds(-60) ? "when it was received" : "another time")}).");
        if (Sheet(t).Interim is not { } interim) return Verdict.Passed;
        var body = SignedCallback.Filled(interim, "evt-" + t.Key()[^8..], (string)last.Json["ref"]!, stage.Now.AddSeconds(-120));
        var earlier = await stage.CallbackAsync(SignedCallback.Of(Sheet(t), body, stage.Secrets[Sheet(t).Secret], stage.Now));
        if (IsAccepted(earlier) is { } wrong) return Verdict.Of($"The interim event: {wrong}");
        return Verdict.Of((int)earlier.Json!["rank"]! < (int)last.Json["rank"]! && (bool)last.Json["final"]! ? null : "The interim event has the rank of the final one, or the final one is not final.");
    }

    private static async Task<Verdict> UnknownAsync(Trial t)
    {
        if (await ValidAsync(t) is not null) return Dependent;
        var stage = t.Stage();
        var body = SignedCallback.Filled(Sheet(t).Final, "evt-" + t.Key()[^8..], "ref-of-another-day", stage.Now);
        var reply = await stage.CallbackAsync(SignedCallback.Of(Sheet(t), body, stage.Secrets[Sheet(t).Secret], stage.Now));
        return Verdict.Of(reply.Trouble ?? ((string?)reply.Json!["verdict"] is "accepted" or "not-mine" ? null : $"It was {reply.Shown}. A process may have been started a moment ago: it knows nothing of what was begun before."));
    }

    private static async Task<Verdict> UnreadableAsync(Trial t)
    {
        if (await ValidAsync(t) is not null) return Dependent;
        var stage = t.Stage();
        foreach (var body in (string[])["", "{\"half\":", "null", "[]", "\"text\"", "\u0000\u0001", "{}", "{\"id\":{\"a\":[1]},\"status\":7}", SignedCallback.Filled(Sheet(t).Final, "evt-odd", "this is no reference!", stage.Now).ToJsonString()])
        {
            var reply = await stage.CallbackAsync(SignedCallback.Of(Sheet(t), Encoding.UTF8.GetBytes(body), stage.Secrets[Sheet(t).Secret], stage.Now));
            if (reply.Trouble is { } trouble) return Verdict.Of($"The body {JsonSerializer.Serialize(body)}: {trouble}.");
            if (reply.Threw) return Verdict.Of($"The body {JsonSerializer.Serialize(body)} made the plugin throw an exception.");
            if ((string?)reply.Json!["verdict"] == "accepted") return Verdict.Of($"The body {JsonSerializer.Serialize(body)} was accepted.");
        }

        return Verdict.Passed;
    }

    private static async Task<Verdict> HeaderCaseAsync(Trial t)
    {
        if (await ValidAsync(t) is not null) return Dependent;
        foreach (var change in (Func<string, string>[])[name => name.ToLowerInvariant(), name => name.ToUpperInvariant()])
        {
            var (stage, callback) = await GenuineAsync(t);
            var reply = await stage.CallbackAsync(callback with { Headers = callback.Headers.ToDictionary(header => change(header.Key), header => header.Value) });
            if (IsAccepted(reply) is { } wrong) return Verdict.Of($"With headers as in {change(Sheet(t).Headers.First().Key)}: {wrong}");
        }

        return Verdict.Passed;
    }

    private static int Asked(Stage stage) => stage.Provider.Requests.Count + stage.Denied.Count;

    private static string? Asked(Trial t) => t.CallbackStages.Any(one => Asked(one.Stage) > one.Before) ? "While a callback was read, the plugin asked somebody. Reading is pure: what it says comes from the callback alone." : null;
}
