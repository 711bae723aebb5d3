using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Portico.App.Cases;
using Portico.App.Data;
using Portico.App.Outbox;
using Portico.App.Shared;
using Portico.Workflows;

namespace Portico.App.Migrations;

/// <summary>
/// The next few cases of a migration, each in a commit of its own together with what was done to it: so each is moved once, whatever stops in between. A case whose customer was
/// faster refuses the commit and has its turn again.
/// </summary>
internal sealed class MigrateCases(PorticoDb db, CaseRunner runner, MigrationPlans plans, TimeProvider clock) : DueWork
{
    private const int Batch = 25, LongestReason = 500;

    private static readonly Error Elsewhere = new(409, "migration.case_elsewhere", "The case is not inside that version any more.");
    private static readonly Error Stays = new(409, "migration.case_stays", "The case stays where it is.");
    private static readonly Error GoneOn = new(409, "migration.case_gone_on", "The case has gone on since it was moved.");

    public override DueKind Kind => DueKind.Migration;

    public override bool Computes => true;

    public override async Task DoAsync(Guid caseId, string dueId, int attempt, CancellationToken ct)
    {
        if (await db.Due.HeldAsync(caseId, dueId, attempt, ct) is null) return;
        var migration = await db.Migrations.AsNoTracking().SingleOrDefaultAsync(m => m.Id == caseId, ct);
        MigrationState? next = migration?.State switch
        {
            MigrationState.Running => await ForwardAsync(migration!, ct),
            MigrationState.Undoing => await BackAsync(migration!, ct),
            _ => null,
        };
        await RestAsync(caseId, dueId, attempt, migration?.State, next, ct);
    }

    /// <param name="next">What the migration is now; as before: there is more to do.</param>
    private async Task RestAsync(Guid id, string dueId, int attempt, MigrationState? before, MigrationState? next, CancellationToken ct)
    {
        db.ChangeTracker.Clear(); // each case left something of its own there
        if (await db.Due.HeldAsync(id, dueId, attempt, ct) is not { } due) return;
        var migration = await db.Migrations.SingleOrDefaultAsync(m => m.Id == id, ct);
        if (migration is not null && migration.State == before && next is { } state) migration.State = state;
        if (migration?.State is MigrationState.Running or MigrationState.Undoing) (due.DueAt, due.LeaseUntil, due.Failures, due.FailingSince) = (clock.GetUtcNow(), null, 0, null);
        else db.Due.Remove(due);
        if (migration is not null) migration.Revision++; // whoever starts it again at this moment has to see what is due
        await db.SaveChangesAsync(ct);
    }

    private async Task<MigrationState> ForwardAsync(CaseMigration migration, CancellationToken ct)
    {
        var moves = db.CaseMoves.Where(m => m.MigrationId == migration.Id);
        var room = migration.Most is { } most ? Math.Min(Batch, most - await moves.CountAsync(m => m.Outcome == MoveOutcome.Moved, ct)) : Batch;
        if (room <= 0) return MigrationState.Paused;
        var inside = await db.Inside(migration.FromVersionId).Where(c => !moves.Any(m => m.CaseId == c.Id)).OrderBy(c => c.Id).Take(room).Select(c => new { c.Id, c.Number }).ToListAsync(ct);
        if (inside.Count == 0) return MigrationState.Done;
        var found = await plans.OfAsync(migration.JourneyKey, migration.FromVersion, migration.ToVersion, ct);
        if (!found.Ok) throw new InvalidOperationException($"Migration {migration.Id}: {found.Error.Text}");
        foreach (var one in inside) await ForwardAsync(migration, found.Value, one.Id, one.Number, ct);
        return MigrationState.Running;
    }

    private async Task ForwardAsync(CaseMigration migration, MigrationPlans.Plan plan, Guid caseId, string number, CancellationToken ct)
    {
        IReadOnlyList<MoveProblem> problems = [];
        var pushed = await PushAsync(caseId, async loaded =>
        {
            var found = loaded.Case;
            if (found.EndedAt is not null || found.JourneyVersionId != migration.FromVersionId) return new CaseRunner.Decision.No(Elsewhere);
            var moved = plan.Move(loaded.Run);
            if (moved.Burst is not { } burst)
            {
                problems = moved.Problems;
                return new CaseRunner.Decision.No(Stays);
            }

            runner.Add(new CaseMove
            {
                MigrationId = migration.Id, CaseId = caseId, CaseNumber = number, Outcome = MoveOutcome.Moved, At = clock.GetUtcNow(), RevisionAfter = found.Revision + 1, StateBefore = found.State, StepsBefore = found.Steps,
            });
            runner.Note(found, Line(migration.FromVersion, migration.ToVersion, false, loaded.Run, burst.State));
            await RenameAsync(caseId, burst.State, ct);
            return new CaseRunner.Decision.Move(plan.To, burst, Steps(found.Steps, plan.Migration));
        }, ct);
        if (pushed.Ok || pushed.Error != Stays) return;

        db.ChangeTracker.Clear();
        db.CaseMoves.Add(new CaseMove { MigrationId = migration.Id, CaseId = caseId, CaseNumber = number, Outcome = MoveOutcome.Refused, At = clock.GetUtcNow(), Reason = Short(string.Join(' ', problems.Select(problem => problem.Text).Distinct())) });
        await db.SaveChangesAsync(ct);
    }

    private async Task<MigrationState> BackAsync(CaseMigration migration, CancellationToken ct)
    {
        var moved = await db.CaseMoves.AsNoTracking().Where(m => m.MigrationId == migration.Id && m.Outcome == MoveOutcome.Moved).OrderBy(m => m.CaseId).Take(Batch).ToListAsync(ct);
        if (moved.Count == 0) return MigrationState.Undone;
        var found = await plans.OfAsync(migration.JourneyKey, migration.FromVersion, migration.ToVersion, ct);
        foreach (var move in moved) await BackAsync(migration, found.Ok ? found.Value : null, move, ct);
        return MigrationState.Undoing;
    }

    private async Task BackAsync(CaseMigration migration, MigrationPlans.Plan? plan, CaseMove move, CancellationToken ct)
    {
        var kept = plan is null ? $"Version {migration.FromVersion} is not there any more." : null;
        if (plan is not null)
        {
            var pushed = await PushAsync(move.CaseId, async loaded =>
            {
                if (loaded.Case.Revision != move.RevisionAfter || loaded.Case.EndedAt is not null) return new CaseRunner.Decision.No(GoneOn);
                var burst = RunMigration.Back(loaded.Run, RunState.Parse(move.StateBefore!));
                var row = await db.CaseMoves.SingleAsync(m => m.MigrationId == migration.Id && m.CaseId == move.CaseId, ct);
                (row.Outcome, row.At, row.StateBefore, row.StepsBefore) = (MoveOutcome.Undone, clock.GetUtcNow(), null, null);
                runner.Note(loaded.Case, Line(migration.ToVersion, migration.FromVersion, true, loaded.Run, burst.State));
                await RenameAsync(move.CaseId, burst.State, ct);
                return new CaseRunner.Decision.Move(plan.From, burst, move.StepsBefore!);
            }, ct);
            if (pushed.Ok || (pushed.Error != GoneOn && pushed.Error != CaseRunner.NotFound)) return;
            kept = GoneOn.Text;
        }

        db.ChangeTracker.Clear();
        var stays = await db.CaseMoves.SingleAsync(m => m.MigrationId == migration.Id && m.CaseId == move.CaseId, ct);
        (stays.Outcome, stays.Reason, stays.At, stays.StateBefore, stays.StepsBefore) = (MoveOutcome.Kept, kept, clock.GetUtcNow(), null, null);
        await db.SaveChangesAsync(ct);
    }

    private async Task<Result<CaseRunner.Loaded>> PushAsync(Guid caseId, Func<CaseRunner.Loaded, Task<CaseRunner.Decision>> decide, CancellationToken ct)
    {
        try
        {
            return await runner.PushAsync(caseId, decide, ct);
        }
        catch (RowConflictException e)
        {
            throw new DbUpdateConcurrencyException("Another node moves the same cases.", e);
        }
    }

    /// <summary>What is due for the case and who is asked about it name the activities of the version it goes on in.</summary>
    private async Task RenameAsync(Guid caseId, RunState run, CancellationToken ct)
    {
        foreach (var due in await db.Due.Where(d => d.CaseId == caseId).ToListAsync(ct)) due.ActivityId = due.ActivityId.Length == 0 ? "" : run.ActivityOf(due.Id) ?? due.ActivityId;
        foreach (var incident in await db.Incidents.Where(i => i.CaseId == caseId && i.ResolvedAt == null).ToListAsync(ct))
            incident.ActivityId = run.Incidents.FirstOrDefault(own => own.Id == incident.RunIncidentId)?.ActivityId ?? run.ActivityOf(incident.DueId ?? "") ?? incident.ActivityId;
    }

    /// <summary>The funnel of the new version counts the steps that it has.</summary>
    private static string Steps(string steps, RunMigration migration) =>
        string.Concat(steps.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(mark => (Sign: mark[0], Step: migration.Target(mark[1..]))).Where(mark => mark.Step is not null).Select(mark => $"{mark.Sign}{mark.Step}\n"));

    /// <summary>Names both versions, and those activities that the case passed or rests at which have another id now: so that lines before and after can be read together.</summary>
    private static JournalEntry Line(int from, int to, bool undone, RunState was, RunState now)
    {
        var data = new JsonObject { ["from"] = from, ["to"] = to };
        IEnumerable<(string Old, string New)> pairs =
        [
            .. was.StepsDone.Zip(now.StepsDone, (a, b) => (a.ActivityId, b.ActivityId)), .. was.Waits.Join(now.Waits, a => a.Id, b => b.Id, (a, b) => (a.ActivityId, b.ActivityId)),
            .. was.Incidents.Join(now.Incidents, a => a.Id, b => b.Id, (a, b) => (a.ActivityId, b.ActivityId)),
        ];
        var renamed = new JsonObject();
        foreach (var (old, other) in pairs.Where(pair => pair.Old != pair.New)) renamed[old] = other;
        if (renamed.Count > 0) data["activities"] = renamed;
        if (undone) data["undone"] = true;
        return new(JournalKinds.CaseMigrated, null, null, data);
    }

    private static string Short(string text) => text.Length <= LongestReason ? text : text[..(LongestReason - 1)] + "…";
}
