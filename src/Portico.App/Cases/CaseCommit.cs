using System.Text;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Portico.App.Appointments;
using Portico.App.Audit;
using Portico.App.Data;
using Portico.App.Events;
using Portico.App.Messages;
using Portico.App.Outbox;
using Portico.App.Shared;
using Portico.Workflows;

namespace Portico.App.Cases;

/// <summary>
/// Gathers everything that one push means — state, journal, calls, timers, messages, incidents, audit, and what its handler staged beside — and commits all
/// of it or nothing. A case that was changed since it was read refuses the whole commit: a burst computed from an older state is dropped.
/// </summary>
public sealed class CaseCommit(
    PorticoDb db, GroupCommits commits, CaseUpdate update, CaseCache cache, MessageRenderer messages, ResumeLinks links, OutboxSignal signal, IEnumerable<CaseFollower> followers, IOptions<EventOptions> events, PlatformAddress address,
    AppointmentLinks appointments, Withdrawals withdrawals, CurrentActor actor, TimeProvider clock, Ids ids, ILogger<CaseCommit> log)
{
    private readonly List<Followed> cases = [];
    private readonly List<ITenantOwned> added = [];
    private readonly List<RowCommand> removed = [];

    private sealed record Followed(Case? Before, Case Case, List<JournalEntry> Lines);

    /// <summary>Forgets what was gathered, to begin anew from a newer state.</summary>
    public void Reset()
    {
        cases.Clear();
        added.Clear();
        removed.Clear();
        if (db.IsUsed) db.ChangeTracker.Clear();
    }

    /// <param name="before">As it was read; null: a new case.</param>
    /// <param name="found">The copy that is being changed.</param>
    public void Follow(Case? before, Case found) => cases.Add(new(before, found, []));

    /// <summary>A line that the platform itself adds, beside the engine's.</summary>
    public void Note(Case found, JournalEntry entry) => Of(found).Lines.Add(entry);

    /// <summary>A row that is new with this commit.</summary>
    public void Add(ITenantOwned row) => added.Add(row);

    /// <summary>A row that goes with this commit, if it is still there.</summary>
    /// <param name="key">Without the tenant.</param>
    public void Remove<T>(params object[] key) where T : ITenantOwned => removed.Add(commits.Rows.Delete<T>(db.TenantId, key));

    /// <summary>What of this kind is new with this commit.</summary>
    public IEnumerable<T> Added<T>() => added.OfType<T>();

    /// <summary>The time that an appointment takes is anybody's again.</summary>
    public void Free(Appointment appointment)
    {
        foreach (var claim in appointment.Claims) Remove<SlotClaim>(claim.Environment.ToString(), claim.Resource, claim.Seat, claim.Quarter);
    }

    /// <summary>Takes over what a push did to a followed case.</summary>
    /// <param name="hops">How many events led to it without a rest.</param>
    public async Task StageAsync(Case found, Burst burst, string action, int hops, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var before = found.State.Length == 0 ? null : found.Run();
        found.Advance(burst, now);

        Of(found).Lines.AddRange(burst.Journal);
        await WithdrawAsync(found, burst.Cancelled, now, ct);
        foreach (var call in burst.Calls) await QueueAsync(found, call, burst.State, now, ct);
        foreach (var timer in burst.Timers) Add(new Due { CaseId = found.Id, Id = timer.Id, Kind = DueKind.Timer, ActivityId = timer.ActivityId, DueAt = timer.DueAt, CreatedAt = now });
        foreach (var child in burst.Children)
        {
            Add(new Due { CaseId = found.Id, Id = child.Id, Kind = DueKind.Child, ActivityId = child.ActivityId, DueAt = now, CreatedAt = now, Operation = child.DefinitionId, Subject = child.VersionId ?? "", Input = child.Input.ToJsonString(), Awaited = child.Awaited });
        }

        KeepWaits(found, before?.Waits ?? [], burst.State.Waits, now);
        foreach (var follower in followers) await follower.FollowAsync(this, found, before?.Waits ?? [], burst.State.Waits, now, ct);
        if (hops <= CaseEvent.MostHops) foreach (var published in burst.Events) Publish(found, published, hops, now);
        else if (burst.Events.Count > 0) HoldBack(found, burst.Events[0].ActivityId, now);
        await MatchIncidentsAsync(found, before?.Incidents ?? [], burst.State.Incidents, now, ct);
        await TellParentAsync(found, now, ct);
        if (found.Status == CaseStatus.Cancelled) await CallOffAppointmentsAsync(found, ct);
        // What a customer, a provider or a timer did is in the case's journal, with who it was; what people and machines of the tenant did is also asked for across cases.
        if (actor.Value.OfTenant) Add(new AuditEntry { Id = ids.New(), At = now, Actor = actor.Value.Id, Action = action, Subject = "case:" + found.Number });
    }

    /// <returns>False: a case, or a row that was staged, is not what it was any more. Nothing was written.</returns>
    public async Task<bool> SaveAsync()
    {
        var (now, tenantId, rows) = (clock.GetUtcNow(), db.TenantId, commits.Rows);
        var entries = db.IsUsed ? db.ChangeTracker.Entries().ToList() : [];
        var commands = new List<RowCommand>(4);
        foreach (var followed in cases)
        {
            Journal(followed, now);
            if (followed.Before is null) added.Add(followed.Case);
            else if (followed.Case.Differs(followed.Before)) commands.Add(update.Of(tenantId, followed.Before, followed.Case, now));
        }

        commands.AddRange(rows.Changes(entries, tenantId));
        commands.AddRange(removed);
        var inserts = entries.Where(e => e.State == EntityState.Added).Select(e => e.Entity).Concat(added).ToList();
        commands.AddRange(rows.Inserts(inserts, tenantId));
        var due = inserts.Concat(entries.Where(e => e.State == EntityState.Modified).Select(e => e.Entity)).OfType<Due>().Where(d => d.State != DueState.Parked && d.LeaseUntil is null).ToList();
        var wakes = due.Exists(d => d.DueAt <= now);

        var accepted = await commits.CommitAsync(tenantId, cases[0].Case.Id, commands, wakes);
        CrashPoints.Pass(CrashPoint.CaseSaved);
        foreach (var (before, found, _) in cases)
        {
            if (!accepted) cache.Forget(tenantId, found);
            else if (before is null || found.Differs(before)) cache.Keep(tenantId, found);
            if (accepted && found.JournalPercent >= Case.JournalWarning && before?.JournalPercent < Case.JournalWarning)
            {
                log.LogWarning("The journal of case {Tenant}/{Case} has {Lines} lines, {Percent} % of what a case may have before it is stopped.", tenantId, found.Number, found.JournalLength, found.JournalPercent);
            }
        }

        Reset();
        if (accepted && wakes) signal.Wake(tenantId);
        if (accepted && due.Count > 0) signal.Expect(due.Min(d => d.DueAt));
        return accepted;
    }

    private void Journal(Followed followed, DateTimeOffset now)
    {
        if (followed.Lines.Count == 0) return;
        var found = followed.Case;
        var row = new JournalRow { CaseId = found.Id, Seq = found.JournalLength + 1, At = now, Actor = actor.Value.Id, Lines = JournalRow.Write(followed.Lines) };
        added.Add(row);
        found.Journal(followed.Lines.Count, Encoding.UTF8.GetByteCount(row.Lines));
    }

    private Followed Of(Case found) => cases.Find(followed => ReferenceEquals(followed.Case, found)) ?? throw new InvalidOperationException($"Case {found.Number} is not part of this commit.");

    /// <summary>A wait for an event stands in a row of its own, where the event finds it, and looks once for an event that came before it.</summary>
    private void KeepWaits(Case found, IReadOnlyList<Wait> before, IReadOnlyList<Wait> after, DateTimeOffset now)
    {
        foreach (var gone in before.Where(w => w.Kind == WaitKind.Event && after.All(a => a.Id != w.Id)))
        {
            Remove<EventWait>(found.Id, gone.Id);
            Remove<Due>(found.Id, gone.Id);
        }

        foreach (var wait in after.Where(w => w.Kind == WaitKind.Event && before.All(b => b.Id != w.Id)))
        {
            Add(new EventWait { CaseId = found.Id, WaitId = wait.Id, Environment = found.Environment, Event = Ids.Bounded((string)wait.Data["event"]!), CorrelationId = (string?)wait.Data["correlationId"] is { } reference ? Ids.Bounded(reference) : null });
            Add(new Due { CaseId = found.Id, Id = wait.Id, Kind = DueKind.Wait, ActivityId = wait.ActivityId, DueAt = now, CreatedAt = now });
        }
    }

    private void Publish(Case found, PublishedEvent published, int hops, DateTimeOffset now)
    {
        var row = new CaseEvent
        {
            Id = ids.New(), Name = Ids.Bounded(published.Name), Payload = published.Payload?.ToJsonString(), CorrelationId = published.CorrelationId is { } reference ? Ids.Bounded(reference) : null,
            SourceId = found.Id, Environment = found.Environment, IsLocal = published.IsLocal, Depth = found.Depth, Hops = hops, PublishedAt = now, ExpiresAt = now + events.Value.Keep,
        };
        Add(row);
        Add(new Due { CaseId = row.Id, Id = MatchEvent.DueId, Kind = DueKind.Event, ActivityId = "", DueAt = now, CreatedAt = now });
    }

    /// <summary>Nobody gets the events of this push. No branch waits for that, so none can stop: a person is told beside the case.</summary>
    private void HoldBack(Case found, string activityId, DateTimeOffset now)
    {
        const string code = "event.too_many_hops";
        var text = $"More than {CaseEvent.MostHops} events led to one another without a rest, so what this one published was not delivered. Are there journeys that wake each other for ever?";
        Add(new Incident { Id = ids.New(), CaseId = found.Id, DueId = MatchEvent.DueId, ActivityId = activityId, Code = code, Text = text, RaisedAt = now });
        Note(found, new JournalEntry(JournalKinds.IncidentRaised, activityId, null, new JsonObject { ["code"] = code }));
    }

    private async Task QueueAsync(Case found, Call call, RunState run, DateTimeOffset now, CancellationToken ct)
    {
        Add(new Due
        {
            CaseId = found.Id, Id = call.Id, Kind = DueKind.Call, ActivityId = call.ActivityId, DueAt = now, CreatedAt = now, Contract = call.Contract, Operation = call.Operation,
            Installation = call.Provider, Input = call.Input.ToJsonString(), Awaited = call.Awaited,
        });
        if (call.Contract == CallContracts.Channel) await RenderAsync(found, call, run, now, ct);
    }

    private async Task RenderAsync(Case found, Call call, RunState run, DateTimeOffset now, CancellationToken ct)
    {
        var template = (string?)call.Input["template"] ?? "";
        // Who works for the tenant gets the way to the case in the admin, never the customer's own key to it.
        var team = (string?)call.Input["to"];
        var link = team is null ? links.Portal(db.TenantId) : $"{address.Url}/admin/cases/{found.Number}";
        ResumeLink? back = null;
        if (team is null && found.EndedAt is null) (back, link) = links.New(found, now);

        var words = await messages.RenderAsync(template, (string?)call.Input["channel"] ?? "preferred", found.Locale, run.Answers, found.Number, link, ct, team, new Dictionary<string, Func<string, Task<object?>>>
        {
            ["appointment"] = locale => AppointmentWordsAsync(found, (string?)call.Input["appointment"], locale, ct),
            ["withdrawal"] = locale => withdrawals.WordsOfAsync(found, run, locale, ct),
        });
        if (words is null) return; // The worker finds no message for the call and fails it with words for the admin.
        if (back is not null)
        {
            (back.Channel, back.To) = (words.Channel, words.To);
            Add(back);
        }

        Add(words.MessageOf(ids.New(), found.Id, call.Id, template, now));
    }

    /// <param name="field">At which it was chosen; null: the one that was booked last.</param>
    private async Task<object?> AppointmentWordsAsync(Case found, string? field, string locale, CancellationToken ct)
    {
        var known = await db.Appointments.Where(a => a.CaseId == found.Id && (field == null || a.Field == field)).OrderByDescending(a => a.BookedAt).FirstOrDefaultAsync(ct);
        var appointment = Added<Appointment>().LastOrDefault(a => a.CaseId == found.Id && (field is null || a.Field == field)) ?? known;
        return appointment is null ? null : await appointments.WordsOfAsync(appointment, locale, ct);
    }

    /// <summary>What is no longer wanted goes, and with it the question what to do about it.</summary>
    private async Task WithdrawAsync(Case found, IReadOnlyList<string> cancelled, DateTimeOffset now, CancellationToken ct)
    {
        if (cancelled.Count == 0) return;
        // A row that the handler has loaded goes with its own changes; deleting it twice would refuse the commit.
        var loaded = db.IsUsed ? db.ChangeTracker.Entries<Due>().Where(e => e.Entity.CaseId == found.Id && cancelled.Contains(e.Entity.Id)).ToList() : [];
        foreach (var entry in loaded) entry.State = EntityState.Deleted;
        foreach (var id in cancelled.Except(loaded.Select(e => e.Entity.Id))) Remove<Due>(found.Id, id);
        if (found.Parked == 0) return;
        foreach (var incident in await db.Incidents.Where(i => i.CaseId == found.Id && i.ResolvedAt == null && i.DueId != null && cancelled.Contains(i.DueId)).ToListAsync(ct))
        {
            Resolve(incident, "moot", now);
            found.Unpark();
        }
    }

    private async Task MatchIncidentsAsync(Case found, IReadOnlyList<RunIncident> before, IReadOnlyList<RunIncident> after, DateTimeOffset now, CancellationToken ct)
    {
        foreach (var raised in after.Where(a => before.All(b => b.Id != a.Id)))
        {
            Add(new Incident { Id = ids.New(), CaseId = found.Id, RunIncidentId = raised.Id, ActivityId = raised.ActivityId, Code = raised.Code, Text = raised.Message, RaisedAt = now });
        }

        var gone = before.Where(b => after.All(a => a.Id != b.Id)).Select(b => b.Id).ToList();
        if (gone.Count == 0) return;
        foreach (var incident in await db.Incidents.Where(i => i.CaseId == found.Id && i.ResolvedAt == null && i.RunIncidentId != null && gone.Contains(i.RunIncidentId)).ToListAsync(ct))
        {
            Resolve(incident, "resolved", now);
        }
    }

    private void Resolve(Incident incident, string how, DateTimeOffset now) =>
        (incident.ResolvedAt, incident.ResolvedBy, incident.Resolution) = (now, actor.Value.Id, incident.Resolution ?? how);

    private async Task CallOffAppointmentsAsync(Case found, CancellationToken ct)
    {
        foreach (var appointment in await db.Appointments.Where(a => a.CaseId == found.Id && a.State == AppointmentState.Booked).ToListAsync(ct))
        {
            if (appointment.State != AppointmentState.Booked) continue; // the handler has ended it already
            Free(appointment);
            appointment.End(AppointmentState.Cancelled);
        }
    }

    private async Task TellParentAsync(Case child, DateTimeOffset now, CancellationToken ct)
    {
        if (child.ParentId is not { } parentId || child.EndedAt is null) return;
        var awaited = await db.Due.SingleOrDefaultAsync(d => d.CaseId == parentId && d.Id == child.ParentChildId, ct);
        if (awaited is null) return;
        awaited.DueAt = now;
        awaited.LeaseUntil = null;
    }
}

/// <summary>The one statement of the hot path: a case after a push, if it is still what the push was computed from.</summary>
public sealed class CaseUpdate
{
    /// <summary>What each step changes; none of it is indexed.</summary>
    private static readonly string[] Step =
        [nameof(Case.Revision), nameof(Case.StepRevision), nameof(Case.StepId), nameof(Case.UpdatedAt), nameof(Case.JournalLength), nameof(Case.JournalBytes), nameof(Case.Steps), nameof(Case.State)];

    /// <summary>What most steps leave as it is, with how to see that they did.</summary>
    private static readonly (string Column, Func<Case, Case, bool> Same)[] Rest =
    [
        (nameof(Case.Status), (a, b) => a.Status == b.Status), (nameof(Case.Locale), (a, b) => a.Locale == b.Locale), (nameof(Case.TokenHash), (a, b) => a.TokenHash == b.TokenHash),
        (nameof(Case.Outcome), (a, b) => a.Outcome == b.Outcome), (nameof(Case.EndedAt), (a, b) => a.EndedAt == b.EndedAt), (nameof(Case.Parked), (a, b) => a.Parked == b.Parked),
        (nameof(Case.CorrelationId), (a, b) => a.CorrelationId == b.CorrelationId), (nameof(Case.Holds), (a, b) => a.Holds == b.Holds), (nameof(Case.CostMicros), (a, b) => a.CostMicros == b.CostMicros),
        (nameof(Case.Drafts), (a, b) => a.Drafts == b.Drafts),
    ];

    private readonly RowUpdate step, all, moved;

    public CaseUpdate(GroupCommits commits)
    {
        string[] expected = CrashPoints.Planted(Defect.RevisionIgnored) ? [] : [nameof(Case.Revision)];
        step = commits.Rows.UpdateOf<Case>(Step, expected);
        all = commits.Rows.UpdateOf<Case>([.. Step, .. Rest.Select(rest => rest.Column)], expected);
        moved = commits.Rows.UpdateOf<Case>([.. Step, .. Rest.Select(rest => rest.Column), nameof(Case.JourneyVersionId), nameof(Case.JourneyVersion)], expected);
    }

    public RowCommand Of(string tenantId, Case before, Case after, DateTimeOffset now)
    {
        if (after.Revision == before.Revision) after.Touch(now);
        // An engine that looks at the names of columns and not at their values would write the index of each that is named.
        var update = before.JourneyVersionId != after.JourneyVersionId ? moved : Array.TrueForAll(Rest, rest => rest.Same(before, after)) ? step : all;
        return update(after, tenantId, before.Revision);
    }
}
