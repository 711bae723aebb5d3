using Microsoft.EntityFrameworkCore;
using Portico.App.Data;
using Portico.App.Journeys;
using Portico.App.Shared;
using Portico.Workflows;

namespace Portico.App.Cases;

/// <summary>Loads a case, pushes it and commits. A save that lost a race starts again from the newer state, twice; then it gives up.</summary>
public sealed class CaseRunner(PorticoDb db, JourneyLibrary journeys, CaseCommit commit, TimeProvider clock)
{
    public const int Tries = 3;

    public static readonly Error NotFound = new(404, "case.not_found", "There is no such case.");
    public static readonly Error ChangedMeanwhile = new(409, "case.changed_meanwhile", "The case changed meanwhile. Read it again and repeat.");

    /// <summary>A case with what is needed to push and to show it.</summary>
    public sealed record Loaded(Case Case, PublishedJourney Journey, RunState Run);

    public async Task<Loaded?> LoadAsync(string number, CancellationToken ct) => await LoadAsync(await db.Cases.SingleOrDefaultAsync(c => c.Number == number, ct), ct);

    public async Task<Loaded?> LoadAsync(Guid id, CancellationToken ct) => await LoadAsync(await db.Cases.SingleOrDefaultAsync(c => c.Id == id, ct), ct);

    private async Task<Loaded?> LoadAsync(Case? found, CancellationToken ct) =>
        found is null ? null : new(found, await journeys.OfVersionAsync(found.JourneyVersionId, ct), found.Run());

    public RunEnvironment Environment(Case found) => new(clock.GetUtcNow(), unchecked(found.Seed + found.Revision));

    /// <summary>A journal line of the platform itself, in the commit that is being staged.</summary>
    public void Note(Case found, JournalEntry entry) => commit.Append(found, entry, clock.GetUtcNow());

    /// <summary>Tells what to do with a loaded case: push it with an event, answer no, or just commit what was staged beside.</summary>
    public abstract record Decision
    {
        public sealed record Push(RunEvent Event, string Action) : Decision;
        public sealed record No(Error Error) : Decision;
        public sealed record OnlySave : Decision;
    }

    /// <param name="load">Loads the case; runs again after a lost race.</param>
    /// <param name="decide">Looks at it, may stage more rows into the same commit, and decides.</param>
    public async Task<Result<Loaded>> PushAsync(Func<CancellationToken, Task<Loaded?>> load, Func<Loaded, Task<Decision>> decide, CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            db.ChangeTracker.Clear();
            var loaded = await load(ct);
            if (loaded is null) return NotFound;

            switch (await decide(loaded))
            {
                case Decision.No no:
                    return no.Error;
                case Decision.Push push:
                    if (Push(loaded, push.Event) is { } burst)
                    {
                        await commit.StageAsync(loaded.Case, burst, push.Action, ct);
                        loaded = loaded with { Run = burst.State };
                    }

                    break;
            }

            try
            {
                await commit.SaveAsync(ct);
                return loaded;
            }
            catch (DbUpdateException e) when (e is DbUpdateConcurrencyException || IsRace(e))
            {
                if (attempt == Tries) return ChangedMeanwhile;
            }
        }
    }

    /// <returns>Null when the journey went on without this event: then only what was staged beside it is saved.</returns>
    private Burst? Push(Loaded loaded, RunEvent happened)
    {
        try
        {
            return WorkflowRunner.Push(loaded.Journey.Definition, loaded.Run, happened, Environment(loaded.Case));
        }
        catch (StaleEventException)
        {
            return null;
        }
    }

    // Two pushes from the same state write the same journal numbers: whichever engine notices first, it is the same race.
    private static bool IsRace(DbUpdateException e) => e.Entries.Any(entry => entry.Entity is JournalRow);
}
