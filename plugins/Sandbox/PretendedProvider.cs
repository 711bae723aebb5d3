using System.Security.Cryptography;
using System.Text;
using Portico.Sdk;

namespace Portico.Plugin.Sandbox;

/// <summary>What both sandboxes have in common: things that are decided at once, by themselves after a while, or by a person on the sandbox page.</summary>
/// <param name="kind">Kind of the callbacks, such as <c>verification.finished</c>.</param>
/// <param name="outcomeOf">Turns the word for an outcome into the contract's type; null for a word that is none.</param>
internal sealed class PretendedProvider<T>(string kind, Func<string, ExternalRef, T?> outcomeOf) where T : class
{
    private const string Start = "start";
    private const string Decide = "decide";
    private const string ByPerson = "by-person";
    private const string BySelf = "by-itself:";
    private const string Silent = "silently:";
    private static readonly TimeSpan ThinkingTime = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan SilentTime = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(3);

    public static string AtOnce(string outcome) => outcome;

    public static string AfterAWhile(string outcome) => BySelf + outcome;

    public static string WithoutTelling(string outcome) => Silent + outcome;

    public static string OnThePage => ByPerson;

    public bool Knows<TInput>(ProviderCall<TInput> call) => Ledger.In(call.Instance.DataFolder).Find(call.IdempotencyKey) is not null;

    /// <summary>Records the effect once per key, and answers as that key was answered before.</summary>
    public ProviderResult<T> Begin<TInput>(ProviderCall<TInput> call, string effect)
    {
        var (line, isNew) = Ledger.In(call.Instance.DataFolder).Record(new LedgerLine(call.IdempotencyKey, Start, call.Instance.Clock.GetUtcNow(), effect, Reference(call)));
        if (isNew && line.Effect.StartsWith(BySelf, StringComparison.Ordinal)) _ = PostLaterAsync(call, line);
        return Standing(line, call);
    }

    public ProviderResult<T> Get(ProviderCall<ExternalRef> call) =>
        Ledger.In(call.Instance.DataFolder).FindRef(Start, call.Input.Value) is { } line
            ? Standing(line, call)
            : new ProviderResult<T>.FailedFinal(new ErrorCode("sandbox.ref_unknown"), "provider.not_found");

    /// <summary>The first decision stands; the callback is posted again, in case the first one got lost.</summary>
    public async ValueTask<ProviderResult<SandboxDecided>> DecideAsync(ProviderCall<SandboxDecision> call, CancellationToken ct)
    {
        var ledger = Ledger.In(call.Instance.DataFolder);
        var reference = call.Input.Ref;
        if (ledger.FindRef(Start, reference.Value) is not { Effect: ByPerson }) return new ProviderResult<SandboxDecided>.FailedFinal(new ErrorCode("sandbox.ref_unknown"), "provider.not_found");
        if (outcomeOf(call.Input.Outcome, reference) is null) return new ProviderResult<SandboxDecided>.FailedFinal(new ErrorCode("sandbox.outcome_unknown"), "provider.not_found");

        // Keyed by the reference, not by the call: two clicks are one decision.
        var (line, _) = ledger.Record(new LedgerLine(Decide + ":" + reference.Value, Decide, call.Instance.Clock.GetUtcNow(), call.Input.Outcome, reference.Value));
        if (call.CallbackUrl is { } url && call.Instance.Secrets.Find(SignedCallback.SecretSetting) is { } secret)
        {
            try
            {
                await SignedCallback.PostAsync(call.Instance, url, secret, kind, line.Ref, line.Effect, line.At, ct);
            }
            catch (BrokeredHttpException problem)
            {
                return new ProviderResult<SandboxDecided>.FailedRetryable(problem.Code, OutcomeUnknown: problem.MayHaveBeenSent);
            }
        }

        return new ProviderResult<SandboxDecided>.Completed(new SandboxDecided(line.Effect));
    }

    public CallbackVerdict Verify(CallbackRequest raw, InstanceContext instance, Func<SignedCallback.Event, ExternalRef, ErrorCode, T, CallbackEvent> eventOf)
    {
        var (read, rejection) = SignedCallback.Read(raw, instance);
        if (read is null) return new CallbackVerdict.Rejected(rejection!);
        if (read.Type != kind) return new CallbackVerdict.NotMine();
        var reference = new ExternalRef(read.Ref);
        return outcomeOf(read.Outcome, reference) is { } outcome
            ? new CallbackVerdict.Accepted(eventOf(read, reference, new ErrorCode(kind), outcome))
            : new CallbackVerdict.Rejected(new ErrorCode("callback.unreadable"));
    }

    private ProviderResult<T> Standing<TInput>(LedgerLine line, ProviderCall<TInput> call)
    {
        var reference = new ExternalRef(line.Ref);
        var now = call.Instance.Clock.GetUtcNow();
        return line.Effect switch
        {
            ByPerson => Ledger.In(call.Instance.DataFolder).FindRef(Decide, line.Ref) is { } decided
                ? Completed(decided.Effect, reference)
                : new ProviderResult<T>.Pending(reference, call.SandboxPageUrl is { } page ? new CustomerAction.Redirect(new Uri(page.AbsoluteUri.TrimEnd('/') + "/" + line.Ref)) : null, null, line.At + Lifetime),
            _ when After(line.Effect, BySelf) is { } outcome => now >= line.At + ThinkingTime ? Completed(outcome, reference) : Waiting(reference, line.At, ThinkingTime),
            _ when After(line.Effect, Silent) is { } outcome => now >= line.At + SilentTime ? Completed(outcome, reference) : Waiting(reference, line.At, SilentTime),
            _ => Completed(line.Effect, reference),
        };
    }

    private ProviderResult<T>.Completed Completed(string outcome, ExternalRef reference) =>
        new(outcomeOf(outcome, reference) ?? throw new InvalidDataException("The ledger holds an unknown outcome."));

    private static ProviderResult<T>.Pending Waiting(ExternalRef reference, DateTimeOffset since, TimeSpan time) => new(reference, null, since + time, since + Lifetime);

    private async Task PostLaterAsync<TInput>(ProviderCall<TInput> call, LedgerLine line)
    {
        if (call.CallbackUrl is not { } url || call.Instance.Secrets.Find(SignedCallback.SecretSetting) is not { } secret) return;
        await Task.Delay(ThinkingTime);
        try
        {
            await SignedCallback.PostAsync(call.Instance, url, secret, kind, line.Ref, After(line.Effect, BySelf)!, call.Instance.Clock.GetUtcNow(), CancellationToken.None);
        }
        catch (BrokeredHttpException problem)
        {
            call.Instance.Log.Write(PluginLogLevel.Warning, new ErrorCode("callback.undelivered"), PluginLogField.Of("code", problem.Code));
        }
    }

    private static string? After(string effect, string prefix) => effect.StartsWith(prefix, StringComparison.Ordinal) ? effect[prefix.Length..] : null;

    private static string Reference<TInput>(ProviderCall<TInput> call) =>
        "sbx_" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(call.Instance.TenantId + "|" + call.Instance.InstallationId + "|" + call.IdempotencyKey)))[..32];
}
