using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Portico.App.Data;
using Portico.App.Messages;
using Portico.App.Outbox;
using Portico.App.Plugins;
using Portico.App.Providers;
using Portico.App.Shared;
using Portico.Workflows;

namespace Portico.App.Cases;

/// <summary>
/// Makes one provider call and records its answer in the same transaction as what the journey does with it.
/// The idempotency key is the same for all attempts, so a crash between the provider's answer and our commit is healed by asking again.
/// </summary>
internal sealed class CallProvider(
    PorticoDb db, CaseRunner runner, ProviderAnswers answers, InstallationContexts contexts, PluginSupervisor plugins, PlatformAddress address, OutboxSignal signal,
    IOptions<OutboxOptions> options, TimeProvider clock, Ids ids, ILogger<CallProvider> log) : DueWork
{
    public override DueKind Kind => DueKind.Call;

    public override async Task DoAsync(Guid caseId, string dueId, int attempt, CancellationToken ct)
    {
        var due = await db.Due.SingleOrDefaultAsync(d => d.CaseId == caseId && d.Id == dueId && d.Attempts == attempt, ct);
        if (due is null) return; // cancelled or taken over since the claim
        var now = clock.GetUtcNow();

        var message = due.Contract == CallContracts.Channel ? await db.Messages.SingleOrDefaultAsync(m => m.CaseId == caseId && m.CallId == dueId, ct) : null;
        if (due.Contract == CallContracts.Channel && message is null)
        {
            await answers.RecordAsync(caseId, dueId, attempt, new ProviderReply.FailedFinal("message.no_recipient", "message.no_recipient"), ct);
            return;
        }

        if (due.State == DueState.AwaitingProvider && due.ExpiresAt <= now)
        {
            await answers.RecordAsync(caseId, dueId, attempt, new ProviderReply.FailedFinal("provider.expired", "provider.expired"), ct);
            return;
        }

        if (await ChooseAsync(due, message, ct) is not { } installation)
        {
            await ParkAsync(due, "provider.not_configured", "No provider is switched on for this. Set one up under Providers, then retry.", ct);
            return;
        }

        due.Installation = installation.Key;
        await db.SaveChangesAsync(ct); // the attempt is on record, with its provider, before anything leaves the house
        CrashPoints.Pass(CrashPoint.CallRecorded);
        var number = await db.Cases.Where(c => c.Id == caseId).Select(c => c.Number).SingleAsync(ct);
        var reply = await plugins.CallAsync(Invocation(due, message, number, installation.PluginId, await contexts.OfAsync(installation), now), ct);
        CrashPoints.Pass(CrashPoint.CallAnswered);
        switch (reply)
        {
            case ProviderReply.FailedRetryable failed:
                await RetryLaterAsync(due, failed, ct);
                break;
            default:
                await answers.RecordAsync(caseId, dueId, attempt, reply, ct);
                break;
        }
    }

    private async Task<Installation?> ChooseAsync(Due due, Message? message, CancellationToken ct)
    {
        var candidates = await db.Installations.AsNoTracking().Where(i => i.Enabled && i.Contract == due.Contract).ToListAsync(ct);
        if (message is not null) candidates.RemoveAll(i => i.Channel != message.Channel);
        return due.Installation.Length > 0
            ? candidates.FirstOrDefault(i => i.Key == due.Installation)
            : candidates.OrderByDescending(i => i.IsDefault).ThenBy(i => i.Key, StringComparer.Ordinal).FirstOrDefault();
    }

    private ProviderInvocation Invocation(Due due, Message? message, string number, string pluginId, InstallationContext installation, DateTimeOffset now)
    {
        var poll = due is { State: DueState.AwaitingProvider, ExternalRef: not null };
        var input = poll ? new JsonObject { ["ref"] = due.ExternalRef }
            : message is null ? JsonNode.Parse(due.Input)!.AsObject()
            : new JsonObject { ["channel"] = message.Channel, ["to"] = message.To, ["subject"] = message.Subject, ["text"] = message.Text, ["html"] = message.Html, ["locale"] = message.Locale };
        var portal = $"{address.Url}/t/{due.TenantId}";
        return new ProviderInvocation(
            pluginId, due.Contract, poll ? "get" : due.Operation, input, IdempotencyKey(due), due.Attempts, now + options.Value.CallTimeout,
            $"{number}/{due.Id}", $"{portal}/case/{number}", installation, $"{portal}/sandbox/{due.Installation}");
    }

    /// <summary>The same for every attempt and after every restart; says nothing about the customer.</summary>
    internal static string IdempotencyKey(Due due) => Ids.Hash($"{due.TenantId}|{due.CaseId:N}|{due.Id}{(CrashPoints.Planted(Defect.KeyPerAttempt) ? $"|{due.Attempts}" : "")}")[..40];

    private async Task RetryLaterAsync(Due due, ProviderReply.FailedRetryable failed, CancellationToken ct)
    {
        var crashedBefore = failed.Code == "plugin.crashed" && due.LastCode == "plugin.crashed";
        due.Failures++;
        due.LastCode = failed.Code;
        if (crashedBefore)
        {
            await ParkAsync(due, "plugin.crashed", "The plugin crashed twice at this call. Look at the provider, then retry or skip.", ct);
        }
        else if (due.Failures >= options.Value.MaxFailures)
        {
            await ParkAsync(due, failed.Code, $"Given up after {due.Failures} attempts. Look at the provider, then retry or skip.", ct);
        }
        else
        {
            log.LogInformation("Call {Tenant}/{Case}/{Call} failed with {Code}; attempt {Failures} of {Most}.", due.TenantId, due.CaseId, due.Id, failed.Code, due.Failures, options.Value.MaxFailures);
            due.DueAt = clock.GetUtcNow() + (failed.RetryAfter ?? OutboxOptions.BackOff(due.Failures));
            due.LeaseUntil = null;
            await db.SaveChangesAsync(ct);
            CrashPoints.Pass(CrashPoint.CallPutOff);
            signal.Wake();
        }
    }

    private async Task ParkAsync(Due due, string code, string text, CancellationToken ct)
    {
        var (now, attempt) = (clock.GetUtcNow(), due.Attempts);
        var parked = await runner.PushAsync(due.CaseId, async loaded =>
        {
            if (await db.Due.SingleOrDefaultAsync(d => d.CaseId == due.CaseId && d.Id == due.Id && d.Attempts == attempt, ct) is not { } row) return new CaseRunner.Decision.OnlySave();
            (row.State, row.LeaseUntil, row.LastCode, row.Failures) = (DueState.Parked, null, code, due.Failures);
            db.Incidents.Add(new Incident { Id = ids.New(), CaseId = due.CaseId, DueId = due.Id, ActivityId = due.ActivityId, Code = code, Text = text, RaisedAt = now });
            loaded.Case.Park();
            runner.Note(loaded.Case, new JournalEntry(JournalKinds.IncidentRaised, due.ActivityId, null, new JsonObject { ["callId"] = due.Id, ["code"] = code }));
            return new CaseRunner.Decision.OnlySave();
        }, ct);
        if (!parked.Ok && parked.Error != CaseRunner.NotFound) throw new DbUpdateConcurrencyException("The incident could not be recorded; the lease brings the call back.");
        CrashPoints.Pass(CrashPoint.CallParked);
    }
}
