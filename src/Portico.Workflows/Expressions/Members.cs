namespace Portico.Workflows.Expressions;

/// <summary>What values have: their own data only. There are no prototypes, so there is no constructor to find.</summary>
internal static class Members
{
    public static object? Get(object? value, string name, Meter meter)
    {
        switch (value)
        {
            case JsObject json: return json.Get(name);
            case JsArray array when name == "length": return (double)array.Items.Count;
            case JsArray array when AsIndex(name) is { } index: return index < array.Items.Count ? array.Items[index] : Undefined.Value;
            case JsMatch match: return match.Get(name);
            case string text when name == "length": return (double)text.Length;
            case string text when AsIndex(name) is { } at && at < text.Length:
                meter.Text(1);
                return text[at].ToString();
            case JsBuiltIn builtIn: return builtIn.Get(name);
            case JsRegex regex: return regex.Pattern.Get(name) ?? (name == "lastIndex" ? regex.LastIndex : Undefined.Value);
            case null or Undefined: throw new ExpressionFault("expression.nothing_there", $"There is no '{Shorten(name)}' of {(value is null ? "null" : "undefined")}. Use ?. where a value may be missing.");
            default: return Undefined.Value;
        }
    }

    /// <summary>Null for what has no members at all.</summary>
    public static bool? Has(object? value, string name) => value switch
    {
        JsObject json => json.Has(name),
        JsArray array => name == "length" || (AsIndex(name) is { } index && index < array.Items.Count) || (value is JsMatch && name is "index" or "input" or "groups"),
        JsRegex => name == "lastIndex",
        JsBuiltIn builtIn => builtIn.Get(name) is not Undefined,
        JsDate or JsFunction => false,
        _ => null,
    };

    public static string Key(object? value, Meter meter)
    {
        var key = Convert.ToText(value, meter);
        meter.Scan(key.Length);
        return key;
    }

    /// <summary>What can be walked: the items of a list, the characters of a text; null for anything else.</summary>
    public static List<object?>? Items(object? value, Meter meter) => value switch
    {
        JsArray array => array.Items,
        string text => Characters(text, meter),
        _ => null,
    };

    private static List<object?> Characters(string text, Meter meter)
    {
        meter.List(3L * text.Length);
        List<object?> characters = new(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            var length = i + 1 < text.Length && char.IsSurrogatePair(text[i], text[i + 1]) ? 2 : 1;
            characters.Add(text.Substring(i, length));
            i += length - 1;
        }
        return characters;
    }

    /// <summary>Own members in the order of the language.</summary>
    public static List<(string Key, object? Value)> Of(object? value, Meter meter)
    {
        List<(string, object?)> members = [];
        switch (value)
        {
            case JsObject json:
                meter.Members(json.Count);
                members.AddRange(json.Keys.Select(key => (key, json.Get(key))));
                break;
            case JsArray array:
                meter.Members(array.Items.Count);
                members.AddRange(array.Items.Select((item, i) => (JsNumber.ToText(i), item)));
                if (array is JsMatch match) members.AddRange(["index", "input", "groups"], match);
                break;
            case string text:
                meter.Members(text.Length);
                members.AddRange(text.Select((c, i) => (JsNumber.ToText(i), (object?)c.ToString())));
                break;
        }
        return members;
    }

    private static void AddRange(this List<(string, object?)> members, ReadOnlySpan<string> names, JsMatch match)
    {
        foreach (var name in names) members.Add((name, match.Get(name)));
    }

    public static void Spread(JsObject target, object? value, Meter meter)
    {
        foreach (var (key, member) in Of(value, meter)) target.Set(key, member);
    }

    /// <summary>A name as far as it is needed to recognise it in a message.</summary>
    public static string Shorten(string name) => name.Length > 40 ? name[..40] + "…" : name;

    private static int? AsIndex(string name)
    {
        if (name.Length is 0 or > 9 || (name.Length > 1 && name[0] == '0')) return null;
        foreach (var c in name) if (!char.IsAsciiDigit(c)) return null;
        return int.Parse(name, CultureInfo.InvariantCulture);
    }
}
