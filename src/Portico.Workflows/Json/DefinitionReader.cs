using System.Text.Json;
using System.Text.Json.Nodes;
using Portico.Workflows.Activities;
using Portico.Workflows.Expressions;

namespace Portico.Workflows.Json;

/// <summary>Reads the activities of an Elsa-3 definition. What it does not understand becomes a finding at the node, never an exception.</summary>
internal sealed class DefinitionReader(bool isLogged = true)
{
    // Members of an activity that are never inputs.
    private static readonly HashSet<string> Structure = new(StringComparer.Ordinal)
    {
        "id", "nodeId", "name", "type", "version", "metadata", "customProperties", "activities", "connections", "variables", "start", "cases", "applicationProperties", "source", "line", "canStartWorkflow", "runAsynchronously", "root", "joinMode",
        "workflowDefinitionVersionId", "latestAvailablePublishedVersion", "latestAvailablePublishedVersionId",
    };

    private readonly HashSet<string> ids = new(StringComparer.Ordinal);

    public List<Finding> Findings { get; } = [];

    public List<ActivityNode> Nodes { get; } = [];

    public ActivityNode ReadActivity(JsonObject json, ActivityNode? parent, string parentPath, IReadOnlyList<VariableDeclaration> outer)
    {
        var type = Text(json, "type") ?? "";
        var version = json["version"] is JsonValue number && number.GetValueKind() == JsonValueKind.Number ? (int)(Coerce.ToNumber(number) ?? 1) : 1;
        var id = Text(json, "id") is { Length: > 0 } given ? given : $"{type.Split('.')[^1]}{Nodes.Count + 1}";
        var metadata = json["metadata"] as JsonObject;
        var custom = json["customProperties"] as JsonObject;
        var name = Text(json, "name");
        var node = new ActivityNode
        {
            Id = id,
            NodeId = Text(json, "nodeId") ?? $"{parentPath}:{id}",
            Type = type,
            Version = version,
            Name = name,
            DisplayText = (metadata is null ? null : Text(metadata, "displayText")) is { Length: > 0 } caption ? caption : name ?? id,
            Parent = parent,
            Activity = Registry.Find(type, version) ?? (Text(json, "workflowDefinitionId") is { Length: > 0 } ? Registry.Find(RunJourney.Type, 1) : null),
            Definition = Text(json, "workflowDefinitionId"),
            DefinitionVersion = Text(json, "workflowDefinitionVersionId") is { Length: > 0 } chosen ? chosen : null,
            JoinMode = Coerce.ToText(json["joinMode"]),
            IsLogged = LogSettings.IsLogged(custom) ?? parent?.IsLogged ?? isLogged,
            MergeMode = custom is not null && Enum.TryParse<MergeMode>(Text(custom, "mergeMode"), ignoreCase: true, out var mode) ? mode : MergeMode.None,
            CanStartWorkflow = (custom?["canStartWorkflow"] ?? json["canStartWorkflow"]) is { } start && Coerce.ToFlag(start),
        };
        Nodes.Add(node);
        node.Variables.AddRange(outer);
        if (!ids.Add(id)) Report("definition.duplicate_id", node, $"Two activities have the id '{id}'.", "Delete one of them and add it again.");
        if (node.Activity is null) ReportUnknown(node, json);

        foreach (var variable in Objects(json["variables"])) node.Variables.Add(ReadVariable(variable));
        ReadMembers(node, json);
        if (LogSettings.IsExpression(custom))
            Report("definition.log_expression", node, $"'{node.DisplayText}' decides by an expression whether it is logged; here it is not logged at all.", "Choose Include or Exclude.", FindingSeverity.Warning);
        foreach (var child in Objects(json["activities"])) node.Children.Add(ReadActivity(child, node, node.NodeId, []));
        if (node.Activity is Flowchart) ReadConnections(node, json);
        if (node.Activity is Sequence)
            foreach (var late in node.Children.SkipWhile(child => child.Activity is not { Descriptor.IsTerminal: true }).Skip(1)) Unreachable(late);
        if (node.Activity is not null) Findings.AddRange(node.Activity.Check(node));
        return node;
    }

    public static VariableDeclaration ReadVariable(JsonObject json)
    {
        var name = Text(json, "name") ?? "";
        var type = Text(json, "typeName") ?? "Object";
        var isArray = json["isArray"] is { } flag && Coerce.ToFlag(flag);
        return new(Text(json, "id") ?? name, name, type, isArray, ReadDefault(type, isArray, json["value"] ?? json["defaultValue"]));
    }

    public static InputDeclaration ReadInput(JsonObject json)
    {
        var type = Text(json, "type") ?? "Object";
        var isArray = json["isArray"] is { } flag && Coerce.ToFlag(flag);
        return new(Text(json, "name") ?? "", type, isArray, ReadDefault(type, isArray, json["defaultValue"]));
    }

    public static IEnumerable<JsonObject> Objects(JsonNode? node) => (node as JsonArray)?.OfType<JsonObject>() ?? [];

    public static string? Text(JsonObject json, string name) => json[name] is JsonValue value && value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : null;

    private static JsonNode? ReadDefault(string type, bool isArray, JsonNode? value)
    {
        try
        {
            var text = Coerce.ToText(value);
            if (text is not null && value is JsonValue && (isArray || text.StartsWith('{') || text.StartsWith('[')) && type != "String") return JsonNode.Parse(text);
            return isArray ? value?.DeepClone() : Coerce.To(type, value?.DeepClone());
        }
        catch (Exception e) when (e is ActivityFault or JsonException)
        {
            return value?.DeepClone();
        }
    }

    private void ReportUnknown(ActivityNode node, JsonObject json)
    {
        if ((Unavailable.Reason(node.Type) ?? Unavailable.Reason(Text(json, "missingTypeName") ?? "")) is { } reason)
            Report("definition.unavailable_activity", node, reason.Message, reason.Fix);
        else if (node.Type == "Elsa.NotFoundActivity")
            Report("definition.unknown_activity", node, $"'{Text(json, "missingTypeName") ?? node.DisplayText}' is not available here.", "Remove the activity or replace it by one from the palette.");
        else if (Registry.All.Any(known => known.Descriptor.Type == node.Type))
            Report("definition.unknown_version", node, $"Version {node.Version} of '{node.Type}' is not known.", "Add the activity again from the palette.");
        else
            Report("definition.unknown_activity", node, $"'{(node.Type.Length > 0 ? node.Type : node.DisplayText)}' is not available here.", "Remove the activity or replace it by one from the palette.");
    }

    private void ReadMembers(ActivityNode node, JsonObject json)
    {
        var slots = node.Activity?.Descriptor.Ports.Where(port => port.Type == "Embedded").Select(port => Camel(port.Name)).ToHashSet(StringComparer.Ordinal) ?? [];
        var embedded = node.Activity?.Embedded(json).ToList() ?? [];
        foreach (var (_, name, activity) in embedded) node.Slots[name] = ReadActivity(activity, node, node.NodeId, []);
        foreach (var (key, value) in json.Where(member => !embedded.Exists(inner => inner.Member == member.Key)))
        {
            if (slots.Contains(key) && value is JsonObject slot) node.Slots[key] = ReadActivity(slot, node, node.NodeId, []);
            // The one activity whose input has the name of a flowchart's member.
            var isInput = key == "start" && node.Activity is For;
            if (slots.Contains(key) || (Structure.Contains(key) && !isInput) || value is null) continue;
            switch (value)
            {
                case JsonObject wrapped when key == RunJavaScript.Script && node.Activity is RunJavaScript && wrapped["expression"] is JsonObject script && Text(script, "type") is null or "Literal" or "JavaScript":
                    if (Coerce.ToText(script["value"]) is { } source && !string.IsNullOrWhiteSpace(source)) node.Inputs[key] = ReadScript(node, source, null);
                    break;
                case JsonObject wrapped when wrapped["expression"] is JsonObject expression:
                    node.Inputs[key] = ReadExpression(node, expression, Text(wrapped, "typeName"));
                    break;
                case JsonObject wrapped when wrapped.ContainsKey("expression"):
                    break;
                case JsonObject reference when key == "variable":
                    node.Variable = Text(reference, "id") ?? Text(reference, "name");
                    break;
                case JsonObject output when output["memoryReference"] is JsonObject memory:
                    if (Text(memory, "id") is { Length: > 0 } variable) node.OutputVariables[key] = variable;
                    break;
                default:
                    node.Inputs[key] = new() { Source = BindingSource.Literal, Value = value.DeepClone() };
                    break;
            }
        }
        foreach (var item in Objects(json["cases"]))
            node.Cases.Add(new(Text(item, "label") ?? "", item["condition"] is JsonObject condition ? ReadExpression(node, condition, "Boolean") : new() { Source = BindingSource.Literal }));
    }

    private Binding ReadExpression(ActivityNode node, JsonObject json, string? typeName)
    {
        var type = Text(json, "type") ?? "Literal";
        var value = json["value"];
        var text = Coerce.ToText(value);
        switch (type)
        {
            case "Literal": return new() { Source = BindingSource.Literal, TypeName = typeName, Value = value?.DeepClone() };
            case "Object": return ReadObject(node, value, typeName);
            case "Variable" or "Input":
                var reference = Reference(value, type == "Variable" ? "id" : "name");
                if (type == "Variable" && reference.Length > 0 && node.FindVariable(variable => variable.Id == reference || variable.Name == reference) is null && !node.SeesLocal(reference))
                    Report("definition.variable_unknown", node, $"'{node.DisplayText}' reads a variable that does not exist.", "Choose one of the journey's variables.");
                return new() { Source = type == "Variable" ? BindingSource.Variable : BindingSource.Input, TypeName = typeName, Reference = reference };
            case "JavaScript" when string.IsNullOrWhiteSpace(text): return new() { Source = BindingSource.Literal, TypeName = typeName };
            case "JavaScript": return ReadScript(node, text, typeName);
        }
        Report("expression.unknown_type", node, $"'{node.DisplayText}' uses the expression language '{type}', which cannot be evaluated here.", "Use JavaScript, a variable or a plain value.");
        return new() { Source = BindingSource.Broken, Reference = $"The expression language '{type}' cannot be evaluated here." };
    }

    private Binding ReadObject(ActivityNode node, JsonNode? value, string? typeName)
    {
        if (value is not JsonValue || value.GetValueKind() != JsonValueKind.String) return new() { Source = BindingSource.Json, TypeName = typeName, Value = value?.DeepClone() };
        var text = value.GetValue<string>();
        try
        {
            return new() { Source = BindingSource.Json, TypeName = typeName, Value = string.IsNullOrWhiteSpace(text) ? null : JsonNode.Parse(text) };
        }
        catch (JsonException)
        {
            Report("expression.syntax", node, $"'{node.DisplayText}' has a value that is not JSON.", "Check brackets, commas and quotes.");
            return new() { Source = BindingSource.Broken, Reference = "A value is not JSON." };
        }
    }

    private Binding ReadScript(ActivityNode node, string text, string? typeName)
    {
        try
        {
            var script = CompiledExpression.Parse(text);
            scripts.Add((node, script));
            return new() { Source = BindingSource.Script, TypeName = typeName, Script = script };
        }
        catch (ExpressionSyntaxException e)
        {
            Report("expression.syntax", node, $"'{node.DisplayText}' has an expression that cannot be read, at character {e.Position + 1}: {e.Message}", "Correct the expression.");
            return new() { Source = BindingSource.Broken, Reference = $"An expression cannot be read, at character {e.Position + 1}: {e.Message}" };
        }
    }

    private readonly List<(ActivityNode Node, CompiledExpression Script)> scripts = [];

    /// <summary>Names that no variable, input or built-in explains; to be called when all variables are known.</summary>
    public void CheckNames(IReadOnlyList<InputDeclaration> inputs)
    {
        foreach (var (node, script) in scripts)
        {
            foreach (var (name, _) in script.FreeNames)
            {
                var member = name.Length > 3 && (name.StartsWith("get", StringComparison.Ordinal) || name.StartsWith("set", StringComparison.Ordinal)) ? name[3..] : null;
                if (member is not null && (node.FindVariable(variable => Same(variable.Name, member)) is not null || inputs.Any(input => Same(input.Name, member)) || node.SeesLocal(member) || OutputNames.Find(Nodes, member) is not null)) continue;
                Report("expression.unknown_name", node, $"'{node.DisplayText}' uses '{name}', which is not known.", "Check the spelling, or add a variable of that name.", FindingSeverity.Warning);
            }
        }
    }

    private static bool Same(string name, string member) => name == member || name == char.ToLowerInvariant(member[0]) + member[1..];

    /// <summary>Options of the definition that are not understood.</summary>
    public void CheckOptions(JsonObject? options, ActivityNode root)
    {
        foreach (var (name, known) in Strategies.Known)
            if (options is not null && Text(options, name) is { Length: > 0 } type && !known.Contains(Strategies.ShortName(type)))
                Report("definition.unknown_strategy", root, $"The strategy '{Strategies.ShortName(type)}' is not known here.", "Choose one from the list, or none.", FindingSeverity.Warning);
    }

    private static string Reference(JsonNode? value, string key)
    {
        if (value is JsonObject json) return Text(json, key) ?? Text(json, "name") ?? "";
        var text = Coerce.ToText(value) ?? "";
        if (!text.StartsWith('{')) return text;
        try
        {
            return JsonNode.Parse(text) is JsonObject inner ? Text(inner, key) ?? Text(inner, "name") ?? "" : "";
        }
        catch (JsonException)
        {
            return text;
        }
    }

    private void ReadConnections(ActivityNode node, JsonObject json)
    {
        List<Connection> connections = [];
        foreach (var item in Objects(json["connections"]))
        {
            var (source, port) = End(item, "source");
            var (target, _) = End(item, "target");
            var from = node.Children.Find(child => child.Id == source);
            if (from is null || !node.Children.Exists(child => child.Id == target))
            {
                Report("definition.connection_broken", node, "A connection leads to or from an activity that is not there.", "Delete the connection and draw it again.", FindingSeverity.Warning);
                continue;
            }
            var connection = new Connection(connections.Count, source!, port ?? "Done", target!);
            if (connections.Exists(known => (known.Source, known.Port, known.Target) == (connection.Source, connection.Port, connection.Target))) continue;
            connections.Add(connection);
            if (from.Activity is not (null or RunJourney) && from.Input("branches") is not { Source: BindingSource.Script } && !from.Outcomes.Contains(connection.Port))
                Report("definition.port_unknown", from, $"'{from.DisplayText}' is never left by '{connection.Port}'.", "Delete that connection.", FindingSeverity.Warning);
        }
        node.Graph = new(connections, FindStart(node, connections, Text(json, "start") ?? (json["start"] is JsonObject start ? Text(start, "id") : null)), [.. node.Children.Where(child => child is { CanStartWorkflow: true, Activity: Trigger }).Select(child => child.Id)]);

        var reachable = node.Graph.Reachable();
        foreach (var child in node.Children.Where(child => !reachable.Contains(child.Id)))
            Unreachable(child);
    }

    private void Unreachable(ActivityNode node) => Report("definition.unreachable", node, $"No way leads to '{node.DisplayText}'.", "Connect it, or delete it.", FindingSeverity.Warning);

    /// <summary>Both ways Elsa has written connections: ends as objects, and the older flat form.</summary>
    private static (string? Activity, string? Port) End(JsonObject connection, string name)
    {
        var end = connection[name] ?? connection[Pascal(name)];
        if (end is JsonObject json) return (Text(json, "activity") ?? Text(json, "Activity"), Text(json, "port") ?? Text(json, "Port"));
        return (Coerce.ToText(end), Text(connection, name + "Port") ?? Text(connection, Pascal(name) + "Port"));
    }

    private static ActivityNode? FindStart(ActivityNode node, List<Connection> connections, string? start) =>
        node.Children.Find(child => child.Id == start)
        ?? node.Children.Find(child => child.Activity is Start)
        ?? node.Children.Find(child => child.CanStartWorkflow)
        ?? node.Children.Find(child => !connections.Exists(connection => connection.Target == child.Id))
        ?? node.Children.FirstOrDefault();

    private void Report(string id, ActivityNode node, string message, string fix, FindingSeverity severity = FindingSeverity.Error) => Findings.Add(new(id, severity, node.NodeId, message, fix));

    private static string Camel(string name) => char.ToLowerInvariant(name[0]) + name[1..];

    private static string Pascal(string name) => char.ToUpperInvariant(name[0]) + name[1..];
}
