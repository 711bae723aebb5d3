using Portico.Conformance.Stages;

namespace Portico.Conformance.Checks;

internal static class IdempotencyChecks
{
    private const int Times = 20;

    public static IReadOnlyList<Check> All { get; } =
    [
        new("idempotency.parallel", "One key twenty times at once is one effect and one answer", Needs.Witness, ParallelAsync),
        new("idempotency.repeat", "A repeat with the same key has no second effect and the same answer", Needs.Witness, RepeatAsync),
        new("idempotency.restart", "A repeat after a restart has no second effect", Needs.Witness, async t => (await t.Deaths.Value).Repeated),
        new("idempotency.other-key", "Another key is another effect, also where keys differ at their ends only", Needs.Witness, OtherKeyAsync),
        new("idempotency.other-tenant", "The same key of another tenant is another effect", Needs.Witness, OtherTenantAsync),
        new("idempotency.after-failure", "What failed without an effect succeeds with the same key later", Needs.Provider, AfterFailureAsync),
    ];

    private static async Task<Verdict> ParallelAsync(Trial t)
    {
        var (stage, key) = (t.Stage(), t.Key());
        var replies = await Task.WhenAll(Enumerable.Range(0, Times).Select(_ => stage.CallAsync(key, 1, t.Magic("200"))));
        if (replies.Select(reply => reply.Unless("completed", "pending", "failed-retryable")).FirstOrDefault(wrong => wrong is not null) is { } odd) return Verdict.Of($"One of {Times} calls: {odd}.");
        if (stage.Effects(key) != 1) return Verdict.Of($"{Times} calls with one key had {stage.Effects(key)} effects.");
        var gists = replies.Where(reply => reply.IsGood).Select(reply => reply.Gist).Distinct().Count();
        return Verdict.Of(gists == 1 ? null : gists == 0 ? "None of the calls succeeded." : $"{Times} calls with one key had {gists} different answers.");
    }

    private static async Task<Verdict> RepeatAsync(Trial t)
    {
        var (stage, key) = (t.Stage(), t.Key());
        var first = await stage.CallAsync(key, 1, t.Magic("200"));
        if (!first.IsGood) return Verdict.NotApplicable($"The first call did not succeed ({first.Shown}): see answers.200.");
        var second = await stage.CallAsync(key, 2, t.Magic("200"));
        if (stage.Effects(key) != 1) return Verdict.Of($"The repeat made it {stage.Effects(key)} effects.");
        return Verdict.Of(second.Gist == first.Gist ? null : $"The first call was answered {first.Shown}, the repeat {second.Shown}, or with another reference or value.");
    }

    private static async Task<Verdict> OtherKeyAsync(Trial t)
    {
        var (stage, one, two) = (t.Stage(), t.Key(), t.Key());
        await stage.CallAsync(one, magic: t.Magic("200"));
        await stage.CallAsync(two, magic: t.Magic("200"));
        var effects = t.Sheet.Ledger is null ? stage.Provider.Effects : stage.Effects(one) + stage.Effects(two);
        return Verdict.Of(effects == 2 ? null : $"Two calls with two keys had {effects} effect{(effects == 1 ? "" : "s")}. Is a part of the key lost?");
    }

    private static async Task<Verdict> OtherTenantAsync(Trial t)
    {
        var (here, there, key) = (t.Stage(), t.Stage(), t.Key());
        await here.CallAsync(key, magic: t.Magic("200"));
        await there.CallAsync(key, magic: t.Magic("200"));
        return Verdict.Of((here.Effects(key), there.Effects(key)) == (1, 1) ? null : "The second tenant was answered from what the first one had asked.");
    }

    private static async Task<Verdict> AfterFailureAsync(Trial t)
    {
        var (stage, key) = (t.Stage(), t.Key());
        stage.Provider.OnlyOn(Errand.Effect, new Script(503));
        var first = await stage.CallAsync(key);
        if (first.IsGood) return Verdict.NotApplicable("The failing call succeeded: see answers.503.");
        stage.Provider.Script = _ => null;
        var second = await stage.CallAsync(key, 2);
        return Verdict.Of(second.Unless("completed", "pending") is { } wrong ? $"The provider was down at the first attempt and well at the second: {wrong}." : stage.Effects(key) == 1 ? null : $"There were {stage.Effects(key)} effects.");
    }
}
