namespace Portico.Workflows.Expressions;

/// <summary>The functions and namespaces that an expression finds without asking for them.</summary>
internal static class BuiltIns
{
    private static readonly Dictionary<string, JsBuiltIn> All = Collect();

    public static JsBuiltIn? Find(string name) => All.GetValueOrDefault(name);

    private static Dictionary<string, JsBuiltIn> Collect()
    {
        Dictionary<string, JsBuiltIn> all = new(StringComparer.Ordinal);
        foreach (var builtIn in NumberFunctions.All.Concat(ObjectFunctions.All).Concat(TextFunctions.All).Concat(RunFunctions.All).Append(MathFunctions.Math).Append(DateFunctions.Date)) all.Add(builtIn.Name, builtIn);
        return all;
    }

    public static JsBuiltIn Function(string name, BuiltIn call) => new(name, call);

    public static JsBuiltIn Namespace(string name, BuiltIn? call, Dictionary<string, BuiltIn> functions, Dictionary<string, double>? constants = null)
    {
        var members = functions.ToDictionary(function => function.Key, object? (function) => new JsBuiltIn($"{name}.{function.Key}", function.Value), StringComparer.Ordinal);
        foreach (var (key, value) in constants ?? []) members.Add(key, value);
        return new(name, call, members);
    }
}
