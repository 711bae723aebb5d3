using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;

namespace Portico.App.Plugins;

/// <summary>Brings one question to a plugin process, within its places and its deadline. Whatever the process does, there is an answer or a code, never an exception.</summary>
internal sealed class PluginCalls(PluginOptions options, DirectEgress direct, ILogger log, CancellationToken stop)
{
    /// <summary>Codes of calls that were put off here, without having been tried.</summary>
    public const string Busy = "plugin.busy", CircuitOpen = "plugin.circuit_open";

    /// <summary>It ignored its deadline, and its process was killed.</summary>
    public const string Killed = "plugin.killed";

    public const string Crashed = "plugin.crashed";

    /// <param name="alone">In a process of its own: one died when this was asked before.</param>
    public async Task<Asked> AskAsync(PluginHome home, string tenantId, string route, JsonObject message, TimeSpan timeout, bool alone, CancellationToken ct)
    {
        var began = Stopwatch.GetTimestamp();
        if (await EnterAsync(home, tenantId, timeout / 2, ct) is { } busy) return busy;
        try
        {
            var left = timeout - Stopwatch.GetElapsedTime(began);
            message["timeoutMs"] = (int)Math.Max(1, left.TotalMilliseconds);
            return alone
                ? await home.Group.SickBay.RunAsync(process => AskAsync(home, _ => Task.FromResult(process), route, message, left, ct), ct)
                : await AskAsync(home, home.Group.ServingAsync, route, message, left, ct);
        }
        finally
        {
            home.Places.Leave(tenantId);
        }
    }

    private async Task<Asked?> EnterAsync(PluginHome home, string tenantId, TimeSpan patience, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct, stop);
        limit.CancelAfter(patience);
        try
        {
            await home.Places.EnterAsync(tenantId, limit.Token);
            return null;
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return Asked.Failed(stop.IsCancellationRequested ? "plugin.unavailable" : Busy);
        }
    }

    private async Task<Asked> AskAsync(PluginHome home, Func<CancellationToken, Task<PluginProcess?>> serving, string route, JsonObject message, TimeSpan timeout, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct, stop);
        limit.CancelAfter(timeout + options.DeadlineGrace);
        PluginProcess? process = null;
        try
        {
            if (message["installation"] is { } installation && await direct.RefusalAsync(home.Manifest, installation["settings"]!.AsObject(), limit.Token) is { } refusal) return Asked.Failed(refusal);
            process = await serving(limit.Token);
            return process is null ? Asked.Failed("plugin.unavailable") : new Asked(await process.PostAsync(route, message, limit.Token), null, true);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            throw;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return Asked.Failed("plugin.unavailable", mayHaveArrived: process is not null);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            if (process is null) return Asked.Failed("plugin.unavailable");
            log.LogError("Plugin {Plugin} ignored its deadline; its process is killed", home.Manifest.Id);
            process.Kill();
            return Asked.Failed(Killed, mayHaveArrived: true);
        }
        catch (HttpRequestException problem) when (problem.HttpRequestError is HttpRequestError.ConnectionError)
        {
            return Asked.Failed("plugin.unavailable");
        }
        catch (ObjectDisposedException)
        {
            return Asked.Failed("plugin.unavailable");
        }
        catch (HttpRequestException problem) when (problem.HttpRequestError is HttpRequestError.ConfigurationLimitExceeded or HttpRequestError.InvalidResponse)
        {
            return Asked.Failed("plugin.bad_answer", mayHaveArrived: true);
        }
        catch (Exception problem) when (problem is HttpRequestException or IOException or OperationCanceledException)
        {
            return Asked.Failed(Crashed, mayHaveArrived: true);
        }
        catch (JsonException)
        {
            return Asked.Failed("plugin.bad_answer", mayHaveArrived: true);
        }
    }
}

/// <summary>What came of a question: an answer, or a code.</summary>
internal sealed record Asked(JsonObject? Answer, string? Error, bool MayHaveArrived)
{
    public static Asked Failed(string code, bool mayHaveArrived = false) => new(null, code, mayHaveArrived);
}
