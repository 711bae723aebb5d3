using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Portico.Sdk;

namespace Museum.Kyc;

/// <summary>An identity check as a partner may have written it when the SDK was new. The family name says which road it takes.</summary>
public sealed class Plugin : OnboardingPlugin
{
    public override PluginInfo Info { get; } = new("com.example.museum-kyc", "1.0.0");

    public override void Register(IPluginRegistry registry)
    {
        var checks = new Checks();
        registry.IdentityVerification(checks);
        registry.Callbacks(checks);
    }

    public override ValueTask<HealthReport> CheckAsync(InstanceContext instance, CancellationToken ct) =>
        ValueTask.FromResult(instance.Secrets.Find("callbackSecret") is null ? HealthReport.Unhealthy("museum.no_secret", "museum.no_secret") : HealthReport.Healthy);
}

internal sealed class Checks : IIdentityVerificationProvider, IErasureCapability, ISandboxCapability, ICallbackHandler
{
    public IReadOnlyList<SandboxOutcome> Outcomes { get; } = [new("approved", "Approve"), new("declined", "Decline")];

    public async ValueTask<ProviderResult<VerificationOutcome>> StartAsync(ProviderCall<VerificationRequest> call, CancellationToken ct)
    {
        var (instance, now) = (call.Instance, call.Instance.Clock.GetUtcNow());
        var reference = new ExternalRef("check_" + call.IdempotencyKey);
        switch (call.Input.FamilyName)
        {
            case "Pending":
                return new ProviderResult<VerificationOutcome>.Pending(reference, call.ReturnUrl is { } back ? new CustomerAction.Redirect(back) : null, now.AddMinutes(5), now.AddDays(1));
            case "Page":
                return new ProviderResult<VerificationOutcome>.Pending(reference, new CustomerAction.Redirect(new Uri(call.SandboxPageUrl!, "check")), null, now.AddDays(1));
            case "Later":
                return new ProviderResult<VerificationOutcome>.FailedRetryable(new ErrorCode("museum.later"), TimeSpan.FromSeconds(call.Attempt), OutcomeUnknown: false);
            case "Never":
                return new ProviderResult<VerificationOutcome>.FailedFinal(new ErrorCode("museum.never"), "museum.never");
            case "Log":
                instance.Log.Write(PluginLogLevel.Warning, new ErrorCode("museum.logged"), PluginLogField.Of("count", 3), PluginLogField.Of("flag", true), PluginLogField.Of("took", TimeSpan.FromSeconds(1)), PluginLogField.Of("word", new ErrorCode("code")));
                instance.Log.Write(PluginLogLevel.Information, new ErrorCode("museum.informed"));
                instance.Log.Write(PluginLogLevel.Error, new ErrorCode("museum.alarmed"));
                break;
            case "Network":
                return await NetworkAsync(call, ct);
            case "Settings":
                return Reasons(instance.Settings.Text("region") ?? "none", instance.Settings.Number("most")?.ToString(CultureInfo.InvariantCulture) ?? "none", instance.Settings.Flag("strict") ? "strict" : "lax");
            case "Fields":
                return Reasons(
                    call.Input.GivenName?.ToLowerInvariant() ?? "none", call.Input.DateOfBirth?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "none", call.Input.DocumentNumber ?? "none", call.Input.Country?.ToLowerInvariant() ?? "none",
                    call.Input.Locale ?? "none", instance.TenantId, instance.InstallationId, instance.Environment == PluginEnvironment.Live ? "live" : "test", call.Deadline > now ? "in-time" : "late", call.CorrelationId, call.CallbackUrl is null ? "silent" : "called");
            case "Folder":
                await File.WriteAllTextAsync(Path.Combine(instance.DataFolder, call.IdempotencyKey), "seen", ct);
                return Reasons((await File.ReadAllTextAsync(Path.Combine(instance.DataFolder, call.IdempotencyKey), ct)).ToLowerInvariant());
        }

        return new ProviderResult<VerificationOutcome>.Completed(new VerificationOutcome(Decision(call.Input.FamilyName)));
    }

    public ValueTask<ProviderResult<VerificationOutcome>> GetAsync(ProviderCall<ExternalRef> call, CancellationToken ct) =>
        ValueTask.FromResult<ProviderResult<VerificationOutcome>>(new ProviderResult<VerificationOutcome>.Completed(new VerificationOutcome(VerificationDecision.Review, new ErrorCode("museum.looked")) { IsFinal = call.Input.Value.EndsWith("final", StringComparison.Ordinal) }));

    public ValueTask<ProviderResult<ErasureReceipt>> EraseAsync(ProviderCall<SubjectRef> call, CancellationToken ct) =>
        ValueTask.FromResult<ProviderResult<ErasureReceipt>>(new ProviderResult<ErasureReceipt>.Completed(new ErasureReceipt(call.Instance.Clock.GetUtcNow(), new ErrorCode("museum.kept." + call.Input.Ref.Value))));

    public ValueTask<ProviderResult<SandboxDecided>> DecideAsync(ProviderCall<SandboxDecision> call, CancellationToken ct) =>
        ValueTask.FromResult<ProviderResult<SandboxDecided>>(Outcomes.Any(one => one.Value == call.Input.Outcome && one.Label.Length > 0 && call.Input.Ref.Value.Length > 0)
            ? new ProviderResult<SandboxDecided>.Completed(new SandboxDecided(call.Input.Outcome))
            : new ProviderResult<SandboxDecided>.FailedFinal(new ErrorCode("museum.unknown"), "museum.unknown"));

    public CallbackVerdict Verify(CallbackRequest raw, InstanceContext instance)
    {
        if (raw.Method != "POST" || raw.PathAndQuery.Length == 0 || instance.Secrets.Find("callbackSecret") is not { } secret || !raw.Headers.TryGetValue("x-signature", out var given)) return new CallbackVerdict.Rejected(new ErrorCode("museum.unsigned"));
        var signature = Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), raw.Body.Span));
        if (!CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(signature), Encoding.ASCII.GetBytes(given))) return new CallbackVerdict.Rejected(new ErrorCode("museum.signature"));
        var told = JsonNode.Parse(raw.Body.Span)!;
        if ((string?)told["kind"] != "check") return new CallbackVerdict.NotMine();
        return new CallbackVerdict.Accepted(new CallbackEvent.Verification((string)told["id"]!, new ExternalRef((string)told["ref"]!), new ErrorCode("check.finished"), raw.ReceivedAt, new VerificationOutcome(VerificationDecision.Approved)));
    }

    private static async ValueTask<ProviderResult<VerificationOutcome>> NetworkAsync(ProviderCall<VerificationRequest> call, CancellationToken ct)
    {
        try
        {
            var request = new BrokeredRequest("POST", new Uri("https://api.museum.example/checks"))
            {
                Headers = new Dictionary<string, string> { ["Idempotency-Key"] = call.IdempotencyKey }, Body = new byte[] { 1, 2, 3 }, Timeout = TimeSpan.FromSeconds(3), MaxResponseBytes = 1024,
            };
            var response = await call.Instance.Http.SendAsync(request, ct);
            return Reasons(response.IsSuccess ? "success" : "status-" + response.Status.ToString(CultureInfo.InvariantCulture), "headers-" + response.Headers.Count, "bytes-" + response.Body.Length);
        }
        catch (BrokeredHttpException failure)
        {
            return new ProviderResult<VerificationOutcome>.FailedRetryable(failure.Code, null, failure.MayHaveBeenSent);
        }
    }

    private static ProviderResult<VerificationOutcome> Reasons(params string[] words) => new ProviderResult<VerificationOutcome>.Completed(new VerificationOutcome(VerificationDecision.Approved, [.. words.Select(word => new ErrorCode(word))]));

    private static VerificationDecision Decision(string? name) => name switch
    {
        "Review" => VerificationDecision.Review,
        "Resubmission" => VerificationDecision.Resubmission,
        "Expired" => VerificationDecision.Expired,
        "Abandoned" => VerificationDecision.Abandoned,
        "Declined" => VerificationDecision.Declined,
        _ => VerificationDecision.Approved,
    };
}
