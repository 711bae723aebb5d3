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
    PorticoDb db, GroupCommits commits, DueParking parking, ProviderAnswers answers, InstallationContexts contexts, TenantPlugins own, PluginSupervisor plugins, SendRequest requests, PlatformAddress address,
    OutboxSignal signal, OutboxMeter meter, IOptions<OutboxOptions> options, TimeProvider clock, ILogger<CallProvider> log) : DueWork
{
    private static readonly TimeSpan HeldFor = TimeSpan.FromSeconds(1);

    public override DueKind Kind => DueKind.Call;

    public override async Task DoAsync(Guid caseId, string dueId, int attempt, CancellationToken ct)
    {
        var due = await db.Due.HeldAsync(caseId, dueId, attempt, ct);
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

        if (due.Contract == CallContracts.Http)
        {
            await SettleAsync(due, await requests.SendAsync(due, ct), ct);
            return;
        }

        var found = await db.Cases.Where(c => c.Id == caseId).Select(c => new { c.Number, c.Environment }).SingleAsync(ct);
        if (await ChooseAsync(due, message, found.Environment, ct) is not { } installation)
        {
            await ParkAsync(due, "provider.not_configured", $"No provider of the {found.Environment.ToString().ToLowerInvariant()} environment is switched on for this. Set one up under Providers, then retry.", ct);
            return;
        }

        var ready = await own.ReadyAsync(installation.PluginId, due.PluginVersion, ct);
        due.Installation = installation.Key;
        if (ready.Plugin is { } plugin) due.PluginVersion = plugin.LiesInFolder ? null : plugin.Version;
        await SaveAsync(due); // the attempt is on record, with its provider, before anything leaves the house
        CrashPoints.Pass(CrashPoint.CallRecorded);
        var reply = ready.Code is { } code ? new ProviderReply.FailedRetryable(code, null, OutcomeUnknown: false)
            : await plugins.CallAsync(Invocation(due, message, found.Number, ready.Slot, await contexts.OfAsync(installation, ct), now), ct);
        CrashPoints.Pass(CrashPoint.CallAnswered);
        await SettleAsync(due, reply, ct, installation.CallCostMicros);
    }

    private async Task SettleAsync(Due due, ProviderReply reply, CancellationToken ct, long cost = 0)
    {
        switch (reply)
        {
            case ProviderReply.FailedRetryable { Code: PluginCalls.CircuitOpen or PluginCalls.Busy } held:
                await PutOffAsync(due, held, ct);
                break;
            case ProviderReply.StillPending:
                await answers.RecordAsync(due.CaseId, due.Id, due.Attempts, new ProviderReply.Pending(due.ExternalRef!, null, null, due.ExpiresAt!.Value), ct);
                break;
            case ProviderReply.FailedRetryable failed:
                await RetryLaterAsync(due, failed, ct);
                break;
            default:
                await answers.RecordAsync(due.CaseId, due.Id, due.Attempts, reply, ct, cost: cost);
                break;
        }
    }

    private async Task<Installation?> ChooseAsync(Due due, Message? message, TenantEnvironment environment, CancellationToken ct)
    {
        var candidates = await db.Installations.AsNoTracking().Where(i => i.Enabled && i.Environment == environment && i.Contract == due.Contract).ToListAsync(ct);
        if (message is not null) candidates.RemoveAll(i => i.Channel != message.Channel);
        return Installation.Choose(candidates, due.Installation.Length > 0 ? due.Installation : null);
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
            $"{number}/{due.Id}", $"{portal}/case/{number}", installation, $"{portal}/sandbox/{due.Installation}",
            Suspect: EndedAProcess(due.LastCode));
    }

    /// <summary>The same for every attempt and after every restart; says nothing about the customer.</summary>
    internal static string IdempotencyKey(Due due) => Ids.Hash($"{due.TenantId}|{due.CaseId:N}|{due.Id}{(CrashPoints.Planted(Defect.KeyPerAttempt) ? $"|{due.Attempts}" : "")}")[..40];

    private static bool EndedAProcess(string? code) => code is PluginCalls.Crashed or PluginCalls.Killed;

    /// <summary>It was held back here and nobody was asked, so it is no failed attempt.</summary>
    private async Task PutOffAsync(Due due, ProviderReply.FailedRetryable held, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        due.FailingSince ??= now;
        if (now - due.FailingSince >= options.Value.MaxAge)
        {
            await ParkAsync(due, held.Code, "The provider has been failing for so long that this was not even tried any more. Look at the provider, then retry or skip.", ct);
            return;
        }

        due.DueAt = options.Value.NextAttempt(now, due.FailingSince.Value, held.RetryAfter ?? HeldFor);
        due.LeaseUntil = null;
        await SaveAsync(due);
        CrashPoints.Pass(CrashPoint.CallPutOff);
        signal.Expect(due.DueAt);
    }

    private async Task RetryLaterAsync(Due due, ProviderReply.FailedRetryable failed, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var poison = EndedAProcess(failed.Code) && EndedAProcess(due.LastCode);
        var since = due.FailingSince ?? now;
        due.Failures++;
        (due.FailingSince, due.LastCode) = (since, failed.Code);
        if (due.ExternalRef is null && !failed.OutcomeUnknown) due.PluginVersion = null; // nothing has begun: the next attempt may take another version
        if (poison)
        {
            await ParkAsync(due, failed.Code, "The plugin's process ended twice at this call, the second time with nothing else in it. " + LookThere(failed), ct);
        }
        else if (due.Failures >= options.Value.MaxFailures)
        {
            await ParkAsync(due, failed.Code, $"Given up after {due.Failures} attempts. " + LookThere(failed), ct);
        }
        else
        {
            log.LogInformation("Call {Tenant}/{Case}/{Call} failed with {Code}; attempt {Failures} of {Most}.", due.TenantId, due.CaseId, due.Id, failed.Code, due.Failures, options.Value.MaxFailures);
            due.DueAt = options.Value.NextAttempt(now, since, failed.RetryAfter ?? OutboxOptions.BackOff(due.Failures));
            due.LeaseUntil = null;
            await SaveAsync(due);
            CrashPoints.Pass(CrashPoint.CallPutOff);
            signal.Expect(due.DueAt);
        }
    }

    // The same key again is safe; a person who skips instead has to know that the provider may have done it.
    private static string LookThere(ProviderReply.FailedRetryable failed) => failed.OutcomeUnknown
        ? "It is not known whether the provider did it. Look there first, then retry or skip."
        : "Look at the provider, then retry or skip.";

    private async Task ParkAsync(Due due, string code, string text, CancellationToken ct)
    {
        var (attempt, failures) = (due.Attempts, due.Failures);
        db.Entry(due).State = EntityState.Detached;
        await parking.ParkAsync(due.CaseId, due.Id, attempt, code, text, ct, failures);
        meter.Parked(Kind);
    }

    private async Task SaveAsync(Due due)
    {
        var entry = db.Entry(due);
        db.ChangeTracker.DetectChanges();
        if (entry.State != EntityState.Modified) return;
        if (!await commits.CommitAsync(db.TenantId, due.CaseId, [.. commits.Rows.Changes([entry], db.TenantId)])) throw new DbUpdateConcurrencyException("The call is somebody else's now.");
        db.ChangeTracker.AcceptAllChanges();
    }
}
