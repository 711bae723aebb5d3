using System.Diagnostics;
using Portico.Conformance.Stages;

namespace Portico.Conformance.Checks;

/// <summary>
/// One process is taken down at the worst moment: after the effect, before the answer. What another process makes of the same keys then is what a customer gets after a crash. It goes down because its parent is gone, so that is seen as well.
/// </summary>
/// <param name="Repeated">Of a key that was answered before.</param>
/// <param name="Interrupted">Of the key whose answer never came.</param>
/// <param name="Left">Whether the process went by itself.</param>
internal sealed record DeathRun(Verdict Repeated, Verdict Interrupted, Verdict Left)
{
    private static readonly TimeSpan LongestFarewell = TimeSpan.FromSeconds(3);

    public static async Task<DeathRun> MakeAsync(Trial t)
    {
        var doomed = await t.Bench.StartAsync(Surroundings.AsInPortico);
        if (doomed.Trouble is { } trouble) return new(Verdict.Of(trouble), Verdict.Of(trouble), Verdict.Of(trouble));
        var (done, cut) = (t.Stage(), t.Stage());
        var (doneKey, cutKey) = (t.Key(), t.Key());
        var before = t.Lacking(Needs.Witness) is null ? await done.CallAsync(doneKey, 1, t.Magic("200"), on: doomed) : null;

        var isThere = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var never = new TaskCompletionSource();
        Task<Reply>? hanging = null;
        if (t.Sheet is { Provider: not null, Call: not null })
        {
            cut.Provider.Script = request =>
            {
                if (request.Errand is not Errand.Effect) return null;
                isThere.TrySetResult();
                return new Script(Effect: true, Until: never.Task);
            };
            hanging = cut.CallAsync(cutKey, on: doomed);
            await Task.WhenAny(isThere.Task, hanging);
        }

        var left = await FarewellAsync(doomed);
        if (hanging is not null) await hanging;
        cut.Provider.Script = _ => null;
        return new(await RepeatedAsync(t, done, doneKey, before), hanging is null ? Verdict.NotApplicable("There is no provider whose answer could be lost.") : await InterruptedAsync(cut, cutKey), left);
    }

    private static async Task<Verdict> FarewellAsync(PluginProcess doomed)
    {
        var began = Stopwatch.GetTimestamp();
        doomed.CloseInput();
        var gone = await Task.WhenAny(doomed.Exited, Task.Delay(LongestFarewell)) == doomed.Exited;
        doomed.Kill();
        await doomed.Exited;
        return Verdict.Of(gone ? null : $"Standard input had ended, and {Stopwatch.GetElapsedTime(began).TotalSeconds:0.#} seconds later the process was still there.");
    }

    private static async Task<Verdict> RepeatedAsync(Trial t, Stage stage, string key, Reply? before)
    {
        if (before is null) return Verdict.NotApplicable("Nothing counts effects.");
        if (!before.IsGood) return Verdict.NotApplicable($"The first call did not succeed ({before.Shown}): see answers.200.");
        var after = await stage.CallAsync(key, 2, t.Magic("200"));
        if (stage.Effects(key) != 1) return Verdict.Of($"After the restart there were {stage.Effects(key)} effects of one key.");
        return Verdict.Of(after.Unless("completed", "pending") is { } wrong ? $"After the restart {wrong}." : null);
    }

    private static async Task<Verdict> InterruptedAsync(Stage stage, string key)
    {
        if (stage.Provider.Effects == 0) return Verdict.NotApplicable("The provider was not asked.");
        var after = await stage.CallAsync(key, 2);
        if (stage.Effects(key) != 1) return Verdict.Of($"The process was ended between effect and answer, and the repeat made it {stage.Effects(key)} effects.");
        return Verdict.Of(after.Unless("completed", "pending") is { } wrong ? $"The repeat after the end of the process: {wrong}." : null);
    }
}
