using System.Text.Json;
using System.Text.Json.Nodes;
using Portico.Workflows.Activities;
using Portico.Workflows.Json;

namespace Portico.Workflows.Engine;

/// <summary>Variables, outputs and how much of both a run may hold.</summary>
internal sealed partial class Interpreter
{
    /// <summary>The nearest value of this name or id that belongs to an execution around the activity; null: it is the journey's.</summary>
    public VariableData? Local(ContextData? context, Func<VariableData, bool> match)
    {
        for (; context is not null; context = data.Contexts.Find(candidate => candidate.Id == context.Parent))
            if (context.Locals?.FindLast(variable => match(variable)) is { } found) return found;
        return null;
    }

    public IEnumerable<string> LocalNames(ContextData? context)
    {
        for (; context is not null; context = data.Contexts.Find(candidate => candidate.Id == context.Parent))
            foreach (var variable in context.Locals ?? []) yield return variable.Name;
    }

    public VariableData? Variable(ContextData? context, VariableDeclaration declaration) =>
        Local(context, variable => variable.Id == declaration.Id) ?? data.Variables.Find(variable => variable.Id == declaration.Id);

    public void SetVariable(ContextData? context, VariableDeclaration declaration, JsonNode? value)
    {
        if (Local(context, variable => variable.Id == declaration.Id) is { } local)
        {
            Assign(context!, local, Typed(declaration, value));
            return;
        }
        var typed = Typed(declaration, value);
        EnsureFits(declaration.Name, typed);
        var variable = data.Variables.Find(variable => variable.Id == declaration.Id);
        if (variable is null) data.Variables.Add(variable = new() { Id = declaration.Id, Name = declaration.Name });
        EnsureRoom(typed, variable.Value);
        variable.Value = typed?.DeepClone();
    }

    /// <summary>Writes a value that belongs to this execution or to one around it.</summary>
    public void Assign(ContextData context, VariableData local, JsonNode? value)
    {
        var owner = context;
        while (owner.Locals?.Contains(local) != true) owner = data.Contexts.Find(candidate => candidate.Id == owner.Parent)!;
        EnsureFits(local.Name, value);
        EnsureRoom(value, local.Value);
        local.Value = value?.DeepClone();
    }

    /// <summary>Kept by an activity for itself, and counted like a variable.</summary>
    public void Remember(ContextData context, JsonObject memory)
    {
        EnsureRoom(memory, context.Memory);
        context.Memory = memory;
    }

    public void SetOutput(ContextData context, ActivityNode node, string name, JsonNode? value)
    {
        var camel = char.ToLowerInvariant(name[0]) + name[1..];
        EnsureRoom(value);
        if (definition.ReadsResults)
        {
            var results = data.Results.TryGetValue(node.Id, out var earlier) ? earlier.DeepClone().AsObject() : [];
            results[camel] = value?.DeepClone();
            data.Results[node.Id] = results;
            data.LastResult = value?.DeepClone();
        }
        if (!node.OutputVariables.TryGetValue(camel, out var id)) return;
        if (node.FindVariable(variable => variable.Id == id || variable.Name == id) is { } declaration) SetVariable(context, declaration, value);
        else if (definition.Outputs.Contains(id)) Give(id, value?.DeepClone());
    }

    /// <summary>Mixes the caller's seed with a counter: no two draws of a run are alike, and a replay draws the same.</summary>
    public ulong Draw()
    {
        var mixed = unchecked((ulong)environment.Seed + (++data.Draws * 0x9E3779B97F4A7C15UL));
        mixed = unchecked((mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9UL);
        mixed = unchecked((mixed ^ (mixed >> 27)) * 0x94D049BB133111EBUL);
        return mixed ^ (mixed >> 31);
    }

    /// <summary>The journey's own variables outlive everything; those of an inner container are new each time it runs.</summary>
    private void Declare(ContextData context, ActivityNode node)
    {
        foreach (var declaration in node.Variables)
        {
            if (context.Parent is null)
            {
                SetVariable(null, declaration, declaration.Default);
                continue;
            }
            var value = Typed(declaration, declaration.Default);
            EnsureFits(declaration.Name, value);
            EnsureRoom(value);
            (context.Locals ??= []).Add(new() { Id = declaration.Id, Name = declaration.Name, Value = value?.DeepClone() });
        }
    }

    private static JsonNode? Typed(VariableDeclaration declaration, JsonNode? value) => declaration.IsArray ? value : Coerce.To(declaration.TypeName, value);

    /// <summary>An output of the run.</summary>
    public void Give(string name, JsonNode? value)
    {
        var output = data.Output.DeepClone().AsObject();
        output[name] = value;
        data.Output = output;
    }

    /// <summary>One variable or answer; whole documents belong elsewhere, with a reference here.</summary>
    public static void EnsureFits(string name, JsonNode? value)
    {
        if (Size(value) > MaxValueBytes) throw new ActivityFault("workflow.value_too_large", $"The value of '{name}' has more than {MaxValueBytes / 1024} KiB.");
    }

    /// <summary>Before it is stored, so that a state that is too large never exists.</summary>
    /// <param name="instead">What it takes the place of.</param>
    public void EnsureRoom(JsonNode? value, JsonNode? instead = null)
    {
        var size = Size(value);
        data.Room += size;
        if (data.Room <= MaxVariableBytes) return;
        // What was replaced or went meanwhile was counted with the rest: count what is there.
        var used = Used();
        data.Room = used + size - Size(instead);
        if (data.Room <= MaxVariableBytes) return;
        data.Room = used;
        throw new ActivityFault("workflow.too_large", $"The variables of the run would need more than {MaxVariableBytes / 1024} KiB.");
    }

    private long Used() =>
        data.Variables.Concat(data.Contexts.SelectMany(context => context.Locals ?? [])).Sum(variable => Size(variable.Value))
        + data.Contexts.Sum(context => Size(context.Memory)) + data.Results.Values.Sum(Size) + Size(data.Answers);

    /// <summary>As text, without making one.</summary>
    private static long Size(JsonNode? value)
    {
        if (value is null) return 0;
        meter ??= new Utf8JsonWriter(Stream.Null);
        meter.Reset();
        value.WriteTo(meter);
        meter.Flush();
        return meter.BytesCommitted;
    }

    [ThreadStatic] private static Utf8JsonWriter? meter;
}
