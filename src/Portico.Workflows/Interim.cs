using System.Text.Json.Nodes;

namespace Portico.Workflows;

// Interim: replaced as a whole by the engine.
public sealed class RunState
{
    public RunStatus Status => throw new NotSupportedException();
    public string? Outcome => throw new NotSupportedException();
    public string? EndPage => throw new NotSupportedException();
    public string Locale => throw new NotSupportedException();
    public bool CanGoBack => throw new NotSupportedException();
    public IReadOnlyList<Wait> Waits => throw new NotSupportedException();
    public IReadOnlyList<RunIncident> Incidents => throw new NotSupportedException();
    public IReadOnlyList<StepDone> StepsDone => throw new NotSupportedException();
    public JsonObject Answers => throw new NotSupportedException();
    public JsonObject Variables => throw new NotSupportedException();
    public JsonObject Output => throw new NotSupportedException();
    public bool CanGoBackTo(string activityId) => throw new NotSupportedException(activityId);
    public string ToJson() => throw new NotSupportedException();
    public static RunState Parse(string json) => throw new NotSupportedException(json);
}

public sealed record StepDone(string ActivityId, string Form);
public sealed record Progress(int Done, int Of);
public enum FindingSeverity { Info, Warning, Error }
public sealed record Finding(string Id, FindingSeverity Severity, string? NodeId, string Message, string Fix);
public sealed record NodeInfo(string Id, string NodeId, string Type, int Version, string DisplayText, IReadOnlyDictionary<string, string> Literals);
public sealed class StaleEventException(string message) : Exception(message);
public sealed class DefinitionFormatException(string path, string message) : Exception(path + ": " + message);

public sealed class WorkflowDefinition
{
    public static WorkflowDefinition Parse(string elsaJson) => throw new NotSupportedException(elsaJson);
    public string DefinitionId => throw new NotSupportedException();
    public string Name => throw new NotSupportedException();
    public string ContentHash => throw new NotSupportedException();
    public IReadOnlyList<Finding> Findings => throw new NotSupportedException();
    public IReadOnlyList<NodeInfo> Nodes => throw new NotSupportedException();
    public IEnumerable<string> UsedForms => throw new NotSupportedException();
    public IEnumerable<string> UsedTemplates => throw new NotSupportedException();
    public Progress Progress(RunState state) => throw new NotSupportedException();
}

public static class WorkflowRunner
{
    public static Burst Start(WorkflowDefinition definition, RunStart start, RunEnvironment environment) => throw new NotSupportedException();
    public static Burst Push(WorkflowDefinition definition, RunState state, RunEvent e, RunEnvironment environment) => throw new NotSupportedException();
}

public sealed record ActivityDescriptor(string Type, int Version, string Name, string DisplayName, string Category, string Description, string Kind,
    IReadOnlyList<PortDescriptor> Ports, IReadOnlyList<InputDescriptor> Inputs, IReadOnlyList<OutputDescriptor> Outputs, bool IsStart, bool IsTerminal, bool IsContainer, bool IsBrowsable);
public sealed record PortDescriptor(string Name, string DisplayName, string Type);
public sealed record InputDescriptor(string Name, string TypeName, string DisplayName, string Description, string UiHint, string? DefaultValue, string DefaultSyntax,
    string? OptionsFrom, IReadOnlyList<string>? Options, string? Category, int Order, bool IsWrapped);
public sealed record OutputDescriptor(string Name, string TypeName, string DisplayName, string Description);
public static class ActivityCatalog { public static IReadOnlyList<ActivityDescriptor> All => throw new NotSupportedException(); }
