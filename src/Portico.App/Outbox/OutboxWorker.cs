using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Portico.App.Data;
using Portico.App.Shared;

namespace Portico.App.Outbox;

/// <summary>
/// Takes what is due, as much as there are free places, each tenant in turn, and has it done in a scope of its tenant. While it is being done the lease is
/// renewed; work whose lease was lost is stopped, and could not record a result anyway.
/// </summary>
public sealed class OutboxWorker(
    IServiceScopeFactory scopes, WaitingTenants waiting, DueClaims claims, DueLeases leases, OutboxSignal signal, OutboxMeter meter,
    IOptions<OutboxOptions> options, DatabaseClock clock, ILogger<OutboxWorker> log) : BackgroundService
{
    private static readonly TimeSpan LookWhileBusy = TimeSpan.FromSeconds(1);

    // Places come free one by one; taken one by one they would cost a transaction each.
    private static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(5);

    private readonly ConcurrentDictionary<(string TenantId, Guid CaseId, string Id, int Attempt), Piece> running = new();
    private readonly ConcurrentDictionary<string, int> runningOf = new();
    private readonly OutboxOptions options = options.Value;
    private readonly SemaphoreSlim computing = new(Environment.ProcessorCount * 2);
    private int claiming;
    private bool look = true;
    private DateTimeOffset looked;

    private sealed class Piece(ClaimedWork work) : IDisposable
    {
        public CancellationTokenSource Stop { get; } = new();

        /// <summary>With the lease as it was last renewed.</summary>
        public ClaimedWork Work { get; set; } = work;

        public bool Lost { get; set; }

        public Task Done { get; set; } = Task.CompletedTask;

        public void Dispose() => Stop.Dispose();
    }

    /// <summary>True while nothing is being done on this node: tests wait for it.</summary>
    public bool Idle => running.IsEmpty && Volatile.Read(ref claiming) == 0;

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(ClaimAsync(stoppingToken), RenewAsync(stoppingToken));

    private async Task ClaimAsync(CancellationToken stop)
    {
        CrashPoints.Pass(CrashPoint.WorkerStarted);
        while (!stop.IsCancellationRequested)
        {
            try
            {
                if (await ClaimAndStartAsync(stop) > 0) await Task.Delay(Gather, stop);
                else look |= !await WaitAsync(stop);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                // The database may be away for a while; work waits in it, so wait with it.
                log.LogError(e, "Claiming due work failed; trying again.");
                look = true;
                await Task.Delay(TimeSpan.FromSeconds(1), stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <returns>False: it is time to look without having been told.</returns>
    private Task<bool> WaitAsync(CancellationToken stop)
    {
        if (running.Count >= options.Parallelism) return signal.WaitAsync(options.PollInterval, stop);
        var now = clock.GetUtcNow();
        var rest = waiting.Next - now is { } next && next < options.PollInterval ? next : options.PollInterval;
        return signal.WaitAsync(now, rest > TimeSpan.Zero ? rest : TimeSpan.FromMilliseconds(1), stop);
    }

    /// <summary>Takes and starts what is due now, as far as there are places.</summary>
    /// <returns>How many pieces were started.</returns>
    public async Task<int> ClaimAndStartAsync(CancellationToken ct)
    {
        var places = options.Parallelism - running.Count;
        if (places <= 0) return 0;

        Interlocked.Increment(ref claiming);
        try
        {
            var now = await clock.ReadAsync(ct);
            if (CrashPoints.Planted(Defect.DueEarly)) now = now.AddDays(40);
            await HearAsync(now, ct);
            var shares = waiting.Deal(places, tenant => options.TenantParallelism - runningOf.GetValueOrDefault(tenant));
            if (shares.Count == 0) return 0;

            CrashPoints.Pass(CrashPoint.DueFound);
            var claimed = await claims.ClaimAsync(shares, now, CrashPoints.Planted(Defect.LeaseForgotten) ? now : now + options.Lease);
            if (claimed.Count > 0) CrashPoints.Pass(CrashPoint.DueClaimed);
            waiting.Settle(shares, claimed);
            foreach (var work in claimed)
            {
                meter.Claimed(work, now);
                Start(work);
            }

            return claimed.Count;
        }
        finally
        {
            Interlocked.Decrement(ref claiming);
        }
    }

    private async Task HearAsync(DateTimeOffset now, CancellationToken ct)
    {
        var call = signal.Take(now);
        look |= call.Look || now - looked >= LookWhileBusy;
        foreach (var tenant in call.Tenants) await waiting.AddAsync(tenant, ct);
        if (!look) return;
        await waiting.LookAsync(now, ct);
        (look, looked) = (false, now);
    }

    private void Start(ClaimedWork work)
    {
        var piece = new Piece(work);
        running[Key(work)] = piece;
        runningOf.AddOrUpdate(work.TenantId, 1, (_, n) => n + 1);
        piece.Done = Task.Run(() => DoAsync(piece), CancellationToken.None);
    }

    private static (string, Guid, string, int) Key(ClaimedWork work) => (work.TenantId, work.CaseId, work.Id, work.Attempt);

    private async Task DoAsync(Piece piece)
    {
        var (tenant, caseId, id, kind) = (piece.Work.TenantId, piece.Work.CaseId, piece.Work.Id, piece.Work.Kind);
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            scope.ServiceProvider.GetRequiredService<TenantScope>().Enter(tenant);
            scope.ServiceProvider.GetRequiredService<CurrentActor>().Enter(Actor.PlatformItself);
            if (IsOver(piece.Work)) await GiveUpAsync(piece, scope.ServiceProvider.GetRequiredService<DueParking>());
            else await DoAsync(scope.ServiceProvider, piece);
            meter.Done(kind);
            CrashPoints.Pass(CrashPoint.WorkDone);
        }
        catch (OperationCanceledException) when (piece.Stop.IsCancellationRequested)
        {
            log.LogInformation("Due work {Tenant}/{Case}/{Due} was stopped {Why}.", tenant, caseId, id, piece.Lost ? "because somebody else has it" : "with the node");
            if (!piece.Lost) await BackAsync(piece, () => leases.ReleaseAsync(piece.Work));
        }
        catch (DbUpdateConcurrencyException)
        {
            // Either somebody took it over, or its case was too busy: then it need not wait for the lease to end.
            log.LogInformation("Due work {Tenant}/{Case}/{Due} lost a race; its result is dropped here.", tenant, caseId, id);
            await BackAsync(piece, () => leases.ReleaseAsync(piece.Work));
        }
        catch (Exception e)
        {
            log.LogError(e, "Due work {Tenant}/{Case}/{Due} failed; it is tried again later.", tenant, caseId, id);
            await BackAsync(piece, () => PutOffAsync(piece.Work));
        }
        finally
        {
            runningOf.AddOrUpdate(tenant, 0, (_, n) => n - 1);
            running.TryRemove(Key(piece.Work), out _);
            piece.Dispose();
            signal.Nudge();
        }
    }

    private async Task DoAsync(IServiceProvider services, Piece piece)
    {
        var (caseId, id, attempt, ct) = (piece.Work.CaseId, piece.Work.Id, piece.Work.Attempt, piece.Stop.Token);
        var work = services.GetServices<DueWork>().Single(w => w.Kind == piece.Work.Kind);
        if (!work.Computes)
        {
            await work.DoAsync(caseId, id, attempt, ct);
            return;
        }

        await computing.WaitAsync(ct);
        try
        {
            await services.GetRequiredService<PorticoDb>().Database.OpenConnectionAsync(ct); // once for all it reads; who waits outside must not hold one
            await work.DoAsync(caseId, id, attempt, ct);
        }
        finally
        {
            computing.Release();
        }
    }

    private bool IsOver(ClaimedWork work) => work.Failures >= options.MaxFailures || work.FailingSince + options.MaxAge <= clock.GetUtcNow();

    private async Task GiveUpAsync(Piece piece, DueParking parking)
    {
        var work = piece.Work;
        await parking.ParkAsync(work.CaseId, work.Id, work.Attempt, work.LastCode ?? "work.unfinished",
            $"Given up after {work.Failures} attempts; it is not certain that the last of them changed nothing. Look there, then retry or skip.", piece.Stop.Token);
        meter.Parked(work.Kind);
    }

    private async Task<bool> PutOffAsync(ClaimedWork work)
    {
        var now = clock.GetUtcNow();
        var dueAt = options.NextAttempt(now, work.FailingSince ?? now, OutboxOptions.BackOff(work.Failures + 1));
        signal.Expect(dueAt);
        return await leases.FailAsync(work, work.FailingSince ?? now, dueAt);
    }

    private async Task BackAsync(Piece piece, Func<Task<bool>> say)
    {
        try
        {
            if (await say()) signal.Wake(piece.Work.TenantId);
        }
        catch (Exception e)
        {
            log.LogWarning(e, "Due work {Tenant}/{Case}/{Due} could not be given back; its lease ends by itself.", piece.Work.TenantId, piece.Work.CaseId, piece.Work.Id);
        }
    }

    public override void Dispose()
    {
        computing.Dispose();
        base.Dispose();
    }

    // --- leases

    private async Task RenewAsync(CancellationToken stop)
    {
        using var ticks = new PeriodicTimer(options.Lease / 6);
        try
        {
            while (await ticks.WaitForNextTickAsync(stop)) await RenewAsync();
        }
        catch (OperationCanceledException)
        {
            // Whoever stops the node renews until what is running has ended.
        }
    }

    /// <summary>Renews the leases of which a third is over, and stops the work of those that are lost.</summary>
    public Task RenewAsync()
    {
        var now = clock.GetUtcNow();
        return Task.WhenAll(running.Values.Where(p => p.Work.LeaseUntil - now <= options.Lease * 2 / 3 && !p.Lost).Select(piece => RenewAsync(piece, now + options.Lease)));
    }

    private async Task RenewAsync(Piece piece, DateTimeOffset until)
    {
        try
        {
            if (await leases.RenewAsync(piece.Work, until))
            {
                piece.Work = piece.Work with { LeaseUntil = until };
                return;
            }

            if (CrashPoints.Planted(Defect.FenceIgnored)) return;
            piece.Lost = true;
            await piece.Stop.CancelAsync();
        }
        catch (ObjectDisposedException)
        {
            // it ended meanwhile
        }
        catch (Exception e)
        {
            log.LogWarning(e, "A lease could not be renewed; trying again.");
        }
    }

    // --- the end

    /// <summary>Takes nothing more, lets what is running come to its end, and gives back what does not.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        using var renewing = new CancellationTokenSource();
        var renewals = RenewAsync(renewing.Token);
        var pieces = running.Values.ToList();
        await Task.WhenAll(pieces.Select(p => p.Done)).WaitAsync(options.StopTimeout, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (var piece in running.Values)
        {
            try
            {
                await piece.Stop.CancelAsync();
            }
            catch (ObjectDisposedException)
            {
                // it ended meanwhile
            }
        }

        await Task.WhenAll(pieces.Select(p => p.Done)).WaitAsync(TimeSpan.FromSeconds(5), CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await renewing.CancelAsync();
        await renewals;
    }
}
