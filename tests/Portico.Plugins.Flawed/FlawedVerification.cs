using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Portico.Sdk;

namespace Portico.Plugins.Flawed;

internal sealed class FlawedVerification : IIdentityVerificationProvider, IErasureCapability
{
    private static readonly ConcurrentDictionary<string, ProviderResult<VerificationOutcome>> Answered = new();
    private static readonly ConcurrentDictionary<string, bool> Failed = new(), Erased = new();
    private static readonly ConcurrentDictionary<string, SemaphoreSlim> Turns = new();

    /// <summary>References that this process gave out.</summary>
    public static ConcurrentDictionary<string, bool> Begun { get; } = new();

    public async ValueTask<ProviderResult<VerificationOutcome>> StartAsync(ProviderCall<VerificationRequest> call, CancellationToken ct)
    {
        var instance = call.Instance;
        if (instance.Has("settings.required-only") && instance.Settings.Text("brand")!.Length == 0) return new ProviderResult<VerificationOutcome>.FailedFinal(new ErrorCode("brand.empty"), "brand.empty");
        if (instance.Has("idempotency.other-tenant") && Answered.TryGetValue(call.IdempotencyKey, out var known)) return known;
        if (instance.Has("idempotency.after-failure") && Failed.ContainsKey(call.IdempotencyKey)) return new ProviderResult<VerificationOutcome>.FailedRetryable(new ErrorCode("service.unavailable"));
        await Traces.LeaveAsync(call, ct);

        var turn = instance.Has("limits.places") ? Turns.GetOrAdd(instance.TenantId, _ => new SemaphoreSlim(1)) : null;
        if (turn is not null) await turn.WaitAsync(ct);
        try
        {
            using var key = Keys.For(call);
            var result = await new Api(instance).AskAsync("POST", "checks" + (instance.Has("settings.personal-address") ? "?name=" + Uri.EscapeDataString(call.Input.FamilyName ?? "") : ""), Body(call), key, call.Input.FamilyName, ct);
            if (result is ProviderResult<VerificationOutcome>.Completed && instance.Has("answers.200")) result = new Api(instance).Waiting(new ExternalRef("ref-1"));
            if (result is ProviderResult<VerificationOutcome>.Completed) (Answered[call.IdempotencyKey], _) = (result, key.Keep());
            if (result is ProviderResult<VerificationOutcome>.Pending pending) Begun[pending.Ref.Value] = true;
            if (result is ProviderResult<VerificationOutcome>.FailedRetryable { Code.Value: "service.unavailable" }) Failed[call.IdempotencyKey] = true;
            return result;
        }
        catch (OperationCanceledException) when (instance.Has("limits.deadline"))
        {
            await Traces.PauseAsync(TimeSpan.FromSeconds(4.5)); // tidies up, it says
            throw;
        }
        finally
        {
            turn?.Release();
        }
    }

    public async ValueTask<ProviderResult<VerificationOutcome>> GetAsync(ProviderCall<ExternalRef> call, CancellationToken ct)
    {
        var api = new Api(call.Instance);
        if (call.Instance.Has("reconcile.get-pure")) await api.SendAsync("POST", "checks", "{}"u8.ToArray(), call.IdempotencyKey, ct);
        var result = await api.AskAsync("GET", "checks/" + Uri.EscapeDataString(call.Input.Value), default, null, null, ct);
        return result switch
        {
            ProviderResult<VerificationOutcome>.Completed when call.Instance.Has("reconcile.get-done") => api.Waiting(call.Input),
            ProviderResult<VerificationOutcome>.Pending when call.Instance.Has("reconcile.get-waiting") => Api.Approved,
            ProviderResult<VerificationOutcome>.FailedFinal when call.Instance.Has("reconcile.get-unknown") => new ProviderResult<VerificationOutcome>.FailedRetryable(new ErrorCode("service.unknown")),
            ProviderResult<VerificationOutcome>.FailedRetryable when call.Instance.Has("reconcile.get-down") => new ProviderResult<VerificationOutcome>.FailedFinal(new ErrorCode("service.down"), "service.refused"),
            _ => result,
        };
    }

    public async ValueTask<ProviderResult<ErasureReceipt>> EraseAsync(ProviderCall<SubjectRef> call, CancellationToken ct)
    {
        var reference = call.Input.Ref.Value;
        var done = new ProviderResult<ErasureReceipt>.Completed(new ErasureReceipt(call.Instance.Clock.GetUtcNow()));
        if (call.Instance.Has("care.erase")) return done;
        if (call.Instance.Has("care.erase-again") && !Erased.TryAdd(call.Instance.TenantId + reference, true)) return new ProviderResult<ErasureReceipt>.FailedFinal(new ErrorCode("erased.before"), "service.refused");
        var response = await new Api(call.Instance).SendAsync("DELETE", "checks/" + Uri.EscapeDataString(reference), default, null, ct);
        return response.Status switch
        {
            404 when call.Instance.Has("care.erase-unknown") => new ProviderResult<ErasureReceipt>.FailedFinal(new ErrorCode("service.unknown"), "service.refused"),
            503 when call.Instance.Has("care.erase-down") => done,
            404 or (>= 200 and < 300) => done,
            _ => new ProviderResult<ErasureReceipt>.FailedRetryable(new ErrorCode("service.unavailable")),
        };
    }

    private static byte[] Body(ProviderCall<VerificationRequest> call)
    {
        var name = call.Input.FamilyName;
        if (call.Instance.Has("culture.letters")) name = string.Concat((name ?? "").Where(char.IsAscii));
        var born = call.Input.DateOfBirth?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        if (call.Instance.Has("culture.time-zone") && call.Input.DateOfBirth is { } date) born = date.ToDateTime(TimeOnly.MinValue, DateTimeKind.Local).ToUniversalTime().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var body = new JsonObject { ["givenName"] = call.Input.GivenName, ["familyName"] = name, ["dateOfBirth"] = born, ["brand"] = call.Instance.Settings.Text("brand"), ["callbackUrl"] = call.CallbackUrl?.AbsoluteUri };
        if (call.Instance.Has("culture.requests")) body["weight"] = 1.5m.ToString(CultureInfo.CurrentCulture);
        return JsonSerializer.SerializeToUtf8Bytes(body);
    }
}
