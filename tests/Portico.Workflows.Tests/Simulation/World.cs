using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Portico.Workflows.Tests.Simulation;

/// <summary>
/// One case, two nodes, a customer, a provider and a database, in an order drawn from a seed. Everything that a node does is a chain of steps between which
/// anything may happen: the node dies with all that it has in memory, sleeps while the others go on, or a message comes twice, late or in another order.
/// </summary>
internal sealed class World(WorkflowDefinition definition, int seed, Flaw flaw)
{
    private const int Troubled = 70, Calm = 400;
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(45);

    private readonly Random random = new(seed);
    private readonly Store store = new(flaw);
    private readonly List<Work> works = [];
    private readonly Dictionary<string, int> effects = [];
    private readonly Dictionary<string, HashSet<string>> keysOfCall = [];
    private readonly List<string> undelivered = [];
    private readonly StringBuilder trace = new();
    private readonly bool[] asleep = new bool[2];
    private readonly TimeSpan[] ahead = [TimeSpan.Zero, TimeSpan.FromMinutes(5)];
    private readonly HashSet<string> told = [];
    private readonly HashSet<string> acknowledged = [];
    private (string Key, string Wait)? wish;
    private int wishes;

    private sealed record Work(int Node, string Name, IEnumerator<string> Steps);

    public string Trace => trace.ToString();

    public int Crashes { get; private set; }

    public int Repeats { get; private set; }

    public int Sleeps { get; private set; }

    public int RefusedCommits => store.Refused;

    public int RefusedAttempts => store.RefusedAttempts;

    public bool Completed => store.Run.Status == RunStatus.Completed;

    /// <exception cref="Broken">A promise did not hold.</exception>
    public void Run()
    {
        store.Begin(WorkflowRunner.Start(definition, new("run-1", []), new(store.Now, 42)));
        for (var i = 0; i < Troubled; i++) Disturb();
        asleep[0] = asleep[1] = false;
        for (var i = 0; i < Calm && !Ended; i++)
        {
            Wish(repeats: false);
            if (works.Count > 0) Step();
            else if (!Claim() && undelivered.Count == 0) store.Now += TimeSpan.FromMinutes(3);
            if (undelivered.Count > 0 && random.Next(3) == 0) Deliver(keep: false);
        }

        Judge();
    }

    private bool Ended => works.Count == 0 && undelivered.Count == 0 && store.Run.Status is RunStatus.Completed or RunStatus.Cancelled;

    private void Disturb()
    {
        switch (random.Next(20))
        {
            case 0:
                Crash(random.Next(2));
                break;
            case 1:
                var node = random.Next(2);
                asleep[node] = !asleep[node];
                if (asleep[node]) Sleeps++;
                Note($"node {node} {(asleep[node] ? "sleeps" : "wakes")}");
                break;
            case 2:
                store.Now += TimeSpan.FromSeconds(random.Next(1, 90));
                break;
            case 3:
                store.Now += TimeSpan.FromMinutes(random.Next(1, 60));
                break;
            case 4 when undelivered.Count > 0:
                Deliver(keep: random.Next(2) == 0);
                break;
            case 5 or 6 or 7:
                Wish(repeats: true);
                break;
            case 8 or 9 or 10:
                Claim();
                break;
            default:
                Step();
                break;
        }
    }

    private void Crash(int node)
    {
        Crashes++;
        var lost = works.RemoveAll(work => work.Node == node);
        Note($"node {node} dies with {lost}");
    }

    private void Step()
    {
        var awake = works.Where(work => !asleep[work.Node]).ToList();
        if (awake.Count == 0) return;
        var work = awake[random.Next(awake.Count)];
        if (work.Steps.MoveNext()) Note($"{work.Node} {work.Name} {work.Steps.Current}");
        else works.Remove(work);
    }

    private void Begin(string name, Func<int, IEnumerable<string>> steps)
    {
        var node = random.Next(2);
        works.Add(new(node, name, steps(node).GetEnumerator()));
    }

    private void Note(string what) => trace.Append(store.Now.ToString("ddHHmmss ", CultureInfo.InvariantCulture)).Append(store.Revision).Append(' ').Append(what).Append('\n');

    // --- the customer

    /// <summary>Wants the open step done, and asks with the same key until told.</summary>
    private void Wish(bool repeats)
    {
        wish ??= store.Run.Waits.FirstOrDefault(wait => wait.Kind == WaitKind.Form) is { } open ? ($"key-{++wishes}", open.Id) : null;
        if (wish is not { } wanted) return;
        var asked = works.Exists(work => work.Name == wanted.Key);
        if (asked && !repeats) return;
        if (asked) Repeats++;
        Begin(wanted.Key, _ => Submit(wanted.Key, wanted.Wait));
    }

    private void Tell(string key, bool yes)
    {
        if (yes) told.Add(key);
        else if (store.Committed.Contains(key)) throw new Broken($"the customer was told no about {key}, which was done");
        else if (told.Contains(key)) throw new Broken($"the customer was told yes and no about {key}");
        if (wish?.Key == key) wish = null;
    }

    private IEnumerable<string> Submit(string key, string wait)
    {
        for (var tries = 0; tries < 3; tries++)
        {
            if (store.Answers.ContainsKey(key))
            {
                yield return "found its answer";
                Tell(key, yes: true);
                yield break;
            }

            var (revision, run) = (store.Revision, store.Run);
            yield return "read";
            if (Push(run, new RunEvent.Submitted(wait, new() { ["familyName"] = key })) is not { } burst)
            {
                Tell(key, yes: store.Answers.ContainsKey(key));
                yield break;
            }

            if (flaw == Flaw.ToldBeforeCommit) Tell(key, yes: true);
            yield return "pushed";
            var change = new Change(revision, burst, AnswerKey: key);
            bool accepted;
            if (flaw == Flaw.CommitSplit)
            {
                accepted = store.Commit(change, stateOnly: true);
                yield return "half committed";
                if (accepted) store.ApplyRest(change);
            }
            else
            {
                accepted = !store.Answers.ContainsKey(key) && store.Commit(change);
            }

            yield return accepted ? "committed" : "refused";
            if (!accepted && flaw != Flaw.RefusalIgnored) continue;
            Tell(key, yes: true);
            yield break;
        }
    }

    // --- the worker

    private bool Claim()
    {
        var node = random.Next(2);
        if (asleep[node]) return false;
        var clock = flaw == Flaw.LocalClock ? store.Now + ahead[node] : store.Now;
        var ready = store.Due.Values.Where(row => row.DueAt <= clock && (row.LeaseUntil is null || row.LeaseUntil < clock)).ToList();
        if (ready.Count == 0) return false;
        var found = ready[random.Next(ready.Count)];
        var row = store.Due[found.Id] = found with { Attempts = found.Attempts + 1, LeaseUntil = store.Now + Lease };
        Note($"{node} claims {row.Id} attempt {row.Attempts}");
        works.Add(new(node, row.Id, (row.IsTimer ? Fire(row) : Call(row)).GetEnumerator()));
        return true;
    }

    private IEnumerable<string> Fire(DueRow row)
    {
        for (var tries = 0; tries < 3; tries++)
        {
            if (!Holds(row)) yield break;
            if (flaw == Flaw.DueDroppedFirst) store.Due.Remove(row.Id);
            var (revision, run) = (store.Revision, store.Run);
            yield return "read";
            var accepted = store.Commit(new Change(revision, Push(run, new RunEvent.TimerFired(row.Id)), row.Id, row.Attempts));
            yield return accepted ? "committed" : "refused";
            if (accepted) yield break;
        }
    }

    private IEnumerable<string> Call(DueRow row)
    {
        if (!Holds(row)) yield break;
        var key = flaw == Flaw.KeyPerAttempt ? $"{row.Id}/{row.Attempts}" : row.Id;
        yield return "calls";
        keysOfCall.TryAdd(row.Id, []);
        keysOfCall[row.Id].Add(key);
        var first = effects.TryAdd(key, 1); // a provider does once what comes with the same key, and answers as before
        var decides = StableHash(row.Id) % 3;
        if (first && decides > 0) undelivered.AddRange(Enumerable.Repeat(row.Id, decides));
        yield return "is answered";
        for (var tries = 0; tries < 3; tries++)
        {
            if (!Holds(row)) yield break;
            if (flaw == Flaw.DueDroppedFirst) store.Due.Remove(row.Id);
            var (revision, run) = (store.Revision, store.Run);
            yield return "read";
            var change = decides > 0 && !store.Due.GetValueOrDefault(row.Id, row).Pending
                ? new Change(revision, Push(run, new RunEvent.CallPending(row.Id, null)), row.Id, row.Attempts, Hold: true)
                : new Change(revision, Push(run, Answer(row.Id)), row.Id, row.Attempts);
            if (change.Hold && !store.Due.ContainsKey(row.Id)) yield break;
            var accepted = store.Commit(change);
            yield return accepted ? "committed" : "refused";
            if (!accepted) continue;
            if (change.Hold && store.Inbox.TryGetValue(row.Id, out var applied) && !applied) foreach (var step in Apply(row.Id)) yield return step;
            yield break;
        }
    }

    private bool Holds(DueRow row) => store.Due.TryGetValue(row.Id, out var now) && (now.Attempts == row.Attempts || flaw == Flaw.FenceIgnored);

    private static RunEvent.CallCompleted Answer(string call) => new RunEvent.CallCompleted(call, JsonSerializer.SerializeToElement(new { decision = "approved", state = "active" }));

    // --- callbacks

    /// <param name="keep">The provider sends it again anyway: its repetition is on its way.</param>
    private void Deliver(bool keep)
    {
        var call = undelivered[random.Next(undelivered.Count)];
        if (keep) Repeats++;
        Begin("callback " + call, _ => Receive(call, keep));
    }

    private IEnumerable<string> Receive(string call, bool keep)
    {
        if (flaw == Flaw.CallbackAcknowledgedFirst) Acknowledge(call, keep);
        yield return "verified";
        if (flaw == Flaw.InboxForgetsEarly && !(store.Due.TryGetValue(call, out var waits) && waits.Pending))
        {
            Acknowledge(call, keep);
            yield break;
        }

        store.Inbox.TryAdd(call, false);
        yield return "kept";
        if (store.Due.TryGetValue(call, out var row) && row.Pending || flaw == Flaw.CallbackAppliedTwice) foreach (var step in Apply(call)) yield return step;
        Acknowledge(call, keep);
    }

    private void Acknowledge(string call, bool keep)
    {
        acknowledged.Add(call);
        if (!keep) undelivered.Remove(call);
    }

    private IEnumerable<string> Apply(string call)
    {
        for (var tries = 0; tries < 3; tries++)
        {
            if (store.Inbox[call] && flaw != Flaw.CallbackAppliedTwice) yield break;
            var (revision, run) = (store.Revision, store.Run);
            yield return "read to apply";
            if (Push(run, Answer(call)) is not { } burst) yield break;
            var accepted = store.Commit(new Change(revision, burst, call, Applied: call));
            yield return accepted ? "applied" : "refused";
            if (accepted) yield break;
        }
    }

    /// <returns>Null: the run went on without this event.</returns>
    private Burst? Push(RunState run, RunEvent e)
    {
        try
        {
            return WorkflowRunner.Push(definition, run, e, new(store.Now, 42 + store.Revision));
        }
        catch (StaleEventException)
        {
            return null;
        }
    }

    // --- the judge

    private void Judge()
    {
        if (told.FirstOrDefault(key => !store.Committed.Contains(key)) is { } lost) throw new Broken($"{lost} was acknowledged and is lost");
        if (acknowledged.FirstOrDefault(call => !store.Inbox.ContainsKey(call)) is { } dropped) throw new Broken($"the callback of {dropped} was acknowledged and is lost");
        if (store.Committed.Count != store.Committed.Distinct().Count()) throw new Broken("a key was committed twice");
        var steps = store.Journal.Count(entry => entry.Kind == JournalKinds.StepCompleted);
        if (steps != store.Committed.Count) throw new Broken($"{store.Committed.Count} submissions were committed and {steps} steps are in the journal");
        foreach (var kind in (string[])[JournalKinds.CallRequested, JournalKinds.CallAnswered, JournalKinds.TimerFired])
        {
            if (store.Journal.Where(entry => entry.Kind == kind).CountBy(entry => entry.ActivityId ?? "").FirstOrDefault(entry => entry.Value > 1).Key is { } twice) throw new Broken($"{kind} twice at {twice}");
        }

        if (keysOfCall.FirstOrDefault(call => call.Value.Count > 1).Key is { } doubled) throw new Broken($"call {doubled} had {keysOfCall[doubled].Count} effects");
        if (store.Run.Status != RunStatus.Completed) throw new Broken($"the run never came to its end: {store.Run.Status}, waits for {string.Join(", ", store.Run.Waits.Select(wait => wait.ActivityId))}");
    }

    private static int StableHash(string text) => text.Aggregate(17, (hash, c) => unchecked(hash * 31 + c)) & 0x7fffffff;
}
