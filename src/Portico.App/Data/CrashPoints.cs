using System.Diagnostics;
using System.Globalization;

namespace Portico.App.Data;

/// <summary>
/// Where the tests of durability make a process die or stop, and which mistakes they plant to see that they would notice them. Only in Development, only
/// when a setting says so (<c>Portico:CrashAt</c>, <c>Portico:StopAt</c>, <c>Portico:Plant</c>): otherwise a point is one comparison with null.
/// </summary>
public static class CrashPoints
{
    private static Armed? armed;

    /// <summary>A process that was told to die here does so, as by kill -9; one that was told to stop does nothing more until somebody continues it.</summary>
    public static void Pass(string point)
    {
        if (armed is { } told) told.Pass(point);
    }

    /// <summary>Whether a test planted this mistake.</summary>
    public static bool Planted(string defect) => armed is { } told && told.Plant == defect;

    /// <param name="crashAt">A point of <see cref="CrashPoint"/>, or <c>point:n</c> for its nth pass.</param>
    /// <param name="stopAt">Likewise; the process stops at each nth pass.</param>
    /// <param name="plant">One of <see cref="Defect"/>.</param>
    public static void Arm(string? crashAt, string? stopAt, string? plant)
    {
        if (plant is not null && !NamesOf(typeof(Defect)).Contains(plant)) throw new InvalidOperationException($"Nobody can plant \"{plant}\".");
        armed = new Armed(At.Read(crashAt), At.Read(stopAt), plant);
    }

    public static void Disarm() => armed = null;

    /// <summary>All points, or all defects.</summary>
    public static IReadOnlyList<string> NamesOf(Type list) => [.. list.GetFields().Select(field => (string)field.GetRawConstantValue()!)];

    private sealed record At(string Point, int Pass)
    {
        public static At? Read(string? text)
        {
            if (text is null) return null;
            var parts = text.Split(':');
            if (!NamesOf(typeof(CrashPoint)).Contains(parts[0])) throw new InvalidOperationException($"There is no point \"{parts[0]}\".");
            return new At(parts[0], parts.Length > 1 ? int.Parse(parts[1], CultureInfo.InvariantCulture) : 1);
        }
    }

    private sealed class Armed(At? crash, At? stop, string? plant)
    {
        private int passes;

        public string? Plant => plant;

        public void Pass(string point)
        {
            if (point != (crash ?? stop)?.Point) return;
            var pass = Interlocked.Increment(ref passes);
            if (crash is not null && pass == crash.Pass) Process.GetCurrentProcess().Kill();
            else if (stop is not null && pass % stop.Pass == 0) StopSelf();
        }

        private static void StopSelf()
        {
            using var stopper = Process.Start("kill", ["-STOP", Environment.ProcessId.ToString(CultureInfo.InvariantCulture)]);
            stopper.WaitForExit();
        }
    }
}

/// <summary>The places around a commit at which the order of things matters.</summary>
public static class CrashPoint
{
    /// <summary>A commit is complete in memory and about to be handed to the writer.</summary>
    public const string CommitQueued = "commit.queued";

    /// <summary>The transaction of a group has begun; nothing is written.</summary>
    public const string CommitBegun = "commit.begun";

    /// <summary>Some rows of a group are written, others not.</summary>
    public const string CommitHalfWritten = "commit.half-written";

    /// <summary>All rows are written; COMMIT was not said.</summary>
    public const string CommitWritten = "commit.written";

    /// <summary>COMMIT was answered; nobody who waits for it knows.</summary>
    public const string CommitDurable = "commit.durable";

    /// <summary>Whoever waits was told; no reply has left.</summary>
    public const string CommitTold = "commit.told";

    /// <summary>A case was read to be pushed.</summary>
    public const string CaseRead = "case.read";

    /// <summary>A push was computed and staged; nothing is committed.</summary>
    public const string CasePushed = "case.pushed";

    /// <summary>A push is committed; the cache and the worker do not know.</summary>
    public const string CaseSaved = "case.saved";

    /// <summary>A new case is committed; its reply has not left.</summary>
    public const string CaseStarted = "case.started";

    /// <summary>A submitted step is committed; its reply has not left.</summary>
    public const string ReplyUnsent = "reply.unsent";

    /// <summary>The answer for an idempotency key is staged beside the work.</summary>
    public const string AnswerKept = "answer.kept";

    /// <summary>A repeated request found its answer; it has not left.</summary>
    public const string AnswerFound = "answer.found";

    /// <summary>The worker of due work begins.</summary>
    public const string WorkerStarted = "worker.started";

    /// <summary>Due work was found; nobody has claimed it.</summary>
    public const string DueFound = "due.found";

    /// <summary>Due work is claimed; nothing was done.</summary>
    public const string DueClaimed = "due.claimed";

    /// <summary>Due work is done and recorded; its place is not free yet.</summary>
    public const string WorkDone = "work.done";

    /// <summary>An attempt is on record; nothing has left the house.</summary>
    public const string CallRecorded = "call.recorded";

    /// <summary>The provider answered; nothing of it is recorded.</summary>
    public const string CallAnswered = "call.answered";

    /// <summary>A failed attempt is on record, to be repeated later.</summary>
    public const string CallPutOff = "call.put-off";

    /// <summary>A call was given up; its incident is committed.</summary>
    public const string CallParked = "call.parked";

    /// <summary>An answer is about to be recorded: its due row is marked as done, nothing is committed.</summary>
    public const string AnswerStaged = "provider-answer.staged";

    /// <summary>An answer is recorded; callbacks that came early were not looked for.</summary>
    public const string AnswerRecorded = "provider-answer.recorded";

    /// <summary>A callback was verified; it is not kept.</summary>
    public const string CallbackRead = "callback.read";

    /// <summary>A callback is kept; it is not applied, and was not acknowledged.</summary>
    public const string CallbackKept = "callback.kept";

    /// <summary>A callback is applied; it was not acknowledged.</summary>
    public const string CallbackApplied = "callback.applied";

    /// <summary>A timer is claimed; the case was not pushed.</summary>
    public const string TimerTaken = "timer.taken";

    /// <summary>A timer has fired and its push is committed.</summary>
    public const string TimerFired = "timer.fired";

    /// <summary>A child case is staged; it is not committed.</summary>
    public const string ChildStaged = "child.staged";

    /// <summary>A child case is committed, with what its parent knows of it.</summary>
    public const string ChildRecorded = "child.recorded";
}

/// <summary>Mistakes that the tests of durability plant, one at a time: each must be caught by one of them.</summary>
public static class Defect
{
    /// <summary>A case is written whatever its revision is meanwhile.</summary>
    public const string RevisionIgnored = "revision.ignored";

    /// <summary>A refused commit is answered as if it had been accepted.</summary>
    public const string RefusalIgnored = "refusal.ignored";

    /// <summary>Whoever waits for a commit is told before COMMIT.</summary>
    public const string ToldBeforeCommit = "told.before-commit";

    /// <summary>The rows of one commit go out one by one.</summary>
    public const string CommitSplit = "commit.split";

    /// <summary>Any attempt may record its result, not just the current one, and none is stopped because its lease is lost.</summary>
    public const string FenceIgnored = "fence.ignored";

    /// <summary>Each attempt has a key of its own.</summary>
    public const string KeyPerAttempt = "key.per-attempt";

    /// <summary>What is due within forty days is taken for due now.</summary>
    public const string DueEarly = "due.early";

    /// <summary>A due row is gone before its result is committed.</summary>
    public const string DueDroppedFirst = "due.dropped-first";

    /// <summary>A claim holds nobody off.</summary>
    public const string LeaseForgotten = "lease.forgotten";

    /// <summary>The same callback is kept as often as it comes.</summary>
    public const string InboxNotUnique = "inbox.not-unique";

    /// <summary>A callback for a call that is not known to wait yet is acknowledged and dropped.</summary>
    public const string InboxForgetsEarly = "inbox.forgets-early";

    /// <summary>The answer for an idempotency key is not kept.</summary>
    public const string AnswerForgotten = "answer.forgotten";

    /// <summary>"No" is said from the cache, which another node may have made old.</summary>
    public const string CacheTrusted = "cache.trusted";

    /// <summary>A running case follows the live version of its journey.</summary>
    public const string VersionFollowed = "version.followed";

    /// <summary>A commit whose answer got lost is taken for done.</summary>
    public const string UnknownTakenForDone = "unknown.taken-for-done";

    /// <summary>A commit whose answer got lost is taken for refused.</summary>
    public const string UnknownTakenForLost = "unknown.taken-for-lost";

    /// <summary>No mistake but a fault: while a file with the ending <c>.full</c> lies beside the database, that cannot have more pages than the file says.</summary>
    public const string StorageFull = "storage.full";
}
