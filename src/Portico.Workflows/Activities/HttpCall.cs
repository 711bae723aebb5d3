using System.Text.Json;
using System.Text.Json.Nodes;
using Portico.Workflows.Engine;
using Portico.Workflows.Json;

namespace Portico.Workflows.Activities;

/// <summary>
/// Sends a request and waits for the response. The call's input: <c>url</c>, <c>method</c>, <c>headers</c>, <c>body</c>, <c>contentType</c>, <c>expectedStatusCodes</c>. The answer:
/// <c>statusCode</c>, <c>parsedContent</c>, <c>responseHeaders</c>. A failure with a code that ends in <c>timeout</c> is a time-out, any other a failure to connect.
/// </summary>
internal abstract class HttpCall : Activity
{
    protected const string Unmatched = "Unmatched status code";
    protected const string FailedToConnect = "Failed to connect";
    protected const string Timeout = "Timeout";

    private static readonly string[] Methods = ["GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD"];

    protected static readonly IReadOnlyList<InputDescriptor> Inputs =
    [
        Describe.Line("Url", "Address", "The whole address, beginning with https://.", type: "Uri"), Describe.Choice("Method", "Method", "What is asked of the server.", "GET", Methods),
        Describe.Script("Content", "Content", "What is sent: a text, or an object."), Describe.Line("ContentType", "Content type", "For example application/json."),
        Describe.Line("Authorization", "Authorization", "The header of that name. Keep secrets out of journeys: use a provider where you can.") with { Category = "Security" },
        Describe.Script("RequestHeaders", "Headers", "Further headers, by name.") with { UiHint = "json-editor", Category = "Advanced" },
    ];

    protected static readonly IReadOnlyList<OutputDescriptor> Outputs =
    [
        Describe.Result("StatusCode", "The status of the response.", "Int32"), Describe.Result("ParsedContent", "The body of the response; an object if it is JSON."), Describe.Result("ResponseHeaders", "The headers of the response."),
    ];

    protected abstract IReadOnlyList<int> Expected(Step step);

    protected abstract void Responded(Step step, int status);

    protected abstract void Failed(Step step, string way);

    public override bool Rests(ActivityNode node) => true;

    public override string? Contract => CallContracts.Http;

    public override void Execute(Step step)
    {
        var url = step.Text("url") ?? throw new ActivityFault("activity.input_missing", "There is no address to send a request to.");
        if (!IsAddress(url)) throw new ActivityFault("http.bad_url", "The address to send a request to is not a whole http or https address.");
        var method = (step.Text("method") ?? "GET").ToUpperInvariant();
        if (!Methods.Contains(method)) throw new ActivityFault("http.bad_method", "The method of the request does not exist.");
        step.Ask(CallContracts.Http, "send", "", new()
        {
            ["url"] = url,
            ["method"] = method,
            ["headers"] = Headers(step),
            ["body"] = step.Value("content"),
            ["contentType"] = step.Text("contentType"),
            ["expectedStatusCodes"] = new JsonArray([.. Expected(step).Select(code => JsonValue.Create(code))]),
        });
    }

    public override void Resume(Step step, RunEvent e, string? timer)
    {
        if (e is RunEvent.CallFailed failed)
        {
            Failed(step, failed.Code.EndsWith("timeout", StringComparison.Ordinal) ? Timeout : FailedToConnect);
            return;
        }
        var answer = ((RunEvent.CallCompleted)e).Value;
        if (answer.ValueKind != JsonValueKind.Object || !answer.TryGetProperty("statusCode", out var status) || status.ValueKind != JsonValueKind.Number || !status.TryGetInt32(out var code)) throw new ActivityFault("provider.bad_answer", "The answer has no status code.");
        step.SetOutput("StatusCode", JsonValue.Create(code));
        step.SetOutput("ParsedContent", Member(answer, "parsedContent"));
        step.SetOutput("ResponseHeaders", Member(answer, "responseHeaders"));
        Responded(step, code);
    }

    public override IEnumerable<Finding> Check(ActivityNode node)
    {
        if (!node.IsSet("url")) yield return Missing(node, "address", "Say where the request goes.");
        else if (node.Literal("url") is { } url && !IsAddress(url)) yield return Wrong(node, "http.bad_url", "sends to an address that is not a whole http or https address.", "Begin it with https://.");
        if (node.Literal("method") is { } method && !Methods.Contains(method.ToUpperInvariant())) yield return Wrong(node, "http.bad_method", "sends a method that does not exist.", $"Use {string.Join(", ", Methods)}.");
        if (node.Input("requestHeaders") is { Source: BindingSource.Literal or BindingSource.Json } headers && AsHeaders(headers.Value) is null) yield return Wrong(node, "http.bad_headers", "has headers that are not a JSON object.", "Write them as {\"X-Name\": \"value\"}.");
        if (node.Literal("authorization") is not null)
            yield return new("http.secret_in_journey", FindingSeverity.Warning, node.NodeId, $"'{node.DisplayText}' has a secret in it, which everybody sees who sees the journey.", "Use a provider, which keeps its secrets.");
    }

    /// <summary>Numbers, also as texts; null if there is one that is no status code.</summary>
    protected static List<int>? Codes(JsonNode? value)
    {
        var items = value is JsonArray several ? several.Select(Coerce.ToText) : Coerce.ToText(value) is { Length: > 0 } one ? one.Split(',', StringSplitOptions.TrimEntries) : [];
        List<int> codes = [];
        foreach (var item in items)
        {
            if (!int.TryParse(item, NumberStyles.None, CultureInfo.InvariantCulture, out var code) || code is < 100 or > 599) return null;
            codes.Add(code);
        }
        return codes;
    }

    private static JsonObject Headers(Step step)
    {
        var headers = AsHeaders(step.Value("requestHeaders")) ?? throw new ActivityFault("expression.type", "The headers of a request are an object.");
        if (step.Text("authorization") is { } authorization) headers["Authorization"] = authorization;
        return headers;
    }

    /// <summary>An object, or its text, which is what the designer's editor writes; null if it is something else.</summary>
    private static JsonObject? AsHeaders(JsonNode? value)
    {
        if (value is JsonObject json) return json;
        if (value is not null and not JsonValue) return null;
        if (Coerce.ToText(value) is not { } text || string.IsNullOrWhiteSpace(text)) return [];
        try
        {
            return JsonNode.Parse(text) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static bool IsAddress(string url) => Uri.TryCreate(url, UriKind.Absolute, out var address) && address is { Scheme: "http" or "https" } && address.Host.Length > 0;

    private static JsonNode? Member(JsonElement answer, string name) => answer.TryGetProperty(name, out var value) ? JsonSerializer.SerializeToNode(value) : null;
}
