using System.Globalization;
using System.Text.Json.Nodes;
using Portico.Conformance.Stages;

namespace Portico.Conformance.Checks;

/// <summary>Each answer of a provider means one thing to a journey: go on, wait, try again, give up, or ask first.</summary>
internal static class AnswerChecks
{
    private const string Retryable = "failed-retryable", Final = "failed-final";

    public static IReadOnlyList<Check> All { get; } =
    [
        new("answers.200", "Done is completed", Needs.Call, DoneAsync),
        new("answers.202", "Not yet is pending", Needs.Call, WaitingAsync),
        Told("302", "A redirect is followed by nobody, and is no success", new Script(302, Headers: new Dictionary<string, string> { ["Location"] = "https://elsewhere.example/" }), reply => reply.Unless(Retryable, Final)),
        Refused("400", "A wrong request is given up, or a refusal", reply => reply.Unless(Final, "completed")),
        Refused("401", "Wrong credentials are a failure with nothing done", NothingDone),
        Refused("402", "A refused payment is given up, or a refusal", reply => reply.Unless(Final, "completed")),
        Refused("404", "What is not there is a failure with nothing done", NothingDone),
        Refused("409", "A conflict is no success of this call", reply => reply.Unless(Retryable, Final)),
        Refused("422", "Values the provider does not take are given up, or a refusal", reply => reply.Unless(Final, "completed")),
        Told("429", "Too many requests is tried again after the time the provider says", new Script(429, Headers: After("7")), NotYet, reply => Waits(reply, TimeSpan.FromSeconds(7))),
        new("answers.429-date", "… also where it says a date", Needs.Provider, RetryAfterDateAsync),
        Told("500", "An error of the provider is tried again, and its outcome is unknown", new Script(500, Effect: true), Unknown),
        Told("503", "A provider that is down is tried again after the time it says", new Script(503, Headers: After("30")), reply => reply.Unless(Retryable), reply => Waits(reply, TimeSpan.FromSeconds(30))),
        Told("unreachable", "A request that never left is tried again, with nothing done", new Script(Error: "egress.unreachable"), NotYet),
        Told("timeout", "An answer that never came is tried again, and its outcome is unknown", new Script(Error: "egress.timeout", MayHaveBeenSent: true, Effect: true), Unknown),
        Told("garbage", "An answer that cannot be read leaves the outcome unknown", new Script(200, Raw: "<html>proxy says hello</html>"u8.ToArray(), Effect: true), Unknown),
        new("answers.empty", "An answer without what it should hold leaves the outcome unknown", Needs.Provider, EmptyAsync),
        Told("huge", "An answer that is too large leaves the outcome unknown", new Script(Error: "egress.too_large", MayHaveBeenSent: true, Effect: true), Unknown),
        new("answers.slow", "An answer that takes a while is waited for", Needs.Provider, SlowAsync),
    ];

    /// <param name="also">What holds as well where the provider really said it, and no magic value did.</param>
    private static Check Told(string name, string title, Script script, Func<Reply, string?> judge, Func<Reply, string?>? also = null) =>
        new("answers." + name, title, Needs.Call, t => AskAsync(t, name, script, reply => judge(reply) ?? (t.Magic(name) is null ? also?.Invoke(reply) : null)));

    /// <summary>With the body that conformance.json has for it.</summary>
    private static Check Refused(string status, string title, Func<Reply, string?> judge) => new("answers." + status, title, Needs.Call, t =>
        AskAsync(t, status, new Script(int.Parse(status, CultureInfo.InvariantCulture), t.Sheet.Provider?.Refused?.GetValueOrDefault(status)?.DeepClone() ?? new JsonObject { ["error"] = "conformance" }), judge));

    private static async Task<Verdict> AskAsync(Trial t, string name, Script script, Func<Reply, string?> judge)
    {
        var stage = t.Stage();
        var magic = t.Magic(name);
        if (magic is null && t.Lacking(Needs.Provider) is { } lacking) return Verdict.NotApplicable($"{lacking} Nor does {Sheet.File} name an input that stands for {name}.");
        if (magic is null) stage.Provider.OnlyOn(Errand.Effect, script);
        var reply = await stage.CallAsync(t.Key(), magic: magic);
        if (magic is null && stage.Provider.Requests.All(request => request.Errand is not Errand.Effect)) return Verdict.Of($"The request {t.Sheet.Provider!.Effect} was not made: {reply.Shown}.");
        return Verdict.Of(judge(reply) is { } wrong ? $"The provider {Said(name)}: {wrong}." : IsRefusal(reply));
    }

    /// <summary>Where a refusal may be an answer, it must not be a success.</summary>
    private static string? IsRefusal(Reply reply) => (reply.Json?["value"] as JsonObject) is { } value && ((string?)value["decision"] == "approved" || (string?)value["state"] == "active" || value["acceptedAt"] is not null) && reply.Status == "completed" ? "The provider refused, and the plugin says it succeeded." : null;

    private static string Said(string name) => name switch { "unreachable" => "could not be reached", "timeout" => "did the work and never answered", "garbage" => "answered HTML", "huge" => "answered more than fits", "302" => "answered with a redirect", _ => $"answered {name}" };

    private static string? Unknown(Reply reply) => reply.Unless(Retryable) ?? (reply.OutcomeUnknown ? null : "the effect may have happened, so outcomeUnknown has to be true");

    private static string? NotYet(Reply reply) => reply.Unless(Retryable) ?? (reply.OutcomeUnknown ? "nothing can have happened, so outcomeUnknown has to be false" : null);

    private static string? NothingDone(Reply reply) => reply.Unless(Retryable, Final) ?? (reply.OutcomeUnknown ? "nothing can have happened, so outcomeUnknown has to be false" : null);

    private static string? Waits(Reply reply, TimeSpan wanted)
    {
        var told = (long?)reply.Json?["retryAfterMs"];
        return told is { } ms && Math.Abs(ms - wanted.TotalMilliseconds) <= 2_500 ? null : $"Retry-After said {wanted.TotalSeconds:0} seconds, retryAfterMs says {(told is null ? "nothing" : told)}";
    }

    private static Dictionary<string, string> After(string value) => new() { ["Retry-After"] = value };

    private static async Task<Verdict> DoneAsync(Trial t)
    {
        if (t.Sheet.Provider is not null ? t.Sheet.Provider.Done is null : false) return Verdict.NotApplicable("The provider never answers at once.");
        var reply = await t.Stage().CallAsync(t.Key(), magic: t.Magic("200"));
        if (reply.Unless("completed") is not { } wrong) return Verdict.Passed;
        return t.Sheet.Provider is null && t.Magic("200") is null ? Verdict.NotApplicable($"The plugin asks nobody over https, and {Sheet.File} names no input that succeeds.") : Verdict.Of($"The provider was done: {wrong}.");
    }

    private static async Task<Verdict> WaitingAsync(Trial t)
    {
        if (t.Sheet.Provider?.Pending is null && t.Magic("202") is null) return Verdict.NotApplicable($"{Sheet.File} names no answer that keeps waiting.");
        var stage = t.Stage();
        stage.Provider.IsSlowToDecide = true;
        var reply = await stage.CallAsync(t.Key(), magic: t.Magic("202"));
        return Verdict.Of(reply.Unless("pending") is { } wrong ? $"The provider was not done: {wrong}." : null);
    }

    private static async Task<Verdict> RetryAfterDateAsync(Trial t)
    {
        var stage = t.Stage();
        stage.Provider.Script = request => request.Errand is Errand.Effect ? new Script(429, Headers: After(stage.Now.AddSeconds(60).ToString("r", CultureInfo.InvariantCulture))) : null;
        var reply = await stage.CallAsync(t.Key());
        return Verdict.Of((NotYet(reply) ?? Waits(reply, TimeSpan.FromSeconds(60))) is { } wrong ? $"The provider answered 429 with a date: {wrong}." : null);
    }

    private static async Task<Verdict> EmptyAsync(Trial t)
    {
        foreach (var body in (string[])["", "{}", "null", "[]"])
        {
            var stage = t.Stage();
            stage.Provider.OnlyOn(Errand.Effect, new Script(200, Raw: System.Text.Encoding.UTF8.GetBytes(body), Effect: true));
            if (Unknown(await stage.CallAsync(t.Key())) is { } wrong) return Verdict.Of($"The provider answered 200 with {(body.Length == 0 ? "no body" : $"the body {body}")}: {wrong}.");
        }

        return Verdict.Passed;
    }

    private static async Task<Verdict> SlowAsync(Trial t)
    {
        var stage = t.Stage();
        stage.Provider.Script = request => request.Errand is Errand.Effect ? new Script(Delay: t.Pace.SlowBody, AsUsual: true) : null;
        var reply = await stage.CallAsync(t.Key());
        return Verdict.Of(reply.Unless("completed", "pending") is { } wrong ? $"The provider took {t.Pace.SlowBody.TotalSeconds:0.#} s: {wrong}." : null);
    }
}
