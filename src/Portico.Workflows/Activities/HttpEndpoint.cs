using System.Text.Json.Nodes;
using Portico.Workflows.Engine;
using Portico.Workflows.Json;

namespace Portico.Workflows.Activities;

internal sealed class HttpEndpoint : Trigger
{
    private const string Path = "path";
    private const string Methods = "supportedMethods";

    /// <summary>Settings of Elsa that the platform decides for all requests alike.</summary>
    private static readonly string[] Ignored =
        ["policy", "requestTimeout", "requestSizeLimit", "fileSizeLimit", "allowedFileExtensions", "blockedFileExtensions", "allowedMimeTypes"];

    private static readonly string[] Known = ["GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS"];

    public override ActivityDescriptor Descriptor { get; } = Describe.Activity("Elsa.HttpEndpoint", "HTTP endpoint", "HTTP", "As a start: a request starts a case. Inside a journey: waits for one. The platform replies at once.", "Trigger",
        inputs:
        [
            Describe.Line("Path", "Path", "Behind the tenant's address; {name} stands for any part, for example meters/{id}."),
            new("SupportedMethods", "String[]", "Methods", "Which requests are taken.", "checklist", "[\"GET\"]", "Object", Options: Known),
            new("Authorize", "Boolean", "Only with a key", "Takes only requests that carry a key of the tenant.", "checkbox", "False", Category: "Security"),
        ],
        outputs:
        [
            Describe.Result("ParsedContent", "The body, read as JSON or as form fields."), Describe.Result("RouteData", "What stood for the {names} of the path."),
            Describe.Result("QueryStringData", "The query of the address."), Describe.Result("Headers", "The headers."),
        ]);

    protected override IReadOnlyList<string> Settings { get; } = [Path, Methods];

    public override Starter? Starter(ActivityNode node)
    {
        if (Route(node.Literal(Path)) is not { } route || node.Input(Methods) is { Source: not (BindingSource.Literal or BindingSource.Json) } || Read(node.Input(Methods)?.Value) is not { } methods) return null;
        return new(node.Id, StarterKind.Http, Path: route, Methods: methods, Authorize: node.Literal("authorize") is { } flag && Coerce.ToFlag(JsonValue.Create(flag)));
    }

    public override bool WaitsForEver(ActivityNode node) => !node.CanStartWorkflow;

    public override IEnumerable<Finding> Check(ActivityNode node)
    {
        foreach (var finding in base.Check(node)) yield return finding;
        if (!node.IsSet(Path)) yield return Missing(node, "path", "Say at which path it listens.");
        else if (node.Literal(Path) is { } text && Route(text) is null) yield return Wrong(node, "http.bad_path", "listens at a path that cannot be one.", "Use letters, digits, - . _ ~ and {name}, parted by slashes.");
        if (node.Input(Methods) is { Source: BindingSource.Literal or BindingSource.Json } methods && Read(methods.Value) is null) yield return Wrong(node, "http.bad_method", "takes requests of a method that does not exist.", $"Use {string.Join(", ", Known)}.");
        foreach (var name in Ignored.Where(node.IsSet))
            yield return new("activity.input_ignored", FindingSeverity.Warning, node.NodeId, $"'{node.DisplayText}' sets '{name}', which the platform decides for all requests.", "Empty it.");
    }

    public override void Resume(Step step, RunEvent e, string? timer) => Happened(step, ((RunEvent.HttpReceived)e).Request);

    protected override void Wait(Step step)
    {
        var path = Route(step.Text(Path)) ?? throw new ActivityFault("http.bad_path", "The path to listen at is not one.");
        var methods = Read(step.Value(Methods)) ?? throw new ActivityFault("http.bad_method", "A method to listen for does not exist.");
        step.Wait(WaitKind.Http, new() { ["path"] = path, ["methods"] = new JsonArray([.. methods.Select(method => JsonValue.Create(method))]), ["authorize"] = step.Flag("authorize") });
    }

    protected override void Happened(Step step, JsonNode? payload)
    {
        var request = payload as JsonObject ?? [];
        foreach (var output in Descriptor.Outputs)
            step.SetOutput(output.Name, request[char.ToLowerInvariant(output.Name[0]) + output.Name[1..]] ?? (output.Name == "ParsedContent" ? null : new JsonObject()));
        step.Complete();
    }

    /// <summary>With one slash in front and none behind; null if it is no route.</summary>
    private static string? Route(string? path)
    {
        if (path is null) return null;
        var parts = path.Trim().Trim('/').Split('/');
        var names = parts.Where(part => part.StartsWith('{')).ToList();
        return parts.All(IsPart) && names.Count == names.Distinct(StringComparer.Ordinal).Count() ? "/" + string.Join('/', parts) : null;
    }

    private static bool IsPart(string part)
    {
        if (part is ['{', .. var name, '}']) return name.Length > 0 && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '_');
        return part.Length > 0 && part is not ("." or "..") && part.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '.' or '_' or '~');
    }

    private static List<string>? Read(JsonNode? value)
    {
        var names = value is JsonArray several ? several.Select(Coerce.ToText) : Coerce.ToText(value) is { Length: > 0 } one ? one.Split(',', StringSplitOptions.TrimEntries) : ["GET"];
        var methods = names.Select(name => name?.ToUpperInvariant() ?? "").Distinct().ToList();
        return methods.Count > 0 && methods.All(Known.Contains) ? methods : null;
    }
}
