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
        var variable = data.Variables.Find(variable => variable.Id == declaration.Id);
        if (variable is null) data.Variables.Add(variable = new() { Id = declaration.Id, Name = declaration.Name });
        EnsureRoom(variable.Id, typed);
        variable.Value = typed?.DeepClone();
    }

    /// <summary>Writes a value that belongs to this execution or to one around it.</summary>
    public void Assign(ContextData context, VariableData local, JsonNode? value)
    {
        var owner = context;
        while (owner.Locals?.Contains(local) != true) owner = data.Contexts.Find(candidate => candidate.Id == owner.Parent)!;
        EnsureRoom(Key(owner, local.Name), value);
        local.Value = value?.DeepClone();
    }

    /// <summary>Kept by an activity for itself, and counted like a variable.</summary>
    public void Remember(ContextData context, JsonObject memory)
    {
        EnsureRoom(Key(context, ""), memory);
        context.Memory = memory;
    }

    public void SetOutput(ContextData context, ActivityNode node, string name, JsonNode? value)
    {
        var camel = char.ToLowerInvariant(name[0]) + name[1..];
        EnsureRoom($"{node.Id}.{camel}", value);
        if (data.Results[node.Id] is not JsonObject results) data.Results[node.Id] = results = [];
        results[camel] = value?.DeepClone();
        data.LastResult = value?.DeepClone();
        if (!node.OutputVariables.TryGetValue(camel, out var id)) return;
        if (node.FindVariable(variable => variable.Id == id || variable.Name == id) is { } declaration) SetVariable(context, declaration, value);
        else if (definition.Outputs.Contains(id)) data.Output[id] = value?.DeepClone();
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
            EnsureRoom(Key(context, declaration.Name), value);
            (context.Locals ??= []).Add(new() { Id = declaration.Id, Name = declaration.Name, Value = value?.DeepClone() });
        }
    }

    private static JsonNode? Typed(VariableDeclaration declaration, JsonNode? value) => declaration.IsArray ? value : Coerce.To(declaration.TypeName, value);

    /// <summary>Before it is stored, so that a state that is too large never exists.</summary>
    public void EnsureRoom(string key, JsonNode? value)
    {
        if (sizes.Count == 0)
        {
            foreach (var variable in data.Variables) sizes[variable.Id] = Size(variable.Value);
            foreach (var (activity, results) in data.Results)
                foreach (var (name, result) in (JsonObject)results!) sizes[$"{activity}.{name}"] = Size(result);
            foreach (var context in data.Contexts)
            {
                foreach (var local in context.Locals ?? []) sizes[Key(context, local.Name)] = Size(local.Value);
                if (context.Memory is not null) sizes[Key(context, "")] = Size(context.Memory);
            }
            sizes["answers"] = Size(data.Answers);
        }
        var before = sizes.GetValueOrDefault(key);
        sizes[key] = Size(value);
        if (sizes.Values.Sum() <= MaxVariableBytes) return;
        sizes[key] = before;
        throw new ActivityFault("workflow.too_large", $"The variables of the run would need more than {MaxVariableBytes / 1024} KiB.");
    }

    private void ForgetSizes(ContextData context)
    {
        foreach (var local in context.Locals ?? []) sizes.Remove(Key(context, local.Name));
        if (context.Memory is not null) sizes.Remove(Key(context, ""));
    }

    private static string Key(ContextData context, string name) => $"{context.Id}/{name}";

    private static int Size(JsonNode? value) => value?.ToJsonString().Length ?? 0;
}
