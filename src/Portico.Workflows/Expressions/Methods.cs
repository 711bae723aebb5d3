namespace Portico.Workflows.Expressions;

internal delegate object? Method(object self, Arguments arguments);

internal delegate object? Method<in T>(T self, Arguments arguments);

/// <summary>The methods of one name, one for each kind of value that has it. The lists are closed: a name that is not in one is not a function.</summary>
internal sealed class Methods
{
    private static readonly Methods None = new("");
    private static readonly Dictionary<string, Methods> All = TextMethods.All.Keys.Concat(ListMethods.All.Keys).Concat(NumberMethods.All.Keys).Concat(DateMethods.All.Keys).Concat(RegexMethods.All.Keys)
        .Append("hasOwnProperty").Distinct(StringComparer.Ordinal).ToDictionary(name => name, name => new Methods(name), StringComparer.Ordinal);

    private readonly Method? ofText;
    private readonly Method? ofList;
    private readonly Method? ofNumber;
    private readonly Method? ofDate;
    private readonly Method? ofRegex;
    private readonly Method? ofFlag;
    private readonly Method? ofAny;

    private Methods(string name)
    {
        ofText = Find(TextMethods.All, name);
        ofList = Find(ListMethods.All, name);
        ofNumber = NumberMethods.All.TryGetValue(name, out var method) ? (self, arguments) => method((double)self, arguments) : null;
        ofDate = Find(DateMethods.All, name);
        ofRegex = Find(RegexMethods.All, name);
        ofFlag = name switch { "toString" => (self, arguments) => Convert.ToText(self, arguments.Meter), "valueOf" => (self, _) => self, _ => null };
        ofAny = name switch
        {
            "hasOwnProperty" => (self, arguments) => Flag.Of(Members.Has(self, arguments.Text(0)) == true),
            "toString" => (self, arguments) => Convert.ToText(self, arguments.Meter),
            "valueOf" => (self, _) => self,
            _ => null,
        };
    }

    public static Methods Named(string name) => All.GetValueOrDefault(name, None);

    public Method? Find(object? value, string name) => value switch
    {
        string => ofText,
        JsArray => ofList,
        double => ofNumber,
        JsDate => ofDate,
        JsRegex => ofRegex,
        bool => ofFlag,
        JsObject json => ofAny is not null && !json.Has(name) ? ofAny : null,
        JsFunction or JsBuiltIn { Call: not null } when name == "toString" => ofAny,
        _ => null,
    };

    private static Method? Find<T>(Dictionary<string, Method<T>> methods, string name) where T : class =>
        methods.TryGetValue(name, out var method) ? (self, arguments) => method((T)self, arguments) : null;
}
