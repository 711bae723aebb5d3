using System.Diagnostics;
using Portico.Conformance.Stages;

namespace Portico.Conformance.Checks;

internal static class LimitChecks
{
    private const int MostAtOnce = 8;

    public static IReadOnlyList<Check> All { get; } =
    [
        new("limits.deadline", "A call ends at most a second after its deadline", Needs.Provider, DeadlineAsync),
        new("limits.abort", "When the platform hangs up, the request to the provider is given up within a second", Needs.Provider, AbortAsync),
        new("limits.check-deadline", "The check of the connection ends at most a second after its deadline", Needs.Health, CheckDeadlineAsync),
        new("limits.places", "Calls of one tenant run beside each other", Needs.Provider, PlacesAsync),
        new("limits.orphan", "The process goes when its parent is gone", Needs.Process, async t => (await t.Deaths.Value).Left),
        new("limits.memory", "Thousands of calls leave no memory taken", Needs.Call, async t => (await t.Leaks.Value).Memory, Phase.Alone),
        new("limits.files", "Thousands of calls leave no file open", Needs.Call, async t => (await t.Leaks.Value).Files, Phase.Alone),
        new("limits.threads", "Thousands of calls leave no thread behind", Needs.Call, async t => (await t.Leaks.Value).Threads, Phase.Alone),
    ];

    private static async Task<Verdict> DeadlineAsync(Trial t)
    {
        var stage = t.Stage();
        stage.Provider.OnlyOn(Errand.Effect, new Script(Until: new TaskCompletionSource().Task));
        var reply = await stage.CallAsync(t.Key(), timeout: t.Pace.Deadline);
        if (stage.Provider.Requests.IsEmpty) return Verdict.Of("The provider was not asked.");
        if (reply.Took > t.Pace.Deadline + t.Pace.Grace) return Verdict.Of($"It took {Seconds(reply.Took - t.Pace.Deadline)} longer than its deadline. Pass the cancellation token on, and do nothing long after it.");
        return Verdict.Of(reply.Unless("failed-retryable") is { } wrong ? $"At its deadline: {wrong}." : reply.OutcomeUnknown ? null : "At its deadline the effect may have happened, so outcomeUnknown has to be true.");
    }

    private static async Task<Verdict> AbortAsync(Trial t)
    {
        var stage = t.Stage();
        var asked = new TaskCompletionSource<ProviderRequest>(TaskCreationOptions.RunContinuationsAsynchronously);
        stage.Provider.Script = request =>
        {
            if (request.Errand is not Errand.Effect) return null;
            asked.TrySetResult(request);
            return new Script(Until: new TaskCompletionSource().Task);
        };
        using var hangUp = new CancellationTokenSource();
        var call = stage.CallAsync(t.Key(), ct: hangUp.Token);
        if (await Task.WhenAny(asked.Task, call) == call) return Verdict.Of("The provider was not asked.");
        var request = await asked.Task;
        await hangUp.CancelAsync();
        await call;
        var began = Stopwatch.GetTimestamp();
        var isGivenUp = await Task.WhenAny(request.Abandoned.Task, Task.Delay(t.Pace.Grace)) == request.Abandoned.Task;
        return Verdict.Of(isGivenUp ? null : $"{Seconds(Stopwatch.GetElapsedTime(began))} after the platform hung up the request to the provider was still waiting.");
    }

    private static async Task<Verdict> CheckDeadlineAsync(Trial t)
    {
        var stage = t.Stage();
        stage.Provider.OnlyOn(Errand.Health, new Script(Until: new TaskCompletionSource().Task));
        var reply = await stage.HealthAsync(t.Pace.Deadline);
        if (stage.Provider.Requests.IsEmpty) return Verdict.NotApplicable("The check of the connection asks nobody.");
        return Verdict.Of(reply.Took > t.Pace.Deadline + t.Pace.Grace ? $"It took {Seconds(reply.Took - t.Pace.Deadline)} longer than its deadline." : reply.Trouble);
    }

    /// <summary>The provider answers nobody before all are there: a plugin that does one after the other never gets there.</summary>
    private static async Task<Verdict> PlacesAsync(Trial t)
    {
        var stage = t.Stage();
        var places = Math.Min(Math.Max(1, t.Manifest.Limits.Concurrency / 4), MostAtOnce); // a quarter of them for one tenant
        if (places == 1) return Verdict.NotApplicable("limits.concurrency leaves one tenant one place.");
        var there = 0;
        var all = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        stage.Provider.Script = request =>
        {
            if (request.Errand is not Errand.Effect) return null;
            if (Interlocked.Increment(ref there) == places) all.TrySetResult();
            return new Script(Until: all.Task, AsUsual: true);
        };
        var calls = Enumerable.Range(0, places).Select(_ => stage.CallAsync(t.Key(), timeout: t.Pace.Deadline + t.Pace.Grace)).ToList();
        var replies = await Task.WhenAll(calls);
        return Verdict.Of(all.Task.IsCompleted ? replies.Select(reply => reply.Unless("completed", "pending")).FirstOrDefault(wrong => wrong is not null) : $"Of {places} calls at once {there} reached the provider; the others waited for it.");
    }

    private static string Seconds(TimeSpan time) => $"{time.TotalSeconds:0.0} s";
}
