using Microsoft.EntityFrameworkCore;
using Portico.App.Audit;
using Portico.App.Data;
using Portico.App.Journeys;
using Portico.App.Outbox;
using Portico.App.Shared;
using Portico.Workflows;

namespace Portico.App.Migrations;

/// <summary>Finds the two versions of a migration, and what is kept about it.</summary>
public sealed class MigrationPlans(PorticoDb db, JourneyLibrary journeys, TimeProvider clock, Ids ids, CurrentActor actor)
{
    internal const string DueId = "migration";
    private const int Tries = 3;

    public static readonly Error NotFound = new(404, "journey.not_found", "There is no such journey.");
    public static readonly Error NoSuchVersion = new(404, "migration.version_not_found", "There is no such older published version of this journey.");
    public static readonly Error NotLive = new(409, "migration.not_live", "The journey is not published, so there is no version that its cases could be moved to. Publish it first.");
    public static readonly Error NothingYet = new(409, "migration.not_started", "Nothing has been moved between these versions.");
    private static readonly Error ChangedMeanwhile = new(409, "migration.changed_meanwhile", "The migration changed meanwhile. Look at it again and repeat.");

    /// <summary>The versions, and what was planned for them; null: nothing yet.</summary>
    internal sealed record Plan(PublishedJourney From, PublishedJourney To, CaseMigration? Kept)
    {
        public RunMigration Migration { get; } = new(From.Definition, To.Definition, Kept?.Mapping);

        /// <summary>Where the run would be, or why it stays. Changes nothing.</summary>
        public Moved Move(RunState run)
        {
            var moved = Migration.Move(run);
            if (moved.Burst?.State.Waits.FirstOrDefault(wait => wait.Kind == WaitKind.Form && !To.Forms.ContainsKey((string)wait.Data["form"]!)) is not { } shown) return moved;
            var step = run.ActivityOf(shown.Id)!;
            return new(null, [new(step, MoveCodes.OtherForm, $"The form '{(string?)shown.Data["form"]}' is no part of version {To.Number}.")]);
        }
    }

    /// <param name="to">Null: the live version.</param>
    internal async Task<Result<Plan>> OfAsync(string key, int from, int? to, CancellationToken ct)
    {
        if (await db.Journeys.AsNoTracking().SingleOrDefaultAsync(j => j.Key == key, ct) is not { } journey) return NotFound;
        if ((to ?? journey.LiveVersion) is not { } target) return NotLive;
        var versions = await db.JourneyVersions.Where(v => v.JourneyKey == key && (v.Number == from || v.Number == target) && v.PublishedAt != null).ToDictionaryAsync(v => v.Number, v => v.Id, ct);
        if (from == target || versions.Count < 2) return NoSuchVersion;
        var kept = await db.Migrations.SingleOrDefaultAsync(m => m.JourneyKey == key && m.FromVersion == from && m.ToVersion == target, ct);
        return new Plan(await journeys.OfVersionAsync(versions[from], ct), await journeys.OfVersionAsync(versions[target], ct), kept);
    }

    /// <summary>A person changes something about a migration. The worker may do so at the same moment: then this is done again, from what is there.</summary>
    internal async Task<Error?> ChangeAsync(string key, int from, int? to, string action, Func<Plan, CaseMigration, Task<Error?>> change, CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            var found = await OfAsync(key, from, to, ct);
            if (!found.Ok) return found.Error;
            var (plan, now) = (found.Value, clock.GetUtcNow());
            var migration = plan.Kept ?? new CaseMigration { Id = ids.New(), JourneyKey = key, FromVersion = from, ToVersion = plan.To.Number, FromVersionId = plan.From.VersionId, ToVersionId = plan.To.VersionId, ChangedBy = actor.Value.Id };
            if (await change(plan, migration) is { } no) return no;
            if (plan.Kept is null) db.Migrations.Add(migration);
            (migration.ChangedAt, migration.ChangedBy, migration.Revision) = (now, actor.Value.Id, migration.Revision + 1);
            db.Audit.Add(new AuditEntry
            {
                Id = ids.New(), At = now, Actor = actor.Value.Id, Action = action, Subject = "journey:" + key, Data = FormattableString.Invariant($$"""{"from":{{from}},"to":{{migration.ToVersion}}}"""),
            });
            try
            {
                await db.SaveChangesAsync(ct);
                return null;
            }
            catch (DbUpdateException) when (attempt < Tries)
            {
                db.ChangeTracker.Clear();
            }
            catch (DbUpdateConcurrencyException)
            {
                return ChangedMeanwhile;
            }
        }
    }

    /// <summary>Has the worker take it up with what is changed here, also where it had given up.</summary>
    internal async Task SetDueAsync(CaseMigration migration, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        if (await db.Due.SingleOrDefaultAsync(d => d.CaseId == migration.Id && d.Id == DueId, ct) is not { } due) db.Due.Add(new Due { CaseId = migration.Id, Id = DueId, Kind = DueKind.Migration, ActivityId = "", DueAt = now, CreatedAt = now });
        else (due.State, due.DueAt, due.Failures, due.FailingSince) = (DueState.Scheduled, now, 0, null);
    }
}
