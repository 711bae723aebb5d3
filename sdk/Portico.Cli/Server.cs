using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Portico.Cli;

/// <summary>A running Portico, spoken to with a tenant's secret key. The key comes from the environment: what stands on a command line can be read by everybody on the machine.</summary>
internal sealed class Server : IDisposable
{
    public const string KeyVariable = "PORTICO_KEY";

    private readonly HttpClient http;

    private Server(Uri address, string key)
    {
        http = new HttpClient { BaseAddress = address, Timeout = TimeSpan.FromMinutes(5) };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
    }

    /// <returns>Null: it was said on <paramref name="errors"/> why not.</returns>
    public static Server? At(string? address, TextWriter errors)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || uri.Scheme is not ("https" or "http"))
        {
            errors.WriteLine("Say where Portico is: --server https://portico.example");
            return null;
        }

        if (uri.Scheme == "http" && !uri.IsLoopback)
        {
            errors.WriteLine("A secret key goes only over https, or to this machine itself.");
            return null;
        }

        if (Environment.GetEnvironmentVariable(KeyVariable) is { Length: > 0 } key) return new(uri, key);
        errors.WriteLine($"Put a secret key (sk_…) into the environment variable {KeyVariable}.");
        return null;
    }

    /// <summary>Whether the last answer was a "no" that Portico explained, and no failure to reach it or to be let in.</summary>
    public bool Refused { get; private set; }

    /// <returns>The answer; null: it was said on <paramref name="errors"/> why there is none.</returns>
    public async Task<JsonObject?> SendAsync(HttpMethod method, string path, JsonObject? body, TextWriter errors) =>
        await AskAsync(method, path, body is null ? null : new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json"), errors) is var (_, answer) ? answer : null;

    /// <returns>The answer; null: it was said on <paramref name="errors"/> why there is none.</returns>
    public async Task<JsonObject?> SendAsync(HttpMethod method, string path, HttpContent content, TextWriter errors) => await AskAsync(method, path, content, errors) is var (_, answer) ? answer : null;

    /// <returns>The answer as it is, byte for byte; null: it was said on <paramref name="errors"/> why there is none.</returns>
    public async Task<string?> ReadAsync(string path, TextWriter errors) => await AskAsync(HttpMethod.Get, path, null, errors) is var (text, _) ? text : null;

    private async Task<(string Text, JsonObject Answer)?> AskAsync(HttpMethod method, string path, HttpContent? content, TextWriter errors)
    {
        Refused = false;
        try
        {
            using var request = new HttpRequestMessage(method, path) { Content = content };
            using var reply = await http.SendAsync(request);
            var text = await reply.Content.ReadAsStringAsync();
            var answer = Read(text);
            if (reply.IsSuccessStatusCode && answer is not null) return (text, answer);
            Refused = answer?["code"] is not null && (int)reply.StatusCode is 409 or 422;
            errors.WriteLine(answer is null ? $"{http.BaseAddress} answered {(int)reply.StatusCode}, and not as Portico does." : $"{answer["code"]}: {answer["title"]}");
            foreach (var (place, words) in answer?["errors"]?.AsObject() ?? []) errors.WriteLine($"  {place}: {string.Join(' ', words!.AsArray().Select(word => word!.ToString()))}");
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            errors.WriteLine($"{http.BaseAddress} does not answer: {e.Message}");
        }

        return null;
    }

    private static JsonObject? Read(string text)
    {
        try
        {
            return JsonNode.Parse(text) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public void Dispose() => http.Dispose();
}
