namespace Portico.Workflows.Expressions;

/// <summary>Names: where each is found, and how a value is given to one.</summary>
internal sealed partial class Compiler
{
    private sealed class Layer(Layer? outer)
    {
        private readonly Dictionary<string, int> slots = new(StringComparer.Ordinal);

        public Layer? Outer => outer;

        public int Count { get; private set; }

        /// <summary>How deep the code of this layer is nested.</summary>
        public int Levels { get; set; } = 1;

        /// <param name="name">Null for a value that is only kept.</param>
        public void Declare(string? name, int position)
        {
            if (name is not null && !slots.TryAdd(name, Count)) throw new ExpressionSyntaxException($"'{Members.Shorten(name)}' is declared twice.", position);
            Count++;
        }

        public (int Hops, int Slot)? Find(string name)
        {
            var hops = 0;
            for (var layer = this; layer is not null; layer = layer.Outer, hops++)
                if (layer.slots.TryGetValue(name, out var slot)) return (hops, slot);
            return null;
        }
    }

    private const string Asking = "getAnswer";

    private Code CompileName(Name name)
    {
        if (layer!.Find(name.Text) is { } local) return CompileLocal(name.Text, local.Hops, local.Slot);
        ReadsAnyAnswer |= name.Text is Asking or "answers" or "getOutputFrom" or "getLastResult" || name.Text.StartsWith("getAnswersFrom", StringComparison.Ordinal);
        switch (name.Text)
        {
            case "undefined": return CompileConstant(Undefined.Value);
            case "NaN": return CompileConstant(double.NaN);
            case "Infinity": return CompileConstant(double.PositiveInfinity);
            case "answers": return (run, _) => JsJson.FromNode(run.Scope.Answers, run.Meter);
            case "variables": return (run, _) => AllVariables(run);
        }
        if (BuiltIns.Find(name.Text) is { } builtIn) return CompileConstant(builtIn);
        freeNames.Add((name.Text, name.Position));
        var accessor = Accessor.Find(name.Text);
        return (run, _) =>
        {
            run.Meter.Step();
            return accessor is not null && accessor.IsKnown(run.Scope) ? accessor.Function : throw new ExpressionFault("expression.unknown_name", $"There is nothing called '{Members.Shorten(name.Text)}'.");
        };
    }

    private static Code CompileLocal(string name, int hops, int slot) => (run, frame) =>
    {
        run.Meter.Step();
        for (var i = 0; i < hops; i++) frame = frame.Outer!;
        var value = frame.Slots[slot];
        return ReferenceEquals(value, Frame.NotYet) ? throw new ExpressionFault("expression.unknown_name", $"'{Members.Shorten(name)}' is used before it has a value.") : value;
    };

    private static JsObject AllVariables(Evaluation run)
    {
        var all = new JsObject();
        foreach (var name in run.Scope.VariableNames)
        {
            run.Meter.Members(1);
            if (run.Scope.TryGetVariable(name, out var node)) all.Set(name, JsJson.FromNode(node, run.Meter));
        }
        return all;
    }

    private void DeclareAll(Target target)
    {
        switch (target)
        {
            case NameTarget name: layer!.Declare(name.Name, name.Position); break;
            case ListTarget list:
                foreach (var item in list.Items) if (item is not null) DeclareAll(item);
                break;
            case ObjectTarget json:
                foreach (var (_, member) in json.Members) DeclareAll(member);
                break;
        }
    }

    private Code CompileParameter(Target target, int slot)
    {
        var give = CompileTarget(target);
        return (run, frame) => give(run, frame, frame.Slots[slot]);
    }

    private Code CompileDeclaration(Target target, Code value)
    {
        var give = CompileTarget(target);
        return (run, frame) => give(run, frame, value(run, frame));
    }

    private LinkCode CompileTarget(Target target)
    {
        var give = target switch
        {
            NameTarget name => CompileStore(layer!.Find(name.Name)!.Value.Slot),
            ListTarget list => CompileTakeItems(list.Items.Select(item => item is null ? null : CompileTarget(item)).ToArray()),
            ObjectTarget json => CompileTakeMembers(json.Members.Select(member => (member.Key, CompileTarget(member.Target))).ToArray()),
            _ => throw new InvalidOperationException($"Unknown target {target.GetType().Name}."),
        };
        if (target.Default is null) return give;
        var standIn = Compile(target.Default);
        return (run, frame, value) => give(run, frame, value is Undefined ? standIn(run, frame) : value);
    }

    private static LinkCode CompileStore(int slot) => (_, frame, value) => frame.Slots[slot] = value;

    private static LinkCode CompileTakeItems(LinkCode?[] targets) => (run, frame, value) =>
    {
        run.Meter.Step(targets.Length);
        var items = Members.Items(value, run.Meter) ?? throw ExpressionFault.Type("Only lists and texts can be taken apart with [ ].");
        for (var i = 0; i < targets.Length; i++) targets[i]?.Invoke(run, frame, i < items.Count ? items[i] : Undefined.Value);
        return null;
    };

    private static LinkCode CompileTakeMembers((string Key, LinkCode Give)[] targets) => (run, frame, value) =>
    {
        run.Meter.Step(targets.Length);
        if (Convert.IsNullish(value)) throw ExpressionFault.Type("Nothing cannot be taken apart with { }.");
        foreach (var (key, give) in targets) give(run, frame, Members.Get(value, key, run.Meter));
        return null;
    };
}
