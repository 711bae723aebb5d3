using System.Text.Json;
using System.Text.Json.Nodes;
using Portico.Conformance.Stages;

namespace Portico.Conformance.Checks;

internal static class ReconcileChecks
{
    private const string Unborn = "ref-nobody-gave-out";

    public static IReadOnlyList<Check> All { get; } =
    [
        new("reconcile.same-key", "After an unknown outcome the same key finds what happened", Needs.Provider, SameKeyAsync),
        new("reconcile.killed", "After the process died between effect and answer the same key finds what happened", Needs.Witness, async t => (await t.Deaths.Value).Interrupted),
        new("reconcile.get-done", "Asked later, what was decided is completed", Needs.Get, t => AskAsync(t, finished: true)),
        new("reconcile.get-waiting", "Asked too early, it goes on waiting", Needs.Get, t => AskAsync(t, finished: false)),
        new("reconcile.get-unknown", "What nobody knows is given up", Needs.Get, UnknownAsync),
        new("reconcile.get-down", "Asked while the provider is down, it is asked again", Needs.Get | Needs.Provider, DownAsync),
        new("reconcile.get-pure", "Asking has no effect", Needs.Get | Needs.Witness, PureAsync),
    ];

    private static async Task<Verdict> SameKeyAsync(Trial t)
    {
        var (stage, key) = (t.Stage(), t.Key());
        stage.Provider.OnlyOn(Errand.Effect, new Script(Error: "egress.timeout", MayHaveBeenSent: true, Effect: true));
        await stage.CallAsync(key);
        stage.Provider.Script = _ => null;
        if (stage.Provider.Effects == 0) return Verdict.Of("The provider was not asked.");
        var again = await stage.CallAsync(key, 2);
        return Verdict.Of(stage.Effects(key) != 1 ? $"The effect had happened, the answer was lost, and the repeat made it {stage.Effects(key)} effects." : again.Unless("completed", "pending") is { } wrong ? $"The repeat: {wrong}." : null);
    }

    private static Verdict NeverPending => Verdict.NotApplicable("The call was not answered with pending: see answers.202.");

    private static async Task<Verdict> AskAsync(Trial t, bool finished)
    {
        var stage = t.Stage();
        if (await t.BeginAsync(stage) is not { } reference) return NeverPending;
        if (finished) Trial.Finish(stage);
        var reply = await stage.GetAsync(reference, t.Key());
        var interim = (reply.Json?["value"] as JsonObject)?["final"]?.GetValueKind() is JsonValueKind.False;
        if (finished) return Verdict.Of((reply.Unless("completed") ?? (interim ? "it is said not to be final" : null)) is { } wrong ? $"The provider had decided: {wrong}." : null);
        return Verdict.Of(reply.Unless(interim ? "completed" : "pending") is { } early ? $"The provider had not decided: {early}." : null);
    }

    private static async Task<Verdict> UnknownAsync(Trial t)
    {
        var reply = await t.Stage().GetAsync(Unborn, t.Key());
        return Verdict.Of(reply.Unless("failed-final") is { } wrong ? $"Nobody knows the reference: {wrong}." : null);
    }

    private static async Task<Verdict> DownAsync(Trial t)
    {
        var stage = t.Stage();
        if (t.Sheet.Provider!.Lookup is null) return Verdict.NotApplicable($"{Sheet.File} names no request that asks how it stands.");
        if (await t.BeginAsync(stage) is not { } reference) return NeverPending;
        stage.Provider.OnlyOn(Errand.Lookup, new Script(503));
        var reply = await stage.GetAsync(reference, t.Key());
        return Verdict.Of(reply.Unless("failed-retryable") is { } wrong ? $"The provider answered 503: {wrong}." : null);
    }

    private static async Task<Verdict> PureAsync(Trial t)
    {
        var (stage, key) = (t.Stage(), t.Key());
        if (await t.BeginAsync(stage, key) is not { } reference) return NeverPending;
        foreach (var asking in (string[])[t.Key(), t.Key(), key]) await stage.GetAsync(reference, asking);
        var asked = stage.Provider.Requests.Count(request => request.Errand is Errand.Effect);
        return Verdict.Of(stage.Effects(key) > 1 || asked > 1 ? "Asking how it stands made the request that has the effect." : null);
    }
}
