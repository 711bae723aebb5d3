using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Portico.Conformance.Stages;

namespace Portico.Conformance.Checks;

/// <summary>The same question in other surroundings. What differs between two askings at home, such as a time or a random word, is left out.</summary>
internal static class CultureChecks
{
    private const string Letters = "Şeyma Iğdırlı-İnan 李 Ünsal";

    public static IReadOnlyList<Check> All { get; } =
    [
        new("culture.answers", "It answers the same where I and i are other letters (tr-TR)", Needs.Call, t => SameAsync(t, Surroundings.Turkish, Answers)),
        new("culture.requests", "It asks its provider the same in tr-TR", Needs.Provider, t => SameAsync(t, Surroundings.Turkish, Requests)),
        new("culture.callbacks", "It reads callbacks the same in tr-TR", Needs.Callbacks, CallbacksAsync),
        new("culture.time-zone", "It asks and answers the same in another time zone", Needs.Call, ZoneAsync),
        new("culture.letters", "Names arrive at the provider letter by letter", Needs.Provider | Needs.Personal, LettersAsync),
        new("culture.clock", "Its times are the platform’s, not the machine’s", Needs.Get, ClockAsync),
    ];

    private static async Task<Verdict> ZoneAsync(Trial t)
    {
        if (OperatingSystem.IsLinux() && !File.Exists("/usr/share/zoneinfo/" + Surroundings.FarEast.TimeZone)) return Verdict.NotApplicable("This machine knows no time zones.");
        return await SameAsync(t, Surroundings.FarEast, (stage, reply) => [.. Requests(stage, reply), .. Answers(stage, reply)]);
    }

    private static IEnumerable<KeyValuePair<string, string>> Answers(Stage stage, Reply reply) => Flat("answer", reply.Trouble is { } trouble ? JsonValue.Create(trouble) : reply.Json);

    private static IEnumerable<KeyValuePair<string, string>> Requests(Stage stage, Reply reply) => stage.Provider.Requests.SelectMany((request, i) => (KeyValuePair<string, string>[])
    [
        new($"request {i + 1}: address", request.Method + " " + request.Url),
        .. request.Headers.Select(header => KeyValuePair.Create($"request {i + 1}: header {header.Key}", header.Value)),
        .. Flat($"request {i + 1}: body", Parsed(request.Body)),
    ]);

    private static async Task<Verdict> SameAsync(Trial t, Surroundings surroundings, Func<Stage, Reply, IEnumerable<KeyValuePair<string, string>>> look)
    {
        var process = await t.Bench.InAsync(surroundings);
        if (process.Trouble is { } trouble) return Verdict.Of(trouble);
        var (tenant, key, personal) = (t.Tenant(), t.Key(), "Irmgard Iversen");
        var secrets = t.Stage(tenant).Secrets;
        var now = t.Bench.Now;
        var seen = new List<Dictionary<string, string>>();
        foreach (var on in (PluginProcess?[])[null, null, process])
        {
            var stage = t.Stage(tenant, tenant + "-abroad");
            stage.Now = now;
            foreach (var (name, value) in secrets) stage.Secrets[name] = value;
            var reply = await stage.CallAsync(key, magic: t.Magic("200"), on: on, personal: personal);
            // the callback address names the stage, and nothing else that is sent does
            seen.Add(look(stage, reply).DistinctBy(pair => pair.Key).ToDictionary(pair => pair.Key, pair => pair.Value.Replace(stage.Grant, "…", StringComparison.Ordinal).Replace(stage.Grant[..12], "…", StringComparison.Ordinal)));
        }

        if (seen[2].TryGetValue("answer.code", out var code) && code == "plugin.threw" && seen[0].GetValueOrDefault("answer.code") != code) return Verdict.Of("There the plugin threw an exception.");
        var steady = seen[0].Where(pair => seen[1].GetValueOrDefault(pair.Key) == pair.Value).ToList();
        return Verdict.Of(steady.FirstOrDefault(pair => seen[2].GetValueOrDefault(pair.Key) != pair.Value) is { Key: not null } odd ? $"{odd.Key}: here {odd.Value}, there {seen[2].GetValueOrDefault(odd.Key) ?? "nothing"}." : null);
    }

    private static async Task<Verdict> CallbacksAsync(Trial t)
    {
        var process = await t.Bench.InAsync(Surroundings.Turkish);
        if (process.Trouble is { } trouble) return Verdict.Of(trouble);
        var sheet = t.Sheet.Callbacks!;
        var stage = t.Stage();
        stage.Now = t.Bench.Now;
        var callback = SignedCallback.Of(sheet, SignedCallback.Filled(sheet.Final, "evt-abroad", "ref-1", stage.Now.AddSeconds(-30)), stage.Secrets[sheet.Secret], stage.Now);
        var (here, there) = (await stage.CallbackAsync(callback), await stage.CallbackAsync(callback, on: process));
        return Verdict.Of(here.Json is not null && JsonNode.DeepEquals(here.Json, there.Json) ? null : $"Here it was {here.Shown}, there {there.Shown}, or with other content.");
    }

    private static async Task<Verdict> LettersAsync(Trial t)
    {
        var stage = t.Stage();
        await stage.CallAsync(t.Key(), personal: Letters);
        var bodies = stage.Provider.Requests.SelectMany(request => Flat("", Parsed(request.Body)).Select(pair => pair.Value).Append(Encoding.UTF8.GetString(request.Body)).Append(Uri.UnescapeDataString(Encoding.UTF8.GetString(request.Body).Replace('+', ' ')))).ToList();
        return Verdict.Of(bodies.Any(text => text.Contains(Letters, StringComparison.Ordinal)) ? null : bodies.Count == 0 ? "The provider was not asked." : "A name with Turkish and Chinese letters did not arrive as it was typed.");
    }

    /// <summary>The platform’s clock is five years ahead of this machine’s.</summary>
    private static async Task<Verdict> ClockAsync(Trial t)
    {
        var stage = t.Stage();
        stage.Provider.IsSlowToDecide = true;
        stage.Now = t.Bench.Now;
        var reply = await stage.CallAsync(t.Key(), magic: t.Magic("202"));
        if (reply is not { Trouble: null, Status: "pending" }) return Verdict.NotApplicable("The call was not answered with pending: see answers.202.");
        foreach (var name in (string[])["expiresAt", "pollAfter"])
            if (reply.Json![name] is { } time && DateTimeOffset.Parse(time.GetValue<string>(), CultureInfo.InvariantCulture) < stage.Now.AddMinutes(-1)) return Verdict.Of($"{name} lies years before the platform’s now. Take the time from Instance.Clock.");
        return Verdict.Passed;
    }

    private static JsonNode? Parsed(byte[] body)
    {
        try
        {
            return body.Length == 0 ? null : JsonNode.Parse(body);
        }
        catch (System.Text.Json.JsonException)
        {
            return JsonValue.Create(Encoding.UTF8.GetString(body)); // a form, or XML
        }
    }

    private static IEnumerable<KeyValuePair<string, string>> Flat(string at, JsonNode? node) => node switch
    {
        JsonObject members => members.SelectMany(member => Flat($"{at}.{member.Key}", member.Value)),
        JsonArray items => items.SelectMany((item, i) => Flat(string.Create(CultureInfo.InvariantCulture, $"{at}[{i}]"), item)),
        JsonValue value when value.TryGetValue<string>(out var text) => [new(at, text)],
        null => [],
        _ => [new(at, node.ToJsonString())],
    };
}
