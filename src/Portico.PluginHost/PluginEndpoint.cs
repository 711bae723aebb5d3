using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Portico.Sdk;

namespace Portico.PluginHost;

/// <summary>The routes of the private socket.</summary>
internal sealed class PluginEndpoint(IReadOnlyList<PluginSlot> plugins, Greeting greeting, HttpClient broker, ParentMessages messages)
{
    private readonly byte[] nonce = Encoding.UTF8.GetBytes(greeting.Nonce);

    public async Task AnswerAsync(HttpContext http)
    {
        if (!CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(http.Request.Headers[Wire.NonceHeader].ToString()), nonce))
        {
            http.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }

        var path = http.Request.Path.Value!.Split('/', StringSplitOptions.RemoveEmptyEntries);
        try
        {
            await (path switch
            {
                ["v1", "handshake"] => WriteAsync(http, new Handshake(Wire.Protocol, greeting.Nonce, [.. plugins.Select(p => new PluginLine(p.Id, p.Version, p.Contracts, p.Error))])),
                ["v1", "plugins", var id, "callback"] when Find(id) is { } slot => CallbackAsync(http, slot),
                ["v1", "plugins", var id, "check"] when Find(id) is { } slot => CheckAsync(http, slot),
                ["v1", "plugins", var id, "settings"] when Find(id) is { } slot => TakeOverAsync(http, slot),
                ["v1", "plugins", var id, var contract, var operation] when Find(id) is { } slot => CallAsync(http, slot, contract, operation),
                _ => RefuseAsync(http, StatusCodes.Status404NotFound),
            });
        }
        catch (Exception problem) when (problem is JsonException or BadHttpRequestException)
        {
            await RefuseAsync(http, StatusCodes.Status400BadRequest);
        }
        catch (OutOfMemoryException)
        {
            // At its limit nothing works reliably any more; the parent starts a fresh process.
            Environment.FailFast(null);
        }
    }

    private PluginSlot? Find(string id) => plugins.FirstOrDefault(p => p.Id == id && p.Plugin is not null);

    private async Task CallAsync(HttpContext http, PluginSlot slot, string contract, string operation)
    {
        var call = await ReadAsync<CallMessage>(http);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted);
        deadline.CancelAfter(Math.Max(1, call.TimeoutMs));
        Answer answer;
        try
        {
            answer = await new PluginCall(slot, call, Instance(slot, call.Installation)).RunAsync(contract, operation, deadline.Token);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested)
        {
            answer = Answer.Retryable("plugin.deadline", outcomeUnknown: true);
        }
        catch (Exception problem) when (problem is not OutOfMemoryException)
        {
            Threw(slot, call.Installation.TenantId, call.Installation.InstallationId, problem);
            answer = Answer.Retryable("plugin.threw", outcomeUnknown: true);
        }

        await WriteAsync(http, answer);
    }

    private async Task CallbackAsync(HttpContext http, PluginSlot slot)
    {
        var message = await ReadAsync<CallbackMessage>(http);
        if (slot.CallbackReader is null)
        {
            await WriteAsync(http, new CallbackAnswer("not-mine"));
            return;
        }

        var raw = new CallbackRequest(message.Method, message.PathAndQuery, new Dictionary<string, string>(message.Headers, StringComparer.OrdinalIgnoreCase), message.Body, message.ReceivedAt);
        CallbackAnswer answer;
        try
        {
            answer = Results.From(slot.CallbackReader.Verify(raw, Instance(slot, message.Installation)));
        }
        catch (Exception problem) when (problem is not OutOfMemoryException)
        {
            Threw(slot, message.Installation.TenantId, message.Installation.InstallationId, problem);
            answer = new CallbackAnswer("rejected") { Reason = "plugin.threw" };
        }

        await WriteAsync(http, answer);
    }

    private async Task CheckAsync(HttpContext http, PluginSlot slot)
    {
        var message = await ReadAsync<CheckMessage>(http);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted);
        deadline.CancelAfter(Math.Max(1, message.TimeoutMs));
        CheckAnswer answer;
        try
        {
            var report = await slot.Plugin!.CheckAsync(Instance(slot, message.Installation), deadline.Token);
            answer = new CheckAnswer(report.IsHealthy, report.Code.Value, report.MessageKey);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested)
        {
            answer = new CheckAnswer(false, "plugin.deadline", "plugin.deadline");
        }
        catch (Exception problem) when (problem is not OutOfMemoryException)
        {
            Threw(slot, message.Installation.TenantId, message.Installation.InstallationId, problem);
            answer = new CheckAnswer(false, "plugin.threw", "plugin.threw");
        }

        await WriteAsync(http, answer);
    }

    private async Task TakeOverAsync(HttpContext http, PluginSlot slot)
    {
        var message = await ReadAsync<SettingsMessage>(http);
        if (slot.Plugin is not ISettingsTakeover plugin)
        {
            await RefuseAsync(http, StatusCodes.Status404NotFound);
            return;
        }

        SettingsAnswer answer;
        try
        {
            answer = Results.From(plugin.TakeOver(new FormerSettings(message.From, EnvironmentOf(message.Environment), message.Settings, message.SecretsSet)));
        }
        catch (Exception problem) when (problem is not OutOfMemoryException)
        {
            Threw(slot, message.TenantId, message.InstallationId, problem);
            answer = new SettingsAnswer("refused") { Code = "plugin.threw", MessageKey = "plugin.threw" };
        }

        await WriteAsync(http, answer);
    }

    private InstanceContext Instance(PluginSlot slot, InstallationMessage message) => new()
    {
        TenantId = message.TenantId,
        InstallationId = message.InstallationId,
        Environment = EnvironmentOf(message.Environment),
        Settings = new SettingsBag(message.Settings),
        Secrets = new Secrets(message.Secrets),
        Http = new BrokerClient(broker, message.Grant),
        Log = messages.LogFor(slot.Id, message.TenantId, message.InstallationId),
        Clock = new PlatformClock(message.Now - TimeProvider.System.GetUtcNow()),
        DataFolder = DataFolder.For(greeting.Data, slot.Id, message.TenantId),
    };

    /// <summary>The type of an exception is safe to log, its text is not.</summary>
    private void Threw(PluginSlot slot, string tenantId, string installationId, Exception problem)
    {
        AuthorsBench.Say(problem);
        messages.LogFor(slot.Id, tenantId, installationId).Write(PluginLogLevel.Error, new ErrorCode("plugin.threw"), PluginLogField.Of("type", TypeOf(problem)));
    }

    private static ErrorCode TypeOf(Exception problem) => new(string.Concat(problem.GetType().Name.ToLowerInvariant().Where(char.IsAsciiLetter)) is { Length: > 0 } name ? name[..Math.Min(80, name.Length)] : "unknown");

    private static PluginEnvironment EnvironmentOf(string word) => word == "live" ? PluginEnvironment.Live : PluginEnvironment.Test;

    private static async Task<T> ReadAsync<T>(HttpContext http) where T : class =>
        await JsonSerializer.DeserializeAsync<T>(http.Request.Body, Wire.Json, http.RequestAborted) ?? throw new JsonException("There is no message.");

    private static async Task WriteAsync<T>(HttpContext http, T answer)
    {
        http.Response.ContentType = "application/json";
        await JsonSerializer.SerializeAsync(http.Response.Body, answer, Wire.Json, http.RequestAborted);
    }

    private static Task RefuseAsync(HttpContext http, int status)
    {
        http.Response.StatusCode = status;
        return Task.CompletedTask;
    }

    private sealed class Secrets(Dictionary<string, string> values) : ISecretReader
    {
        public string? Find(string name) => values.GetValueOrDefault(name);
    }

    /// <summary>Runs at the speed of this machine, but shows the time of the platform.</summary>
    private sealed class PlatformClock(TimeSpan offset) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + offset;
    }
}
