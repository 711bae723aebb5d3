using System.Collections.Concurrent;

namespace Portico.App.Data;

/// <summary>A new row would stand where one is already, or refer to one that is not there.</summary>
public sealed class RowConflictException(Exception inner) : Exception("A row is in conflict with another one.", inner);

/// <summary>
/// Commits that come in at the same time share one transaction and so one flush of the disk; each is still accepted or refused by itself.
/// Whoever waits is answered after the flush, never before.
/// </summary>
public abstract class GroupCommits : IDisposable
{
    private const int Most = 128;

    private readonly BlockingCollection<Pending> waiting = [];
    private readonly Lazy<Thread[]> threads;

    /// <param name="writers">Transactions at once: more than one only helps an engine that can write at several places.</param>
    protected GroupCommits(int writers) => threads = new(() => [.. Enumerable.Range(1, writers).Select(Begin)]);

    /// <summary>Makes commands in the words of this engine.</summary>
    public abstract RowCommands Rows { get; }

    /// <summary>All of these rows, or none.</summary>
    /// <param name="about">What the rows belong to: an engine with several writers takes its locks in this order.</param>
    /// <param name="wakes">Some of it is due now: other nodes are told, if the engine knows how, in the same transaction.</param>
    /// <exception cref="RowConflictException">A row of that key is there already. Nothing was written.</exception>
    /// <returns>False: a row that had to be there, as it was read, was not. Nothing was written.</returns>
    public Task<bool> CommitAsync(string tenantId, Guid about, IReadOnlyList<RowCommand> commands, bool wakes = false)
    {
        if (commands.Count == 0) return Task.FromResult(true);
        CrashPoints.Pass(CrashPoint.CommitQueued);
        if (commands.Count > 1 && CrashPoints.Planted(Defect.CommitSplit)) return SplitAsync(tenantId, about, commands);
        _ = threads.Value;
        var pending = new Pending(tenantId, about, commands, wakes);
        waiting.Add(pending);
        return pending.Committed;
    }

    /// <summary>Whether this is no mistake of ours but a storage that cannot be written or reached just now: it will pass, and the same request can be sent again.</summary>
    public bool IsUnavailable(Exception? failure) => failure is not null && (MeansUnavailable(failure) || IsUnavailable(failure.InnerException));

    /// <summary>Without looking inside.</summary>
    protected abstract bool MeansUnavailable(Exception failure);

    public void Dispose()
    {
        waiting.CompleteAdding();
        if (threads.IsValueCreated) foreach (var thread in threads.Value) thread.Join();
        waiting.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>A writer of its own, with a connection of its own.</summary>
    protected abstract GroupWriter NewWriter();

    private async Task<bool> SplitAsync(string tenantId, Guid about, IReadOnlyList<RowCommand> commands)
    {
        foreach (var command in commands)
        {
            if (!await CommitAsync(tenantId, about, [command])) return false;
        }

        return true;
    }

    // Threads, because a flush blocks: on the pool it would take a thread away from the requests.
    private Thread Begin(int number)
    {
        var thread = new Thread(Write) { IsBackground = true, Name = $"commits {number}" };
        thread.Start();
        return thread;
    }

    private void Write()
    {
        using var writer = NewWriter();
        var group = new List<Pending>(Most);
        foreach (var first in waiting.GetConsumingEnumerable())
        {
            group.Add(first);
            while (group.Count < Most && waiting.TryTake(out var next)) group.Add(next);
            try
            {
                writer.Write(group);
                CrashPoints.Pass(CrashPoint.CommitTold);
            }
            catch (Exception e)
            {
                foreach (var pending in group) pending.Fail(e);
            }

            group.Clear();
        }
    }

    /// <summary>A commit that somebody waits for.</summary>
    public sealed class Pending(string tenantId, Guid about, IReadOnlyList<RowCommand> commands, bool wakes)
    {
        private readonly TaskCompletionSource<bool> committed = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public string TenantId => tenantId;

        public Guid About => about;

        public IReadOnlyList<RowCommand> Commands => commands;

        /// <summary>Holds work that is due now.</summary>
        public bool Wakes => wakes;

        internal Task<bool> Committed => committed.Task;

        public void Tell(bool accepted) => committed.TrySetResult(accepted);

        public void Fail(Exception e) => committed.TrySetException(e);
    }

    public abstract class GroupWriter : IDisposable
    {
        /// <summary>Commits them in one transaction and tells each how it went, once that is durable. Throws if nobody can tell.</summary>
        public abstract void Write(IReadOnlyList<Pending> group);

        public abstract void Dispose();

        /// <summary>All is written: the moment before COMMIT.</summary>
        protected static void AboutToCommit(IEnumerable<Pending> group)
        {
            if (CrashPoints.Planted(Defect.ToldBeforeCommit))
            {
                foreach (var pending in group) pending.Tell(true);
                Thread.Sleep(200); // long enough for the replies to leave
            }

            CrashPoints.Pass(CrashPoint.CommitWritten);
        }
    }
}
