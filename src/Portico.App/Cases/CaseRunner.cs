using Microsoft.EntityFrameworkCore;
using Portico.App.Calendars;
using Portico.App.Data;
using Portico.App.Journeys;
using Portico.App.Shared;
using Portico.App.Tenants;
using Portico.Workflows;

namespace Portico.App.Cases;

/// <summary>Finds a case, pushes it and commits. A commit that lost a race starts again from the newer state, twice; then it gives up.</summary>
public sealed class CaseRunner(PorticoDb db, JourneyLibrary journeys, CaseCommit commit, CaseCache cache, TenantScope scope, TenantCalendars calendars, TimeProvider clock)
{
    public const int Tries = 3;

    public static readonly Error NotFound = new(404, "case.not_found", "There is no such case.");
    public static readonly Error ChangedMeanwhile = new(409, "case.changed_meanwhile", "The case changed meanwhile. Read it again and repeat.");

    /// <summary>A case with what is needed to push and to show it.</summary>
    public sealed record Loaded(Case Case, PublishedJourney Journey, RunState Run);

    /// <summary>A new row in the commit that is being gathered.</summary>
    public void Add(ITenantOwned row) => commit.Add(row);

    /// <summary>A journal line of the platform itself, in the commit that is being gathered.</summary>
    public void Note(Case found, JournalEntry entry) => commit.Note(found, entry);

    /// <summary>Tells what to do with a case: push it with an event, answer no, or just commit what was staged beside or changed on it.</summary>
    public abstract record Decision
    {
        /// <param name="Hops">How many events led to this push without a rest.</param>
        public sealed record Push(RunEvent Event, string Action, int Hops = 0) : Decision;

        /// <summary>It goes on in another version of its journey. Nothing runs.</summary>
        public sealed record Move(PublishedJourney Journey, Burst Burst, string Steps) : Decision;

        public sealed record No(Error Error) : Decision;
        public sealed record OnlySave : Decision;
    }

    /// <summary>As it stands in the database, to look at.</summary>
    public async Task<Loaded?> LoadAsync(string number, CancellationToken ct) => await ReadAsync(number, ct) is { } found ? await LoadAsync(found, ct) : null;

    /// <param name="number">Of the case.</param>
    /// <param name="decide">Looks at it, may stage more rows into the same commit, and decides; runs again after a lost race.</param>
    /// <param name="beside">Stages what depends on how the case stands after the push.</param>
    public Task<Result<Loaded>> PushAsync(string number, Func<Loaded, Task<Decision>> decide, CancellationToken ct, Func<Loaded, Task>? beside = null) => PushAsync((object)number, decide, beside, ct);

    public Task<Result<Loaded>> PushAsync(Guid id, Func<Loaded, Task<Decision>> decide, CancellationToken ct) => PushAsync((object)id, decide, null, ct);

    private async Task<Result<Loaded>> PushAsync(object key, Func<Loaded, Task<Decision>> decide, Func<Loaded, Task>? beside, CancellationToken ct)
    {
        var kept = cache.Find(db.TenantId, key);
        if (kept is not null && !scope.Sees(kept)) return NotFound;
        for (var attempt = 1; ; attempt++)
        {
            commit.Reset();
            var before = kept ?? await ReadAsync(key, ct);
            if (before is null) return NotFound;
            var loaded = await LoadAsync(before.Copy(), ct);
            commit.Follow(before, loaded.Case);
            CrashPoints.Pass(CrashPoint.CaseRead);

            var decision = await decide(loaded);
            if (decision is Decision.No no)
            {
                if (kept is null || CrashPoints.Planted(Defect.CacheTrusted)) return no.Error;
                (kept, attempt) = (null, attempt - 1); // what was kept may be old: only what the database holds can say no
                continue;
            }

            if (decision is Decision.Push push)
            {
                if (Push(loaded, push.Event, await calendars.OfAsync(ct)) is { } burst)
                {
                    await commit.StageAsync(loaded.Case, burst, push.Action, push.Hops, ct);
                    loaded = loaded with { Run = burst.State };
                }
                else if (kept is not null)
                {
                    (kept, attempt) = (null, attempt - 1);
                    continue;
                }
            }

            if (decision is Decision.Move move)
            {
                loaded.Case.GoOnIn(move.Journey, move.Steps);
                await commit.StageAsync(loaded.Case, move.Burst, "case.migrated", 0, ct);
                loaded = loaded with { Journey = move.Journey, Run = move.Burst.State };
            }

            if (beside is not null) await beside(loaded);
            CrashPoints.Pass(CrashPoint.CasePushed);
            if (await commit.SaveAsync() || CrashPoints.Planted(Defect.RefusalIgnored)) return loaded;
            kept = null;
            if (attempt == Tries) return ChangedMeanwhile;
        }
    }

    private Task<Case?> ReadAsync(object key, CancellationToken ct) => key is Guid id
        ? db.Cases.AsNoTracking().SingleOrDefaultAsync(c => c.Id == id, ct)
        : db.Cases.AsNoTracking().SingleOrDefaultAsync(c => c.Number == (string)key, ct);

    private async Task<Loaded> LoadAsync(Case found, CancellationToken ct)
    {
        var journey = CrashPoints.Planted(Defect.VersionFollowed) ? await journeys.LiveAsync(found.JourneyKey, ct) : null;
        return new(found, journey ?? await journeys.OfVersionAsync(found.JourneyVersionId, ct), found.Run());
    }

    /// <returns>Null when the journey went on without this event: then only what was staged beside it is saved.</returns>
    private Burst? Push(Loaded loaded, RunEvent happened, TenantCalendars.TenantTime time)
    {
        try
        {
            return WorkflowRunner.Push(loaded.Journey.Definition, loaded.Run, happened, new(clock.GetUtcNow(), unchecked(loaded.Case.Seed + loaded.Case.Revision), TimeZones.Find(loaded.Case.Zone), time.Calendar, time.Quiet, loaded.Case.JournalRoom));
        }
        catch (StaleEventException)
        {
            return null;
        }
    }
}
