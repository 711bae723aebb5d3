using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Portico.App.Audit;
using Portico.App.Data;
using Portico.App.Journeys;
using Portico.App.Messages;
using Portico.App.Outbox;
using Portico.App.Shared;
using Portico.Workflows;

namespace Portico.App.Cases;

/// <summary>
/// Stages everything that one burst means — state, journal, calls, timers, messages, incidents, audit — so that one SaveChanges commits all of it or nothing.
/// The case's revision is the concurrency token: a burst computed from an older state is dropped whole.
/// </summary>
public sealed class CaseCommit(PorticoDb db, MessageRenderer messages, ResumeLinks links, OutboxSignal signal, CurrentActor actor, TimeProvider clock, Ids ids)
{
    public async Task StageAsync(Case found, Burst burst, string action, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var before = found.State.Length == 0 ? [] : found.Run().Incidents;
        found.Advance(burst.State, now);

        foreach (var entry in burst.Journal) Append(found, entry, now);
        await CancelAsync(found, burst.Cancelled, ct);
        foreach (var call in burst.Calls) await QueueAsync(found, call, burst.State, now, ct);
        db.Due.AddRange(burst.Timers.Select(t => new Due { CaseId = found.Id, Id = t.Id, Kind = DueKind.Timer, ActivityId = t.ActivityId, DueAt = t.DueAt, CreatedAt = now }));
        db.Due.AddRange(burst.Children.Select(c => new Due
        {
            CaseId = found.Id, Id = c.Id, Kind = DueKind.Child, ActivityId = c.ActivityId, DueAt = now, CreatedAt = now, Operation = c.DefinitionId, Input = c.Input.ToJsonString(), Awaited = c.Awaited,
        }));
        await MatchIncidentsAsync(found, before, burst.State.Incidents, now, ct);
        await TellParentAsync(found, now, ct);
        db.Audit.Add(new AuditEntry { Id = ids.New(), At = now, Actor = actor.Value.Id, Action = action, Subject = "case:" + found.Number });
    }

    public async Task SaveAsync(CancellationToken ct)
    {
        await db.SaveChangesAsync(ct);
        signal.Wake();
    }

    /// <summary>A line that the platform itself adds, beside the engine's.</summary>
    public void Append(Case found, JournalEntry entry, DateTimeOffset now) => db.Journal.Add(new JournalRow
    {
        CaseId = found.Id, Seq = ++found.JournalLength, At = now, Kind = entry.Kind, ActivityId = entry.ActivityId, ActivityType = entry.ActivityType, Data = entry.Data.ToJsonString(),
    });

    private async Task QueueAsync(Case found, Call call, RunState run, DateTimeOffset now, CancellationToken ct)
    {
        db.Due.Add(new Due
        {
            CaseId = found.Id, Id = call.Id, Kind = DueKind.Call, ActivityId = call.ActivityId, DueAt = now, CreatedAt = now, Contract = call.Contract, Operation = call.Operation,
            Installation = call.Provider, Input = call.Input.ToJsonString(), Awaited = call.Awaited,
        });
        if (call.Contract == CallContracts.Channel) await RenderAsync(found, call, run, now, ct);
    }

    private async Task RenderAsync(Case found, Call call, RunState run, DateTimeOffset now, CancellationToken ct)
    {
        var template = (string?)call.Input["template"] ?? "";
        var link = found.EndedAt is null ? links.Add(found, now) : links.Portal(db.TenantId);
        var words = await messages.RenderAsync(template, (string?)call.Input["channel"] ?? "preferred", found.Locale, run.Answers, found.Number, link, ct);
        if (words is null) return; // The worker finds no message for the call and fails it with words for the admin.

        db.Messages.Add(new Message
        {
            Id = ids.New(), CaseId = found.Id, CallId = call.Id, Template = template, Channel = words.Channel, Locale = words.Locale, To = words.To,
            Subject = words.Subject, Text = words.Text, Html = words.Html, CreatedAt = now,
        });
    }

    private async Task CancelAsync(Case found, IReadOnlyList<string> cancelled, CancellationToken ct)
    {
        if (cancelled.Count == 0) return;
        var rows = await db.Due.Where(d => d.CaseId == found.Id && cancelled.Contains(d.Id)).ToListAsync(ct);
        db.Due.RemoveRange(rows);
        var parked = rows.Where(r => r.State == DueState.Parked).Select(r => r.Id).ToList();
        if (parked.Count == 0) return;
        foreach (var incident in await db.Incidents.Where(i => i.CaseId == found.Id && i.ResolvedAt == null && i.DueId != null && parked.Contains(i.DueId)).ToListAsync(ct))
        {
            Resolve(incident, "moot", clock.GetUtcNow());
        }
    }

    private async Task MatchIncidentsAsync(Case found, IReadOnlyList<RunIncident> before, IReadOnlyList<RunIncident> after, DateTimeOffset now, CancellationToken ct)
    {
        foreach (var raised in after.Where(a => before.All(b => b.Id != a.Id)))
        {
            db.Incidents.Add(new Incident { Id = ids.New(), CaseId = found.Id, RunIncidentId = raised.Id, ActivityId = raised.ActivityId, Code = raised.Code, Text = raised.Message, RaisedAt = now });
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

    private async Task TellParentAsync(Case child, DateTimeOffset now, CancellationToken ct)
    {
        if (child.ParentId is not { } parentId || child.EndedAt is null) return;
        var awaited = await db.Due.SingleOrDefaultAsync(d => d.CaseId == parentId && d.Id == child.ParentChildId, ct);
        if (awaited is null) return;
        awaited.DueAt = now;
        awaited.LeaseUntil = null;
    }
}
