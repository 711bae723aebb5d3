using System.Security.Cryptography;
using System.Text;
using Portico.Sdk;

namespace Portico.Plugin.Sandbox;

/// <summary>What both sandboxes have in common: things that are decided at once, by themselves after a while, or by a person on the sandbox page.</summary>
/// <param name="kind">Kind of the callbacks, such as <c>verification.finished</c>.</param>
/// <param name="outcomeOf">Turns the word for an outcome into the contract's type; null for a word that is none.</param>
/// <param name="interim">The word for a state before any outcome, which nobody decides; null: there is none.</param>
internal sealed class PretendedProvider<T>(string kind, Func<string, ExternalRef, T?> outcomeOf, string? interim = null) where T : class
{
    private const string Start = "start";
    private const string Decide = "decide";
    private const string Erased = "erased";
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
    /// <param name="fault">Of the callback, where one is to come.</param>
    public ProviderResult<T> Begin<TInput>(ProviderCall<TInput> call, string effect, Fault fault = Fault.None)
    {
        if (fault is not (Fault.None or Fault.Slow) && After(effect, BySelf) is { } told) effect = Silent + told; // the platform has to find out by asking, if it comes to that
        var (line, isNew) = Ledger.In(call.Instance.DataFolder).Record(new LedgerLine(call.IdempotencyKey, Start, call.Instance.Clock.GetUtcNow(), effect, Reference(call)));
        if (isNew && After(line.Effect, BySelf) is { } outcome) _ = PostLaterAsync(call, line, outcome, fault);
        else if (isNew && fault is not (Fault.None or Fault.Slow or Fault.Drop) && After(line.Effect, Silent) is { } spoilt) _ = PostLaterAsync(call, line, spoilt, fault);
        return Standing(line, call);
    }

    public ProviderResult<T> Get(ProviderCall<ExternalRef> call) =>
        Ledger.In(call.Instance.DataFolder).FindRef(Erased, call.Input.Value) is null && Ledger.In(call.Instance.DataFolder).FindRef(Start, call.Input.Value) is { } line
            ? Standing(line, call)
            : new ProviderResult<T>.FailedFinal(new ErrorCode("sandbox.ref_unknown"), "provider.not_found");

    /// <summary>The first decision stands; the callback is posted again, in case the first one got lost.</summary>
    public async ValueTask<ProviderResult<SandboxDecided>> DecideAsync(ProviderCall<SandboxDecision> call, CancellationToken ct)
    {
        var ledger = Ledger.In(call.Instance.DataFolder);
        var reference = call.Input.Ref;
        if (ledger.FindRef(Start, reference.Value) is not { Effect: ByPerson }) return new ProviderResult<SandboxDecided>.FailedFinal(new ErrorCode("sandbox.ref_unknown"), "provider.not_found");
        if (call.Input.Outcome == interim || outcomeOf(call.Input.Outcome, reference) is null) return new ProviderResult<SandboxDecided>.FailedFinal(new ErrorCode("sandbox.outcome_unknown"), "provider.not_found");

        // Keyed by the reference, not by the call: two clicks are one decision.
        var (line, _) = ledger.Record(new LedgerLine(Decide + ":" + reference.Value, Decide, call.Instance.Clock.GetUtcNow(), call.Input.Outcome, reference.Value));
        var fault = Faults.In(call.Instance);
        if (fault is not Fault.Drop && call.CallbackUrl is { } url && call.Instance.Secrets.Find(SignedCallback.SecretSetting) is { } secret)
        {
            try
            {
                await PostAsync(call.Instance, url, secret, line.Ref, line.Effect, line.At, fault, ct);
            }
            catch (BrokeredHttpException problem) when (fault is Fault.None or Fault.Slow)
            {
                return new ProviderResult<SandboxDecided>.FailedRetryable(problem.Code, OutcomeUnknown: problem.MayHaveBeenSent);
            }
        }

        return new ProviderResult<SandboxDecided>.Completed(new SandboxDecided(line.Effect));
    }

    /// <summary>The ledger holds nothing personal, so all there is to erase is that we know the reference; that it was erased is kept, as the witness.</summary>
    public ProviderResult<ErasureReceipt> Erase(ProviderCall<SubjectRef> call, params IReadOnlyList<ErrorCode> keptByLaw)
    {
        var line = Ledger.In(call.Instance.DataFolder).Record(new LedgerLine(Erased + ":" + call.Input.Ref.Value, Erased, call.Instance.Clock.GetUtcNow(), Erased, call.Input.Ref.Value)).Line;
        return new ProviderResult<ErasureReceipt>.Completed(new ErasureReceipt(line.At, keptByLaw));
    }

    public CallbackVerdict Verify(CallbackRequest raw, InstanceContext instance, Func<SignedCallback.Event, ExternalRef, ErrorCode, T, CallbackEvent> eventOf)
    {
        var (read, rejection) = SignedCallback.Read(raw, instance);
        if (read is null) return new CallbackVerdict.Rejected(rejection!);
        if (read.Type != kind) return new CallbackVerdict.NotMine();
        if (ReferenceIn(read) is not { } reference) return new CallbackVerdict.Rejected(new ErrorCode("callback.unreadable"));
        return outcomeOf(read.Outcome, reference) is { } outcome
            ? new CallbackVerdict.Accepted(eventOf(read, reference, new ErrorCode(kind), outcome))
            : new CallbackVerdict.Rejected(new ErrorCode("callback.unreadable"));
    }

    private static ExternalRef? ReferenceIn(SignedCallback.Event read)
    {
        try
        {
            return new ExternalRef(read.Ref);
        }
        catch (ArgumentException)
        {
            return null;
        }
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

    private async Task PostLaterAsync<TInput>(ProviderCall<TInput> call, LedgerLine line, string outcome, Fault fault)
    {
        if (call.CallbackUrl is not { } url || call.Instance.Secrets.Find(SignedCallback.SecretSetting) is not { } secret) return;
        await Task.Delay(fault is Fault.Delay ? Faults.LateCallback : ThinkingTime);
        try
        {
            await PostAsync(call.Instance, url, secret, line.Ref, outcome, call.Instance.Clock.GetUtcNow(), fault, CancellationToken.None);
        }
        catch (BrokeredHttpException problem)
        {
            call.Instance.Log.Write(PluginLogLevel.Warning, new ErrorCode("callback.undelivered"), PluginLogField.Of("code", problem.Code));
        }
    }

    private async Task PostAsync(InstanceContext instance, Uri url, string secret, string reference, string outcome, DateTimeOffset at, Fault fault, CancellationToken ct)
    {
        Task Post(string word, DateTimeOffset when) => SignedCallback.PostAsync(instance, url, secret, kind, reference, word, when, ct, fault);
        switch (fault)
        {
            case Fault.Duplicate:
                await Task.WhenAll(Post(outcome, at), Post(outcome, at), Post(outcome, at));
                break;
            case Fault.Reorder when interim is not null:
                await Post(outcome, at);
                await Post(interim, at - ThinkingTime);
                break;
            default:
                await Post(outcome, at);
                break;
        }
    }

    private static string? After(string effect, string prefix) => effect.StartsWith(prefix, StringComparison.Ordinal) ? effect[prefix.Length..] : null;

    private static string Reference<TInput>(ProviderCall<TInput> call) =>
        "sbx_" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(call.Instance.TenantId + "|" + call.Instance.InstallationId + "|" + call.IdempotencyKey)))[..32];
}
