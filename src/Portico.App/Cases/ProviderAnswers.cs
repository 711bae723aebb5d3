using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Portico.App.Data;
using Portico.App.Messages;
using Portico.App.Outbox;
using Portico.App.Plugins;
using Portico.Workflows;

namespace Portico.App.Cases;

/// <summary>Records what a provider answered: the due row, the message, the inbox mark and the journey's next burst in one transaction.</summary>
public sealed class ProviderAnswers(PorticoDb db, CaseRunner runner, TimeProvider clock, ILogger<ProviderAnswers> log)
{
    /// <param name="attempt">The fence of an outgoing call; null for a callback, which takes the row as it is.</param>
    /// <param name="cost">What the call cost, in millionths; it is counted once, when the provider has first answered in whatever way, not for each question what became of it.</param>
    /// <param name="inbox">The callback that brought the answer; marked as applied in the same commit.</param>
    public async Task RecordAsync(Guid caseId, string dueId, int? attempt, ProviderReply reply, CancellationToken ct, InboxEvent? inbox = null, long cost = 0)
    {
        if (CrashPoints.Planted(Defect.FenceIgnored)) attempt = null;
        var result = await runner.PushAsync(caseId, loaded => StageAsync(loaded, dueId, attempt, reply, inbox, cost, ct), ct);
        if (!result.Ok && result.Error != CaseRunner.NotFound) throw new DbUpdateConcurrencyException("The answer could not be recorded; the lease brings the call back.");
        CrashPoints.Pass(CrashPoint.AnswerRecorded);
        if (reply is ProviderReply.Pending) await ApplyEarlyAsync(caseId, dueId, ct);
    }

    /// <summary>A callback may outrun the commit that says we wait for it: it lies in the inbox, and is applied now.</summary>
    private async Task ApplyEarlyAsync(Guid caseId, string dueId, CancellationToken ct)
    {
        var early = await (from due in db.Due.AsNoTracking()
                           join happened in db.Inbox.AsNoTracking() on new { due.Installation, due.ExternalRef } equals new { happened.Installation, ExternalRef = (string?)happened.ExternalRef }
                           where due.CaseId == caseId && due.Id == dueId && happened.AppliedAt == null
                           select happened).ToListAsync(ct);
        var best = early.Select(row => (Row: row, Reading: JsonSerializer.Deserialize<CallbackReading.Accepted>(row.Reading, JsonSerializerOptions.Web)!)).Where(e => e.Reading.Final).OrderByDescending(e => e.Reading.Rank).FirstOrDefault();
        if (best.Row is not null) await RecordAsync(caseId, dueId, null, new ProviderReply.Completed(best.Reading.Value), ct, best.Row);
    }

    private async Task<CaseRunner.Decision> StageAsync(CaseRunner.Loaded loaded, string dueId, int? attempt, ProviderReply reply, InboxEvent? inbox, long cost, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var happened = inbox is null ? null : await db.Inbox.SingleAsync(e => e.Installation == inbox.Installation && e.EventId == inbox.EventId, ct);
        if (happened?.AppliedAt is not null) return new CaseRunner.Decision.OnlySave();

        var due = await db.Due.SingleOrDefaultAsync(d => d.CaseId == loaded.Case.Id && d.Id == dueId && (attempt == null || d.Attempts == attempt), ct);
        if (due is null)
        {
            // For operators who ask why a provider saw two attempts: the node was slow or asleep, and another one has taken the call over.
            log.LogInformation("Call {Tenant}/{Case}/{Call} is not held by attempt {Attempt} any more; its answer is dropped here.", db.TenantId, loaded.Case.Id, dueId, attempt);
            return new CaseRunner.Decision.OnlySave();
        }

        happened?.AppliedAt = now; // not before: what finds no call any more came too late, and stays to be seen as such
        if (due.State != DueState.AwaitingProvider && cost > 0) loaded.Case.Spend(cost);
        if (reply is ProviderReply.Pending pending) return Hold(due, pending, now);

        if (CrashPoints.Planted(Defect.DueDroppedFirst)) await db.Due.Where(d => d.CaseId == due.CaseId && d.Id == due.Id).ExecuteDeleteAsync(ct);
        else db.Due.Remove(due);
        CrashPoints.Pass(CrashPoint.AnswerStaged);
        await MarkMessageAsync(due, reply, now, ct);
        RunEvent answer = reply switch
        {
            ProviderReply.Completed completed => new RunEvent.CallCompleted(dueId, completed.Value),
            ProviderReply.FailedFinal failed => new RunEvent.CallFailed(dueId, failed.Code),
            _ => throw new InvalidOperationException($"A {reply.GetType().Name} is not an answer."),
        };
        return due.ActivityId.Length == 0
            ? new CaseRunner.Decision.OnlySave() // asked by the platform itself: no branch waits for it
            : new CaseRunner.Decision.Push(answer, "call.answered");
    }

    private static CaseRunner.Decision Hold(Due due, ProviderReply.Pending pending, DateTimeOffset now)
    {
        var first = due.State != DueState.AwaitingProvider;
        due.State = DueState.AwaitingProvider;
        due.ExternalRef = pending.Reference;
        due.ExpiresAt = pending.ExpiresAt;
        due.DueAt = Earliest(pending.PollAfter ?? now.AddHours(1), pending.ExpiresAt);
        due.LeaseUntil = null;
        (due.Failures, due.FailingSince, due.LastCode) = (0, null, null);

        var action = pending.RedirectUrl is null ? null : new CustomerAction("redirect", pending.RedirectUrl);
        return first && due.Awaited ? new CaseRunner.Decision.Push(new RunEvent.CallPending(due.Id, action), "call.pending") : new CaseRunner.Decision.OnlySave();
    }

    private async Task MarkMessageAsync(Due due, ProviderReply reply, DateTimeOffset now, CancellationToken ct)
    {
        if (due.Contract != CallContracts.Channel) return;
        var message = await db.Messages.SingleOrDefaultAsync(m => m.CaseId == due.CaseId && m.CallId == due.Id, ct);
        if (message is null) return;
        message.Installation = due.Installation;
        if (reply is ProviderReply.FailedFinal failed)
        {
            message.State = MessageState.Failed;
            message.FailureCode = failed.Code;
        }
        else
        {
            message.State = MessageState.Sent;
            message.SentAt = now;
        }
    }

    private static DateTimeOffset Earliest(DateTimeOffset a, DateTimeOffset b) => a < b ? a : b;
}
