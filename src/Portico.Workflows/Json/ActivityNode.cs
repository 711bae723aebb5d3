using System.Text.Json.Nodes;
using Portico.Workflows.Activities;
using Portico.Workflows.Engine;

namespace Portico.Workflows.Json;

/// <summary>How inbound branches meet at an activity (the designer's "merge mode"); <see cref="None"/> behaves as <see cref="Stream"/>.</summary>
internal enum MergeMode { None, Stream, Merge, Converge, Cascade, Race }

/// <summary>One activity of a definition, read and compiled.</summary>
internal sealed class ActivityNode
{
    private IReadOnlyList<string>? outcomes;
    private IReadOnlyList<ActivityNode>? onward;

    public required string Id { get; init; }

    public required string NodeId { get; init; }

    public required string Type { get; init; }

    public required int Version { get; init; }

    public required string? Name { get; init; }

    public required string DisplayText { get; init; }

    public required ActivityNode? Parent { get; init; }

    /// <summary>Null: a type that is not in the registry. The node can be shown and kept, but not run.</summary>
    public required Activity? Activity { get; init; }

    public MergeMode MergeMode { get; init; }

    public bool CanStartWorkflow { get; init; }

    /// <summary>False: the journal says that it ran and nothing else.</summary>
    public bool IsLogged { get; init; } = true;

    /// <summary>The journey that this activity stands for, and the version of it that was drawn.</summary>
    public string? Definition { get; init; }

    public string? DefinitionVersion { get; init; }

    /// <summary>Of an Elsa.Fork, whose mode is no expression.</summary>
    public string? JoinMode { get; init; }

    public Dictionary<string, Binding> Inputs { get; } = new(StringComparer.Ordinal);

    /// <summary>Outputs that are kept in a variable: output name in camelCase to variable id.</summary>
    public Dictionary<string, string> OutputVariables { get; } = new(StringComparer.Ordinal);

    public List<VariableDeclaration> Variables { get; } = [];

    public List<ActivityNode> Children { get; } = [];

    public Dictionary<string, ActivityNode> Slots { get; } = new(StringComparer.Ordinal);

    public List<SwitchCase> Cases { get; } = [];

    /// <summary>The variable an Elsa.SetVariable writes.</summary>
    public string? Variable { get; set; }

    /// <summary>Only of a flowchart.</summary>
    public FlowGraph? Graph { get; set; }

    /// <summary>Asked for when the node is read to its end: it does not change afterwards.</summary>
    public IReadOnlyList<string> Outcomes => outcomes ??= Activity?.Outcomes(this) ?? [];

    /// <summary>Where a smooth run goes from here.</summary>
    public IReadOnlyList<ActivityNode> Onward => onward ??= HappyPath.Next(this);

    public Binding? Input(string name) => Inputs.GetValueOrDefault(name);

    /// <summary>The value of an input that was typed in plainly; null if it is absent or an expression.</summary>
    public string? Literal(string name) => Input(name) is { Source: BindingSource.Literal, Value: { } value } && Coerce.ToText(value) is { Length: > 0 } text ? text : null;

    public bool IsSet(string name) => Input(name) is { } binding && (binding.Source is not (BindingSource.Literal or BindingSource.Json) || Coerce.ToText(binding.Value) is { Length: > 0 });

    /// <summary>Whether an input of hours or days really limits something: it is computed, or more than zero.</summary>
    public bool IsLimitedBy(string name) => IsSet(name) && (Literal(name) is not { } text || (double.TryParse(text, CultureInfo.InvariantCulture, out var limit) && limit > 0));

    /// <summary>Whether an activity around this one gives it a value of that name.</summary>
    public bool SeesLocal(string name)
    {
        for (var node = this; node is not null; node = node.Parent)
            if (node.Activity?.Locals.Contains(name) == true) return true;
        return false;
    }

    public IEnumerable<ActivityNode> Descendants() => Children.Concat(Slots.Values).SelectMany(child => child.Descendants().Prepend(child));

    /// <summary>The variable of that name or id that this node sees; inner containers hide outer ones.</summary>
    public VariableDeclaration? FindVariable(Func<VariableDeclaration, bool> match)
    {
        for (var node = this; node is not null; node = node.Parent)
            if (node.Variables.Find(variable => match(variable)) is { } found) return found;
        return null;
    }
}

internal sealed record VariableDeclaration(string Id, string Name, string TypeName, bool IsArray, JsonNode? Default);

internal sealed record InputDeclaration(string Name, string TypeName, bool IsArray, JsonNode? Default);

internal sealed record SwitchCase(string Label, Binding Condition);

internal sealed record Connection(int Number, string Source, string Port, string Target);
