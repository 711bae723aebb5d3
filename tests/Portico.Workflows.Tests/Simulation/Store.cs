namespace Portico.Workflows.Tests.Simulation;

/// <summary>What a due row is in the database.</summary>
internal sealed record DueRow(string Id, bool IsTimer, DateTimeOffset DueAt, int Attempts = 0, DateTimeOffset? LeaseUntil = null, bool Pending = false);

/// <summary>All that one commit changes, and what has to be as it was.</summary>
internal sealed record Change(int Revision, Burst? Burst, string? DueId = null, int? Attempt = null, bool Hold = false, string? AnswerKey = null, string? Applied = null);

/// <summary>The database as a pure state machine: a change is applied whole or not at all. It checks with every commit what must never be.</summary>
internal sealed class Store(Flaw flaw)
{
    public RunState Run { get; private set; } = null!;

    public int Revision { get; private set; }

    public DateTimeOffset Now { get; set; } = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public List<JournalEntry> Journal { get; } = [];

    public SortedDictionary<string, DueRow> Due { get; } = new(StringComparer.Ordinal);

    /// <summary>By idempotency key: the revision that was answered.</summary>
    public Dictionary<string, int> Answers { get; } = [];

    /// <summary>Keys of all submissions that were committed, kept by the judge and not by the system.</summary>
    public List<string> Committed { get; } = [];

    /// <summary>Callbacks by call: false until applied.</summary>
    public SortedDictionary<string, bool> Inbox { get; } = new(StringComparer.Ordinal);

    public int Refused { get; private set; }

    public int RefusedAttempts { get; private set; }

    public void Begin(Burst burst) => Apply(new Change(0, burst));

    public bool Commit(Change change, bool stateOnly = false)
    {
        var held = change.DueId is null || Due.TryGetValue(change.DueId, out var row) && (change.Attempt is null || row.Attempts == change.Attempt);
        if (!held && flaw is Flaw.FenceIgnored) held = Due.ContainsKey(change.DueId!);
        if (!held && flaw is Flaw.DueDroppedFirst or Flaw.CallbackAppliedTwice) held = true;
        if (!held) RefusedAttempts++;
        if (!held || change.Revision != Revision && flaw is not (Flaw.RevisionIgnored or Flaw.CallbackAppliedTwice))
        {
            Refused++;
            return false;
        }

        if (change.DueId is { } due && Due.TryGetValue(due, out var done) && change.Attempt is { } attempt && attempt != done.Attempts) throw new Broken($"attempt {attempt} of {due} recorded a result while attempt {done.Attempts} held it");
        if (stateOnly) ApplyState(change);
        else Apply(change);
        return true;
    }

    /// <summary>The second half of a commit that was split.</summary>
    public void ApplyRest(Change change)
    {
        if (change.DueId is { } due && !change.Hold) Due.Remove(due);
        if (change.Burst is null) return;
        foreach (var id in change.Burst.Cancelled) Due.Remove(id);
        foreach (var call in change.Burst.Calls) Due[call.Id] = new(call.Id, IsTimer: false, Now);
        foreach (var timer in change.Burst.Timers) Due[timer.Id] = new(timer.Id, IsTimer: true, timer.DueAt);
    }

    private void Apply(Change change)
    {
        if (change.Burst is not null && change.DueId is { } timer && Due.TryGetValue(timer, out var row) && row.IsTimer && row.DueAt > Now) throw new Broken($"timer {timer} fired {row.DueAt - Now} early");
        ApplyState(change);
        if (change.Hold) Due[change.DueId!] = Due[change.DueId!] with { Pending = true, LeaseUntil = null, DueAt = Now.AddHours(1) };
        ApplyRest(change);
    }

    private void ApplyState(Change change)
    {
        if (change.AnswerKey is { } key)
        {
            Committed.Add(key);
            if (flaw != Flaw.AnswerForgotten) Answers.Add(key, Revision + 1);
        }

        if (change.Applied is { } applied) Inbox[applied] = true;
        Revision++;
        if (change.Burst is null) return;
        if (Run is { Status: RunStatus.Completed or RunStatus.Cancelled } && change.Burst.State.Status is not (RunStatus.Completed or RunStatus.Cancelled)) throw new Broken("a run that had ended runs again");
        Run = RunState.Parse(change.Burst.State.ToJson());
        Journal.AddRange(change.Burst.Journal);
    }
}

/// <summary>Something happened that must never happen.</summary>
internal sealed class Broken(string what) : Exception(what);
