using Portico.Conformance.Stages;

namespace Portico.Conformance.Checks;

/// <summary>Erasure and health.</summary>
internal static class CareChecks
{
    public static IReadOnlyList<Check> All { get; } =
    [
        new("care.erase", "What was begun can be erased, at the provider too", Needs.Erasure, EraseAsync),
        new("care.erase-again", "Erasing twice succeeds", Needs.Erasure, AgainAsync),
        new("care.erase-unknown", "Erasing what was never there succeeds", Needs.Erasure, async t => Verdict.Of((await t.Stage().EraseAsync("ref-never-there", t.Key())).Unless("completed") is { } wrong ? $"The reference was never there: {wrong}." : null)),
        new("care.erase-down", "Erasing while the provider is down is tried again", Needs.Erasure | Needs.Provider, DownAsync),
        new("care.erase-files", "After erasing no file holds what the person typed", Needs.Erasure | Needs.Personal, FilesAsync),
        new("care.health", "With a provider that is well the check of the connection is green", Needs.Process, HealthAsync),
        new("care.health-refused", "With credentials that are refused it is red", Needs.Health | Needs.Provider, t => RedAsync(t, new Script(401), "refused the credentials")),
        new("care.health-down", "With a provider that cannot be reached it is red", Needs.Health | Needs.Provider, t => RedAsync(t, new Script(Error: "egress.unreachable"), "could not be reached")),
        new("care.health-pure", "The check of the connection has no effect", Needs.Process, PureAsync),
    ];

    /// <returns>A reference, of something that is pending where that can be.</returns>
    private static async Task<string?> BeginAsync(Trial t, Stage stage)
    {
        var waits = t.Sheet.Provider?.Pending is not null || t.Magic("202") is not null;
        if (waits && await t.BeginAsync(stage) is { } reference) return reference;
        var reply = await stage.CallAsync(t.Key(), magic: t.Magic("200"));
        return reply.IsGood ? reply.AnyRef : null;
    }

    private static async Task<Verdict> EraseAsync(Trial t)
    {
        var stage = t.Stage();
        if (await BeginAsync(t, stage) is not { } reference) return NothingBegan;
        var reply = await stage.EraseAsync(reference, t.Key());
        if (reply.Unless("completed") is { } wrong) return Verdict.Of($"Erasing: {wrong}.");
        return Verdict.Of(t.Sheet.Provider?.Erase is { } request && stage.Provider.Requests.All(one => one.Errand is not Errand.Erase) ? $"It says that it erased, and {request} was not asked for." : null);
    }

    private static Verdict NothingBegan => Verdict.NotApplicable("Nothing could be begun that has a reference: see answers.202 and answers.200.");

    private static async Task<Verdict> AgainAsync(Trial t)
    {
        var stage = t.Stage();
        if (await BeginAsync(t, stage) is not { } reference) return NothingBegan;
        if ((await stage.EraseAsync(reference, t.Key())).Status != "completed") return Verdict.NotApplicable("Erasing once did not succeed: see care.erase.");
        return Verdict.Of((await stage.EraseAsync(reference, t.Key())).Unless("completed") is { } wrong ? $"The second time: {wrong}." : null);
    }

    private static async Task<Verdict> DownAsync(Trial t)
    {
        if (t.Sheet.Provider!.Erase is null) return Verdict.NotApplicable($"{Sheet.File} names no request that erases.");
        var stage = t.Stage();
        if (await BeginAsync(t, stage) is not { } reference) return NothingBegan;
        stage.Provider.OnlyOn(Errand.Erase, new Script(503));
        return Verdict.Of((await stage.EraseAsync(reference, t.Key())).Unless("failed-retryable") is { } wrong ? $"The provider answered 503: {wrong}." : null);
    }

    private static async Task<Verdict> FilesAsync(Trial t)
    {
        var stage = t.Stage();
        if (await BeginAsync(t, stage) is not { } reference) return NothingBegan;
        await stage.EraseAsync(reference, t.Key());
        if (!Directory.Exists(stage.Folder)) return Verdict.Passed;
        return Verdict.Of(Directory.EnumerateFiles(stage.Folder, "*", SearchOption.AllDirectories).FirstOrDefault(file => stage.Personal.IsIn(TraceChecks.ReadShared(file))) is { } file ? $"“{Path.GetFileName(file)}” still holds it." : null);
    }

    private static async Task<Verdict> HealthAsync(Trial t)
    {
        if (t.Sheet.Provider is null && t.Manifest.Egress.Count > 0) return Verdict.NotApplicable(t.Reaches ? $"{Sheet.File} describes no provider." : "The plugin asks somebody whom the kit cannot play.");
        var reply = await t.Stage().HealthAsync();
        return Verdict.Of(reply.Trouble ?? ((bool)reply.Json!["healthy"]! ? null : $"It is said to be unhealthy: {reply.Code}."));
    }

    private static async Task<Verdict> RedAsync(Trial t, Script script, string what)
    {
        var stage = t.Stage();
        stage.Provider.OnlyOn(Errand.Health, script);
        var reply = await stage.HealthAsync();
        if (stage.Provider.Requests.IsEmpty) return Verdict.Of($"The check of the connection did not ask for {t.Sheet.Provider!.Health}.");
        return Verdict.Of(reply.Trouble ?? (reply.Threw ? "The plugin threw an exception." : !(bool)reply.Json!["healthy"]! ? reply.Json["messageKey"] is null ? "It is unhealthy and names no messageKey that says what to mend." : null : $"The provider {what}, and the connection is said to be healthy."));
    }

    private static async Task<Verdict> PureAsync(Trial t)
    {
        var stage = t.Stage();
        await stage.HealthAsync();
        if (stage.Provider.Requests.Any(request => request.Errand is Errand.Effect or Errand.Erase)) return Verdict.Of("The check of the connection made a request that has an effect.");
        var hasLedger = t.Sheet.Ledger is { } ledger && File.Exists(Path.Combine(stage.Folder, ledger.File));
        return Verdict.Of(hasLedger ? "The check of the connection wrote to the ledger of effects." : null);
    }
}
