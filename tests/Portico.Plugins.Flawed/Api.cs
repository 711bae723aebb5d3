using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Portico.Sdk;

namespace Portico.Plugins.Flawed;

/// <summary>The provider's API, and what each of its answers means: right, but for the defect.</summary>
internal sealed class Api(InstanceContext instance)
{
    private static readonly ConcurrentDictionary<string, string> FirstSecrets = new();
    private static readonly ConcurrentDictionary<string, (string Tenant, string Secret)> ByInstallation = new();

    public static ProviderResult<VerificationOutcome> Approved => new ProviderResult<VerificationOutcome>.Completed(new VerificationOutcome(VerificationDecision.Approved));

    public ProviderResult<VerificationOutcome> Waiting(ExternalRef reference)
    {
        var now = (instance.Has("culture.clock") ? TimeProvider.System : instance.Clock).GetUtcNow();
        return new ProviderResult<VerificationOutcome>.Pending(reference, null, now.AddMinutes(5), now.AddDays(7));
    }

    public async ValueTask<ProviderResult<VerificationOutcome>> AskAsync(string method, string path, ReadOnlyMemory<byte> body, Keys? key, string? name, CancellationToken ct)
    {
        BrokeredResponse response;
        try
        {
            response = await SendAsync(method, path, body, key?.Value, ct);
        }
        catch (BrokeredHttpException failure)
        {
            if (failure.MayHaveBeenSent) key?.Lost();
            var unknown = failure.Code.Value switch
            {
                "egress.unreachable" when instance.Has("answers.unreachable") => true,
                "egress.timeout" when instance.Has("answers.timeout") => false,
                _ => failure.MayHaveBeenSent,
            };
            if (failure.Code.Value == "egress.too_large" && instance.Has("answers.huge")) return Final("service.refused");
            return new ProviderResult<VerificationOutcome>.FailedRetryable(new ErrorCode("service.unreachable"), null, unknown);
        }

        var status = response.Status;
        var isFlawed = key is not null && instance.Has("answers." + status.ToString(CultureInfo.InvariantCulture));
        return status switch
        {
            302 or 404 or 409 when isFlawed => Approved,
            400 or 402 or 422 when isFlawed => Later(response),
            401 when isFlawed => Later(response, unknown: true),
            503 when isFlawed => Final("service.down"),
            500 when isFlawed => Later(response),
            >= 200 and < 300 => Read(response),
            429 => Later(response),
            >= 500 => Later(response, unknown: true),
            400 when instance.Has("settings.secret-answers") => Final(instance.Secrets.Find("apiKey")!),
            400 when instance.Has("settings.personal-answers") => Final(name!.ToLowerInvariant()),
            _ => Final("service.refused"),
        };
    }

    public async ValueTask<BrokeredResponse> SendAsync(string method, string path, ReadOnlyMemory<byte> body, string? key, CancellationToken ct)
    {
        var headers = new Dictionary<string, string> { ["Authorization"] = "Bearer " + Secret() };
        if (!body.IsEmpty) headers["Content-Type"] = "application/json";
        if (key is not null) headers["Idempotency-Key"] = key;
        var host = instance.Has("settings.reach") ? "https://api.flawed.example" : instance.Settings.Text("baseUrl")!.TrimEnd('/');
        var request = new BrokeredRequest(method, new Uri($"{host}/{path}")) { Headers = headers, Body = body };
        if (instance.Has("answers.slow")) request = request with { Timeout = TimeSpan.FromMilliseconds(400) };
        return instance.Has("limits.abort") ? await instance.Http.SendAsync(request, CancellationToken.None).AsTask().WaitAsync(ct) : await instance.Http.SendAsync(request, ct);
    }

    private string Secret()
    {
        var secret = instance.Secrets.Find("apiKey") ?? "";
        if (instance.Has("settings.rotated")) return FirstSecrets.GetOrAdd(instance.TenantId, secret);
        return instance.Has("settings.tenants") ? ByInstallation.AddOrUpdate(instance.InstallationId, _ => (instance.TenantId, secret), (_, known) => known.Tenant == instance.TenantId ? (known.Tenant, secret) : known).Secret : secret;
    }

    private ProviderResult<VerificationOutcome> Read(BrokeredResponse response)
    {
        try
        {
            var check = JsonNode.Parse(response.Body.Span) as JsonObject ?? throw new JsonException("No object.");
            var said = (string?)check["status"];
            if (said is null && instance.Has("answers.empty") && check.Count == 0) return Approved;
            if (said == "pending" && instance.Has("answers.202")) return Final("service.refused");
            if (said is "pending") return Waiting(new ExternalRef((string)check["id"]!));
            if (said != "approved") throw new JsonException("No status.");
            return instance.Has("culture.answers") ? new ProviderResult<VerificationOutcome>.Completed(new VerificationOutcome(VerificationDecision.Approved, new ErrorCode("IDENTITY.FITS".ToLower(CultureInfo.CurrentCulture)))) : Approved;
        }
        catch (JsonException)
        {
            return instance.Has("answers.garbage") && response.Body.Span.StartsWith("<"u8) ? Final("service.refused") : new ProviderResult<VerificationOutcome>.FailedRetryable(new ErrorCode("service.bad_answer"), null, OutcomeUnknown: true);
        }
    }

    private ProviderResult<VerificationOutcome>.FailedRetryable Later(BrokeredResponse response, bool unknown = false)
    {
        var said = response.Headers.GetValueOrDefault("Retry-After");
        TimeSpan? after = int.TryParse(said, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) ? instance.Has("answers.429") && response.Status == 429 ? null : TimeSpan.FromSeconds(seconds)
            : DateTimeOffset.TryParse(said, CultureInfo.InvariantCulture, out var date) && !instance.Has("answers.429-date") ? date - instance.Clock.GetUtcNow() : null;
        return new(new ErrorCode("service.unavailable"), after, unknown);
    }

    private static ProviderResult<VerificationOutcome>.FailedFinal Final(string code) => new(new ErrorCode(code), "service.refused");
}
