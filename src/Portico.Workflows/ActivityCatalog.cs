using Portico.Workflows.Activities;

namespace Portico.Workflows;

/// <summary>Everything a designer may put into a journey. Nothing outside this list ever runs.</summary>
public static class ActivityCatalog
{
    public static IReadOnlyList<ActivityDescriptor> All { get; } = [.. Registry.All.Select(activity => activity.Descriptor)];
}

/// <param name="Type">Permanent, for example <c>Portico.ShowForm</c>.</param>
/// <param name="Name">The type without its namespace.</param>
/// <param name="Kind"><c>Task</c>, <c>Action</c> or <c>Trigger</c>.</param>
/// <param name="Ports">Ways out, and slots for embedded activities; none of them and not terminal = one way out called Done.</param>
public sealed record ActivityDescriptor(
    string Type,
    int Version,
    string Name,
    string DisplayName,
    string Category,
    string Description,
    string Kind,
    IReadOnlyList<PortDescriptor> Ports,
    IReadOnlyList<InputDescriptor> Inputs,
    IReadOnlyList<OutputDescriptor> Outputs,
    bool IsStart = false,
    bool IsTerminal = false,
    bool IsContainer = false,
    bool IsBrowsable = true);

/// <param name="Type"><c>Flow</c>: a way out. <c>Embedded</c>: a slot for an activity.</param>
public sealed record PortDescriptor(string Name, string DisplayName, string Type);

/// <param name="Name">PascalCase; in the JSON of an activity it stands in camelCase.</param>
/// <param name="OptionsFrom">What the choices are taken from: <c>forms</c>, <c>templates</c>, <c>providers:&lt;contract&gt;</c>, <c>operations</c>; null = <paramref name="Options"/>, or free.</param>
/// <param name="IsWrapped">False: the plain value stands in the JSON, without an expression around it.</param>
public sealed record InputDescriptor(
    string Name,
    string TypeName,
    string DisplayName,
    string Description,
    string UiHint,
    string? DefaultValue = null,
    string DefaultSyntax = "Literal",
    string? OptionsFrom = null,
    IReadOnlyList<string>? Options = null,
    string? Category = null,
    int Order = 0,
    bool IsWrapped = true);

public sealed record OutputDescriptor(string Name, string TypeName, string DisplayName, string Description);
