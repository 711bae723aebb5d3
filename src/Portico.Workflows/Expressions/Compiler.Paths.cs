using System.Text.Json.Nodes;

namespace Portico.Workflows.Expressions;

/// <summary>Members, indexes and calls.</summary>
internal sealed partial class Compiler
{
    private delegate object?[] ListCode(Evaluation run, Frame frame);

    private delegate object? LinkCode(Evaluation run, Frame frame, object? current);

    /// <summary>What a link gives when the rest of the path is not to be followed.</summary>
    private static readonly object Ended = new();

    private Code CompilePath(Path path)
    {
        if (path is { Start: Name { Text: "answers" or "variables" } root, Links: [Member] or [Member, not Invocation, ..] } && layer!.Find(root.Text) is null) return CompileRead(path, root.Text == "answers");

        var from = 0;
        Code start;
        if (path.Start is Name owner && layer!.Find(owner.Text) is null && BuiltIns.Find(owner.Text) is { } builtIn && path.Links is [Member { Name: var member }, ..])
        {
            start = CompileConstant(builtIn.Get(member));
            from = 1;
        }
        else
        {
            start = path.Start is Name getter && path.Links[0] is Invocation call ? CompileCallee(getter, call) : Compile(path.Start);
        }
        var links = CompileLinks(path, from);
        return (run, frame) =>
        {
            run.Meter.Step();
            return Follow(run, frame, start(run, frame), links, 0);
        };
    }

    /// <summary>A getter or setter that is called looks for its variable itself, so it is not looked for before.</summary>
    private Code CompileCallee(Name name, Invocation call)
    {
        if (name.Text == Asking && layer!.Find(Asking) is null && call.Arguments is [{ Value: Constant { Value: string answer } }, ..])
        {
            Answers.Add(answer);
            return CompileConstant(BuiltIns.Find(Asking));
        }
        if (layer!.Find(name.Text) is not null || BuiltIns.Find(name.Text) is not null || Accessor.Find(name.Text) is not { } accessor) return Compile(name);
        ReadsAnyAnswer |= name.Text.StartsWith("getAnswersFrom", StringComparison.Ordinal);
        freeNames.Add((name.Text, name.Position));
        return CompileConstant(accessor.Function);
    }

    /// <summary>Only what the path leads to is read: a large answer beside it costs nothing.</summary>
    private Code CompileRead(Path path, bool answers)
    {
        var keys = path.Links.TakeWhile(link => link is Member).Select(link => ((Member)link).Name).ToList();
        // A member that is called is a function of the value before it.
        if (keys.Count < path.Links.Count && path.Links[keys.Count] is Invocation) keys.RemoveAt(keys.Count - 1);
        var links = CompileLinks(path, 1);
        if (answers) Answers.Add(keys[0]);
        return (run, frame) =>
        {
            run.Meter.Step();
            JsonNode? node;
            var known = answers ? run.Scope.Answers.TryGetPropertyValue(keys[0], out node) : run.Scope.TryGetVariable(keys[0], out node);
            var read = 1;
            while (read < keys.Count && known && node is JsonObject json)
            {
                run.Meter.Step();
                known = json.TryGetPropertyValue(keys[read++], out node);
            }
            return Follow(run, frame, known ? JsJson.FromNode(node, run.Meter) : Undefined.Value, links, read - 1);
        };
    }

    private static object? Follow(Evaluation run, Frame frame, object? current, (bool Optional, LinkCode Take)[] links, int from)
    {
        for (var i = from; i < links.Length; i++)
        {
            run.Meter.Step();
            if (links[i].Optional && Convert.IsNullish(current)) return Undefined.Value;
            current = links[i].Take(run, frame, current);
            if (ReferenceEquals(current, Ended)) return Undefined.Value;
        }
        return current;
    }

    private (bool, LinkCode)[] CompileLinks(Path path, int from)
    {
        List<(bool, LinkCode)> links = [];
        for (var i = from; i < path.Links.Count; i++)
        {
            var link = path.Links[i];
            if (link is Invocation call)
            {
                links.Add((call.Optional, CompileCall(CompileElements(call.Arguments), Describe(path, i))));
            }
            else if (i + 1 < path.Links.Count && path.Links[i + 1] is Invocation method)
            {
                i++;
                var arguments = CompileElements(method.Arguments);
                links.Add((link.Optional, link is Member named ? CompileMethod(named.Name, arguments, method.Optional) : CompileMethod(Compile(((Index)link).Key), arguments, method.Optional)));
            }
            else
            {
                links.Add((link.Optional, link is Member named ? (run, _, current) => Members.Get(current, named.Name, run.Meter) : CompileIndex(Compile(((Index)link).Key))));
            }
        }
        return links.ToArray();
    }

    private static LinkCode CompileIndex(Code key) => (run, frame, current) =>
    {
        var value = key(run, frame);
        if (value is double number && current is JsArray array && number >= 0 && number < array.Items.Count && number == (int)number) return array.Items[(int)number];
        return Members.Get(current, Members.Key(value, run.Meter), run.Meter);
    };

    private static LinkCode CompileCall(ListCode arguments, string what) => (run, frame, current) =>
        current is JsFunction or JsBuiltIn { Call: not null } ? run.Invoke(current, arguments(run, frame)) : throw ExpressionFault.NotAFunction(what);

    private static LinkCode CompileMethod(string name, ListCode arguments, bool optional)
    {
        var methods = Methods.Named(name);
        return (run, frame, current) => CallMethod(run, frame, methods, name, current, arguments, optional);
    }

    private static LinkCode CompileMethod(Code key, ListCode arguments, bool optional) => (run, frame, current) =>
    {
        var value = key(run, frame);
        if (value is double) return CallMember(run, frame, Members.Get(current, Members.Key(value, run.Meter), run.Meter), "The value", arguments, optional);
        var name = Members.Key(value, run.Meter);
        return CallMethod(run, frame, Methods.Named(name), name, current, arguments, optional);
    };

    private static object? CallMethod(Evaluation run, Frame frame, Methods methods, string name, object? current, ListCode arguments, bool optional)
    {
        if (methods.Find(current, name) is not { } method) return CallMember(run, frame, Members.Get(current, name, run.Meter), $"'{Members.Shorten(name)}'", arguments, optional);
        run.Meter.Step();
        return method(current!, new(run, arguments(run, frame)));
    }

    private static object? CallMember(Evaluation run, Frame frame, object? member, string what, ListCode arguments, bool optional)
    {
        if (optional && Convert.IsNullish(member)) return Ended;
        return member is JsFunction or JsBuiltIn { Call: not null } ? run.Invoke(member, arguments(run, frame)) : throw ExpressionFault.NotAFunction(what);
    }

    private static string Describe(Path path, int link) => link == 0 && path.Start is Name name ? $"'{Members.Shorten(name.Text)}'" : "The value";

    private ListCode CompileElements(IReadOnlyList<Element> elements)
    {
        var values = elements.Select(element => Compile(element.Value)).ToArray();
        if (elements.Any(element => element.Spread)) return CompileSpread(elements.Select(element => element.Spread).ToArray(), values);
        if (values.Length == 0) return (_, _) => [];
        return (run, frame) =>
        {
            run.Meter.List(values.Length);
            var list = new object?[values.Length];
            for (var i = 0; i < values.Length; i++) list[i] = values[i](run, frame);
            return list;
        };
    }

    private static ListCode CompileSpread(bool[] spread, Code[] values) => (run, frame) =>
    {
        List<object?> list = [];
        for (var i = 0; i < values.Length; i++)
        {
            var value = values[i](run, frame);
            if (spread[i])
            {
                var items = Members.Items(value, run.Meter) ?? throw ExpressionFault.Type("Only lists and texts can be spread with ...");
                // The list grows by doubling, and is copied once more.
                run.Meter.List(3L * items.Count);
                list.AddRange(items);
            }
            else
            {
                run.Meter.List(1);
                list.Add(value);
            }
        }
        return list.ToArray();
    };
}
