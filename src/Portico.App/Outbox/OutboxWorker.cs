using System.ComponentModel.DataAnnotations;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Portico.App.Data;
using Portico.App.Shared;

namespace Portico.App.Outbox;

/// <summary>How due work leaves the house. Section <c>Portico:Outbox</c>; a bad value stops start-up.</summary>
public sealed class OutboxOptions
{
    /// <summary>Longest wait before new work is noticed, 50 ms to 5 min. Default 1 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:05:00")]
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Pieces of work done at once on this node, 1 to 256. Default 16.</summary>
    [Range(1, 256)]
    public int Parallelism { get; set; } = 16;

    /// <summary>How long a provider may take to answer one call, 1 s to 5 min. Default 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00")]
    public TimeSpan CallTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Failed attempts before a person is asked, 1 to 100. Default 12.</summary>
    [Range(1, 100)]
    public int MaxFailures { get; set; } = 12;

    /// <summary>What a claimed piece of work may take beside its call, to read before and commit after it, 1 s to 5 min. Default 15 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00")]
    public TimeSpan CommitTime { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>A claimed piece of work returns to the others after this: the call's time and some to commit.</summary>
    public TimeSpan Lease => CallTimeout + CommitTime;

    /// <summary>1 s doubling to 1 h.</summary>
    public static TimeSpan BackOff(int failures) => TimeSpan.FromSeconds(Math.Min(3600, Math.Pow(2, Math.Clamp(failures - 1, 0, 12))));
}

/// <summary>What one kind of due work means. Implementations live in the room that knows.</summary>
public abstract class DueWork
{
    public abstract DueKind Kind { get; }

    /// <summary>Does the work and records its result in one transaction. <paramref name="attempt"/> is the fence: nothing is recorded unless the row still has it.</summary>
    public abstract Task DoAsync(Guid caseId, string dueId, int attempt, CancellationToken ct);
}

/// <summary>Wakes the worker of this node as soon as something was committed.</summary>
public sealed class OutboxSignal : IDisposable
{
    private readonly SemaphoreSlim signal = new(0);

    public void Wake()
    {
        if (signal.CurrentCount == 0) signal.Release();
    }

    public Task WaitAsync(TimeSpan longest, CancellationToken ct) => signal.WaitAsync(longest, ct);

    public void Dispose() => signal.Dispose();
}

/// <summary>Claims what is due, one row at a time by compare-and-set, and has it done in a scope of its tenant.</summary>
public sealed class OutboxWorker(IServiceScopeFactory scopes, OutboxSignal signal, IOptions<OutboxOptions> options, TimeProvider clock, ILogger<OutboxWorker> log) : BackgroundService
{
    private readonly SemaphoreSlim free = new(options.Value.Parallelism);
    private int running;

    /// <summary>True while nothing is being done on this node: tests wait for it.</summary>
    public bool Idle => Volatile.Read(ref running) == 0;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        CrashPoints.Pass(CrashPoint.WorkerStarted);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (await ClaimAndStartAsync(stoppingToken) == 0) await signal.WaitAsync(options.Value.PollInterval, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                // The database may be away for a while; work waits in it, so wait with it.
                log.LogError(e, "Claiming due work failed; trying again.");
                await signal.WaitAsync(TimeSpan.FromSeconds(2), stoppingToken);
            }
        }
    }

    /// <summary>Claims and starts what is due now.</summary>
    /// <returns>How many pieces were started.</returns>
    public async Task<int> ClaimAndStartAsync(CancellationToken ct)
    {
        var started = 0;
        foreach (var due in await FindAsync(ct))
        {
            await free.WaitAsync(ct);
            CrashPoints.Pass(CrashPoint.DueFound);
            if (!await ClaimAsync(due, ct))
            {
                free.Release();
                continue;
            }

            CrashPoints.Pass(CrashPoint.DueClaimed);
            started++;
            Interlocked.Increment(ref running);
            _ = DoAsync(due with { Attempts = due.Attempts + 1 }, ct);
        }

        return started;
    }

    public override void Dispose()
    {
        free.Dispose();
        base.Dispose();
    }

    private DateTimeOffset Now() => CrashPoints.Planted(Defect.DueEarly) ? clock.GetUtcNow().AddDays(40) : clock.GetUtcNow();

    private sealed record Found(string TenantId, Guid CaseId, string Id, DueKind Kind, int Attempts);

    private async Task<List<Found>> FindAsync(CancellationToken ct)
    {
        var now = Now();
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<PorticoDb>();
        return await CrossTenant.Query<Due>(db)
            .Where(d => d.DueAt <= now && d.State != DueState.Parked && (d.LeaseUntil == null || d.LeaseUntil < now))
            .OrderBy(d => d.DueAt).Take(options.Value.Parallelism * 4)
            .Select(d => new Found(d.TenantId, d.CaseId, d.Id, d.Kind, d.Attempts)).ToListAsync(ct);
    }

    private async Task<bool> ClaimAsync(Found due, CancellationToken ct)
    {
        var now = Now();
        var lease = CrashPoints.Planted(Defect.LeaseForgotten) ? now : now + options.Value.Lease;
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<TenantScope>().Enter(due.TenantId);
        var db = scope.ServiceProvider.GetRequiredService<PorticoDb>();
        return await db.Due
            .Where(d => d.CaseId == due.CaseId && d.Id == due.Id && d.Attempts == due.Attempts && d.DueAt <= now && (d.LeaseUntil == null || d.LeaseUntil < now))
            .ExecuteUpdateAsync(set => set.SetProperty(d => d.Attempts, d => d.Attempts + 1).SetProperty(d => d.LeaseUntil, lease), ct) == 1;
    }

    private async Task ReleaseAsync(Found due, CancellationToken ct)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            scope.ServiceProvider.GetRequiredService<TenantScope>().Enter(due.TenantId);
            var db = scope.ServiceProvider.GetRequiredService<PorticoDb>();
            await db.Due.Where(d => d.CaseId == due.CaseId && d.Id == due.Id && d.Attempts == due.Attempts)
                .ExecuteUpdateAsync(set => set.SetProperty(d => d.LeaseUntil, (DateTimeOffset?)null), ct);
        }
        catch (Exception e)
        {
            log.LogWarning(e, "Due work {Tenant}/{Case}/{Due} could not be released; its lease ends by itself.", due.TenantId, due.CaseId, due.Id);
        }
    }

    private async Task DoAsync(Found due, CancellationToken ct)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            scope.ServiceProvider.GetRequiredService<TenantScope>().Enter(due.TenantId);
            scope.ServiceProvider.GetRequiredService<CurrentActor>().Enter(Actor.PlatformItself);
            var work = scope.ServiceProvider.GetServices<DueWork>().Single(w => w.Kind == due.Kind);
            await work.DoAsync(due.CaseId, due.Id, due.Attempts, ct);
            CrashPoints.Pass(CrashPoint.WorkDone);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // Shutting down: the lease ends and the work is done again, with the same key.
        }
        catch (DbUpdateConcurrencyException)
        {
            // Either somebody took it over, or its case was too busy: then it need not wait for the lease to end.
            log.LogInformation("Due work {Tenant}/{Case}/{Due} lost a race; its result is dropped here.", due.TenantId, due.CaseId, due.Id);
            await ReleaseAsync(due, ct);
        }
        catch (Exception e)
        {
            log.LogError(e, "Due work {Tenant}/{Case}/{Due} failed; its lease brings it back.", due.TenantId, due.CaseId, due.Id);
        }
        finally
        {
            Interlocked.Decrement(ref running);
            free.Release();
            signal.Wake();
        }
    }
}
