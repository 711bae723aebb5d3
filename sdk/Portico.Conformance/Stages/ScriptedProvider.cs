using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace Portico.Conformance.Stages;

internal enum Errand
{
    Effect,
    Lookup,
    Erase,
    Health,
    Other,
    Unknown,
}

/// <summary>A request as it came to the provider.</summary>
internal sealed record ProviderRequest(Errand Errand, string Method, Uri Url, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    public string Text => $"{Method} {Url}\n{string.Concat(Headers.Select(header => $"{header.Key}: {header.Value}\n"))}\n{Encoding.UTF8.GetString(Body)}";

    /// <summary>Headers, with what is in base64 for signing in read.</summary>
    public string Readable => Text + string.Concat(Headers.Values.Where(value => value.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase)).Select(value => Encoding.UTF8.GetString(Decoded(value[6..]))));

    /// <summary>Set when the plugin hung up before it was answered.</summary>
    public TaskCompletionSource Abandoned { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static byte[] Decoded(string text)
    {
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out var length) ? bytes[..length] : [];
    }
}

/// <summary>What the provider does instead of what it does otherwise.</summary>
/// <param name="Error">Code of the broker where there is no response.</param>
/// <param name="Effect">Whether the effect happens all the same.</param>
/// <param name="Until">The answer waits for it.</param>
internal sealed record Script(int Status = 0, JsonNode? Body = null, byte[]? Raw = null, IReadOnlyDictionary<string, string>? Headers = null, string? Error = null, bool MayHaveBeenSent = false, bool Effect = false, TimeSpan Delay = default, Task? Until = null, bool AsUsual = false);

/// <summary>The provider behind one stage: answers as conformance.json says, and counts effects.</summary>
internal sealed class ScriptedProvider(ProviderSheet? sheet, Func<DateTimeOffset> now)
{
    private readonly Lock gate = new();
    private readonly List<Entry> effects = [];

    public ConcurrentQueue<ProviderRequest> Requests { get; } = [];

    /// <summary>New effects stay pending until <see cref="Finish"/>.</summary>
    public bool IsSlowToDecide { get; set; }

    /// <summary>Asked for each request; null: as usual.</summary>
    public Func<ProviderRequest, Script?> Script { get; set; } = _ => null;

    public int Effects
    {
        get
        {
            lock (gate) return effects.Count;
        }
    }

    public void Finish()
    {
        lock (gate)
            foreach (var entry in effects) entry.IsDone = true;
    }

    public void OnlyOn(Errand errand, Script script) => Script = request => request.Errand == errand ? script : null;

    public async Task<JsonObject> AnswerAsync(string method, Uri url, IReadOnlyDictionary<string, string> headers, byte[] body, int timeoutMs, int maxBytes, CancellationToken ct)
    {
        var request = new ProviderRequest(ErrandOf(method, url), method, url, headers, body);
        Requests.Enqueue(request);
        try
        {
            var script = Script(request);
            if (script is { Effect: true } && request.Errand is Errand.Effect) Take(request);
            if (script is not null && await WaitedInVainAsync(script, timeoutMs, ct)) return No("egress.timeout", true);
            if (script is { Error: { } error }) return No(error, script.MayHaveBeenSent);
            var (status, content) = script is null or { AsUsual: true } ? Usual(request) : (script.Status, script.Raw ?? (script.Body is null ? [] : Encoding.UTF8.GetBytes(script.Body.ToJsonString())));
            if (content.Length > maxBytes) return No("egress.too_large", true);
            var told = new JsonObject { ["Content-Type"] = "application/json" };
            foreach (var (name, value) in script?.Headers ?? new Dictionary<string, string>()) told[name] = value;
            return new JsonObject { ["status"] = status, ["headers"] = told, ["body"] = Convert.ToBase64String(content), ["mayHaveBeenSent"] = true };
        }
        catch (OperationCanceledException)
        {
            request.Abandoned.TrySetResult();
            throw;
        }
    }

    /// <summary>The plugin's own patience is measured against the script, not against the clock of a busy machine.</summary>
    private static async Task<bool> WaitedInVainAsync(Script script, int timeoutMs, CancellationToken ct)
    {
        if (script.Until is { } until)
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
            var patience = Task.Delay(timeoutMs, limit.Token);
            var first = await Task.WhenAny(until, patience);
            await limit.CancelAsync();
            ct.ThrowIfCancellationRequested();
            return first == patience;
        }

        if (script.Delay == TimeSpan.Zero) return false;
        var tooSlow = script.Delay.TotalMilliseconds > timeoutMs;
        await Task.Delay(tooSlow ? TimeSpan.FromMilliseconds(timeoutMs) : script.Delay, ct);
        return tooSlow;
    }

    private static JsonObject No(string code, bool mayHaveBeenSent) => new() { ["error"] = code, ["mayHaveBeenSent"] = mayHaveBeenSent };

    private (int Status, byte[] Body) Usual(ProviderRequest request)
    {
        switch (request.Errand)
        {
            case Errand.Effect:
                return Told(Take(request));
            case Errand.Lookup:
                return Find(request, sheet!.Lookup!) is { } found ? Told(found) : (404, []);
            case Errand.Erase:
                if (Find(request, sheet!.Erase!) is not { } erased) return (404, []);
                lock (gate) effects.Remove(erased);
                return (204, []);
            case Errand.Health:
                return (200, "{}"u8.ToArray());
            case Errand.Other:
                var other = sheet!.Others!.First(one => Matches(one.Key, request.Method, request.Url) is not null).Value;
                return (other.Status, Filled(other.Body, ""));
            default:
                return (404, []);
        }
    }

    private Entry Take(ProviderRequest request)
    {
        var key = sheet?.IdempotencyHeader is { } header ? request.Headers.FirstOrDefault(one => one.Key.Equals(header, StringComparison.OrdinalIgnoreCase)).Value : null;
        lock (gate)
        {
            if (key is not null && effects.FirstOrDefault(entry => entry.Key == key) is { } known) return known;
            var taken = new Entry(key, string.Create(CultureInfo.InvariantCulture, $"ref-{effects.Count + 1}")) { IsDone = !IsSlowToDecide && sheet?.Done is not null };
            effects.Add(taken);
            return taken;
        }
    }

    private (int Status, byte[] Body) Told(Entry entry)
    {
        var answer = (entry.IsDone ? sheet!.Done : sheet!.Pending) ?? sheet.Done ?? sheet.Pending;
        return answer is null ? (200, []) : (answer.Status, Filled(answer.Body, entry.Ref));
    }

    private byte[] Filled(JsonNode? body, string reference) => body is null ? [] : Encoding.UTF8.GetBytes(body.ToJsonString().Replace("{ref}", reference, StringComparison.Ordinal).Replace("{now}", now().ToString("O", CultureInfo.InvariantCulture), StringComparison.Ordinal));

    private Entry? Find(ProviderRequest request, string pattern)
    {
        var reference = Matches(pattern, request.Method, request.Url);
        lock (gate) return effects.FirstOrDefault(entry => entry.Ref == reference);
    }

    private Errand ErrandOf(string method, Uri url)
    {
        if (sheet is null) return Errand.Unknown;
        if (sheet.Lookup is { } lookup && Matches(lookup, method, url) is not null) return Errand.Lookup;
        if (sheet.Erase is { } erase && Matches(erase, method, url) is not null) return Errand.Erase;
        if (Matches(sheet.Effect, method, url) is not null) return Errand.Effect;
        if (sheet.Health is { } health && Matches(health, method, url) is not null) return Errand.Health;
        return sheet.Others?.Keys.Any(other => Matches(other, method, url) is not null) is true ? Errand.Other : Errand.Unknown;
    }

    /// <returns>What stands in place of <c>{ref}</c>; null: it is another request.</returns>
    private static string? Matches(string pattern, string method, Uri url)
    {
        if (pattern.Split(' ', 2) is not [var wanted, var path] || wanted != method) return null;
        string[] parts = path.Trim('/').Split('/'), given = url.AbsolutePath.Trim('/').Split('/');
        if (parts.Length != given.Length) return null;
        var reference = "";
        for (var i = 0; i < parts.Length; i++)
        {
            if (parts[i] == "{ref}") reference = Uri.UnescapeDataString(given[i]);
            else if (parts[i] != given[i]) return null;
        }

        return reference;
    }

    private sealed class Entry(string? key, string reference)
    {
        public string? Key => key;
        public string Ref => reference;
        public bool IsDone { get; set; }
    }
}
