using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Portico.Workflows.Activities;
using Portico.Workflows.Engine;
using Portico.Workflows.Expressions;
using Portico.Workflows.Json;

namespace Portico.Workflows;

/// <summary>An Elsa-3 workflow definition, read and compiled once. Immutable and safe to share between threads; keep it by <see cref="ContentHash"/>.</summary>
public sealed partial class WorkflowDefinition
{
    private static readonly JsonDocumentOptions Reading = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip, MaxDepth = 128 };

    private readonly Dictionary<string, ActivityNode> nodes = new(StringComparer.Ordinal);

    /// <summary>Many runs rest at the same activities.</summary>
    private readonly ConcurrentDictionary<string, IReadOnlyList<string>> certain = new(StringComparer.Ordinal);

    private WorkflowDefinition(JsonObject json)
    {
        Id = DefinitionReader.Text(json, "id") ?? "";
        DefinitionId = DefinitionReader.Text(json, "definitionId") ?? Id;
        Name = DefinitionReader.Text(json, "name") ?? "";
        Version = json["version"] is JsonValue version && version.GetValueKind() == JsonValueKind.Number ? (int)(Coerce.ToNumber(version) ?? 1) : 1;
        UsesCounters = AsksForCounters(json);
        ReadsResults = Mentions(json["root"]);
        Variables = [.. DefinitionReader.Objects(json["variables"]).Select(DefinitionReader.ReadVariable)];
        Inputs = [.. DefinitionReader.Objects(json["inputs"]).Select(DefinitionReader.ReadInput)];

        Outputs = DefinitionReader.Objects(json["outputs"]).Select(output => DefinitionReader.Text(output, "name")).OfType<string>().ToHashSet(StringComparer.Ordinal);
        var isLogged = LogSettings.IsLogged(json["customProperties"] as JsonObject) ?? true;
        var options = json["options"] as JsonObject;
        ContinuesWithIncidents = Strategy(options, Strategies.Incident) switch { "FaultStrategy" => false, "ContinueWithIncidentsStrategy" => true, _ => null };
        Activation = Strategy(options, Strategies.Activation) switch
        {
            "SingletonStrategy" => ActivationStrategy.Singleton,
            "CorrelationStrategy" => ActivationStrategy.Correlation,
            "CorrelatedSingletonStrategy" => ActivationStrategy.CorrelatedSingleton,
            _ => ActivationStrategy.Always,
        };

        var reader = new DefinitionReader(isLogged);
        var root = (JsonObject)json["root"]!;
        var container = "Workflow1";
        if (DefinitionReader.Text(root, "type") == "Elsa.Workflow" && root["root"] is JsonObject inner)
        {
            container = DefinitionReader.Text(root, "id") ?? container;
            Variables = [.. Variables, .. DefinitionReader.Objects(root["variables"]).Select(DefinitionReader.ReadVariable)];
            root = inner;
        }
        Root = reader.ReadActivity(root, null, container, Variables);
        reader.CheckNames(Inputs);
        reader.CheckOptions(options, Root);
        foreach (var node in reader.Nodes) nodes.TryAdd(node.Id, node);
        if (Root.Activity is Flowchart && Root.Children.Count == 0)
            reader.Findings.Add(new("definition.no_activities", FindingSeverity.Error, Root.NodeId, "The journey is empty.", "Drag a first activity from the palette onto the canvas."));
        reader.Findings.AddRange(GraphFindings.Of(Root));
        UsedContracts = [.. reader.Nodes.Select(node => node.Activity?.Contract).OfType<string>().Where(contract => contract != CallContracts.Http).Distinct()];
        Starters = [.. reader.Nodes.Where(node => node is { CanStartWorkflow: true, Activity: Trigger }).Select(node => ((Trigger)node.Activity!).Starter(node)).OfType<Starter>()];
        Findings = reader.Findings;
        Nodes = [.. reader.Nodes.Select(Describe)];
        ContentHash = Canonical.Hash(json, UsesCounters, isLogged);
    }

    /// <summary>Of this version.</summary>
    public string Id { get; }

    /// <summary>The same for all versions.</summary>
    public string DefinitionId { get; }

    public string Name { get; }

    public int Version { get; }

    /// <summary>SHA-256, in hexadecimal, of what matters to a run.</summary>
    public string ContentHash { get; }

    public IReadOnlyList<Finding> Findings { get; }

    public bool IsRunnable => Findings.All(finding => finding.Severity != FindingSeverity.Error);

    public IReadOnlyList<NodeInfo> Nodes { get; }

    /// <summary>Keys of the forms that are named plainly, each once, in the order of the definition.</summary>
    public IEnumerable<string> UsedForms => Used("forms");

    public IEnumerable<string> UsedTemplates => Used("templates");

    /// <summary>Installations named plainly, as contract and key.</summary>
    public IEnumerable<(string Contract, string Provider)> UsedProviders =>
        new[] { CallContracts.IdentityVerification, CallContracts.Payment, CallContracts.Connector }.SelectMany(contract => Used("providers:" + contract).Select(key => (contract, key)));

    /// <summary>The contracts whose providers this journey asks, whichever installation it is.</summary>
    public IReadOnlyList<string> UsedContracts { get; }

    /// <summary>Definition ids of the children that are named plainly.</summary>
    public IEnumerable<string> UsedDefinitions => nodes.Values.Where(node => node.Activity is StartChild or RunJourney).Select(node => node.Activity is RunJourney ? node.Definition : node.Literal("workflowDefinitionId")).OfType<string>().Distinct();

    /// <summary>How many runs there may be at the same time; whoever starts runs keeps to it.</summary>
    public ActivationStrategy Activation { get; }

    /// <summary>What starts a run by itself. A run that it starts is given <see cref="RunStart.TriggerActivityId"/>.</summary>
    public IReadOnlyList<Starter> Starters { get; }

    internal ActivityNode Root { get; }

    /// <summary>What the definition says about incidents; null: nothing.</summary>
    internal bool? ContinuesWithIncidents { get; }

    internal IReadOnlySet<string> Outputs { get; }

    internal IReadOnlyList<VariableDeclaration> Variables { get; }

    internal IReadOnlyList<InputDeclaration> Inputs { get; }

    /// <summary>Which of Elsa's two flowchart schedulers runs this definition; see <see cref="Flowchart"/>.</summary>
    internal bool UsesCounters { get; }

    /// <summary>Whether any expression asks for what an earlier activity gave. If none does, a run need not carry it.</summary>
    internal bool ReadsResults { get; }

    /// <exception cref="DefinitionFormatException">The text is not a definition at all. Whatever else is wrong becomes a finding.</exception>
    public static WorkflowDefinition Parse(string elsaJson)
    {
        ArgumentNullException.ThrowIfNull(elsaJson);
        JsonNode? json;
        try
        {
            json = JsonNode.Parse(elsaJson.TrimStart('\uFEFF'), documentOptions: Reading);
        }
        catch (JsonException e)
        {
            throw new DefinitionFormatException("$", $"This is not JSON (line {e.LineNumber + 1}).");
        }
        if (json is not JsonObject definition) throw new DefinitionFormatException("$", "A workflow definition is a JSON object.");
        try
        {
            if (definition["root"] is not JsonObject root) throw new DefinitionFormatException("$.root", "A workflow definition has a root activity.");
            if (DefinitionReader.Text(root, "type") is not { Length: > 0 }) throw new DefinitionFormatException("$.root.type", "The root activity has no type.");
            return new(definition);
        }
        catch (ArgumentException)
        {
            // System.Text.Json finds a member that stands twice only when an object is first read.
            throw new DefinitionFormatException("$", "An object of this JSON has the same member twice.");
        }
    }

    /// <summary>How far the customer is, counted in forms.</summary>
    public Progress Progress(RunState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        return HappyPath.Measure(this, state.Data);
    }

    /// <summary>What its customer may be told of a run: what is done, oldest first, what it rests at, and what is certain to follow.</summary>
    public IReadOnlyList<TrackEntry> Track(RunState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        return CaseTrack.Of(this, state);
    }

    /// <summary>Whether a run can come from one activity to another one without passing any of those in between.</summary>
    public bool LeadsTo(string from, string to, IReadOnlySet<string> avoiding)
    {
        ArgumentNullException.ThrowIfNull(avoiding);
        HashSet<string> seen = new(StringComparer.Ordinal);
        var open = new Queue<ActivityNode>(Ways.Next(Node(from)));
        while (open.TryDequeue(out var node))
        {
            if (node.Id == to) return true;
            if (avoiding.Contains(node.Id) || !seen.Add(node.Id)) continue;
            foreach (var next in Ways.Next(node)) open.Enqueue(next);
        }
        return false;
    }

    internal (ActivityNode Node, string Output)? Output(string member) => OutputNames.Find(nodes.Values, member);

    /// <inheritdoc cref="CaseTrack.Certain"/>
    internal IReadOnlyList<string> Certain(string id) => certain.GetOrAdd(id, key => CaseTrack.Certain(Node(key)));

    internal bool Has(string id) => nodes.ContainsKey(id);

    internal ActivityNode Node(string id) => nodes.TryGetValue(id, out var node) ? node : throw new InvalidOperationException($"The definition '{DefinitionId}' has no activity '{id}'; the run belongs to another one.");

    private static bool AsksForCounters(JsonObject json) =>
        new[] { json["customProperties"], (json["root"] as JsonObject)?["customProperties"] }.OfType<JsonObject>().Any(custom => DefinitionReader.Text(custom, "Flowchart:ExecutionMode") == "CounterBased");

    private static bool Mentions(JsonNode? json) => json switch
    {
        JsonObject members => members.Any(member => Mentions(member.Value)),
        JsonArray items => items.Any(Mentions),
        JsonValue value => value.TryGetValue<string>(out var text) && ResultAccessors().IsMatch(text),
        _ => false,
    };

    [GeneratedRegex("getLastResult|From", RegexOptions.NonBacktracking)]
    private static partial Regex ResultAccessors();

    private static string? Strategy(JsonObject? options, string name) => options is not null && DefinitionReader.Text(options, name) is { } type ? Strategies.ShortName(type) : null;

    private IEnumerable<string> Used(string source) =>
        nodes.Values
            .SelectMany(node => node.Activity?.Descriptor.Inputs.Where(input => input.OptionsFrom == source).Select(input => node.Literal(char.ToLowerInvariant(input.Name[0]) + input.Name[1..])) ?? [])
            .OfType<string>().Distinct();

    private static NodeInfo Describe(ActivityNode node)
    {
        var scripts = node.Inputs.Values.Concat(node.Cases.Select(item => item.Condition)).Select(binding => binding.Script).OfType<CompiledExpression>().ToList();
        return new(node.Id, node.NodeId, node.Type, node.Version, node.DisplayText, node.Inputs.Keys.Where(name => node.Literal(name) is not null).ToDictionary(name => name, name => node.Literal(name)!, StringComparer.Ordinal))
        {
            Contract = node.Activity?.Contract,
            Answers = scripts.SelectMany(script => script.Answers).Concat(node.Activity?.OwnAnswers(node) ?? []).ToHashSet(StringComparer.Ordinal),
            ReadsAnyAnswer = scripts.Any(script => script.ReadsAnyAnswer) || (node.Activity is ShowForm && node.OutputVariables.Count > 0),
            Computed = node.Inputs.Where(input => node.IsSet(input.Key) && node.Literal(input.Key) is null).Select(input => input.Key).ToHashSet(StringComparer.Ordinal),
        };
    }
}
