using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Portico.Workflows.Expressions;

/// <summary>Between JSON and values of the language.</summary>
internal static class JsJson
{
    public static object? FromNode(JsonNode? node, Meter meter)
    {
        meter.Step();
        switch (node)
        {
            case null: return null;
            case JsonValue value: return FromValue(value, meter);
            case JsonArray array:
                meter.Enter();
                meter.List(array.Count);
                List<object?> items = new(array.Count);
                foreach (var item in array) items.Add(FromNode(item, meter));
                meter.Leave();
                return new JsArray(items);
            case JsonObject json:
                meter.Enter();
                meter.Members(json.Count);
                var members = new JsObject();
                foreach (var (key, member) in json)
                {
                    meter.Text(key.Length);
                    members.Set(key, FromNode(member, meter));
                }
                meter.Leave();
                return members;
            default: return null;
        }
    }

    private static object? FromValue(JsonValue value, Meter meter)
    {
        switch (value.GetValueKind())
        {
            case JsonValueKind.String:
                var text = TextOf(value);
                meter.Text(text.Length);
                return text;
            case JsonValueKind.Number: return ToDouble(value);
            case JsonValueKind.True: return Flag.True;
            case JsonValueKind.False: return Flag.False;
            default: return null;
        }
    }

    private static string TextOf(JsonNode node)
    {
        try
        {
            return node.GetValue<string>();
        }
        catch (InvalidOperationException)
        {
            throw new ExpressionFault("expression.bad_text", "A text has half a character in it.");
        }
    }

    private static double ToDouble(JsonValue value) =>
        value.TryGetValue<double>(out var number) ? number : value.TryGetValue<long>(out var whole) ? whole : value.TryGetValue<int>(out var small) ? small : double.Parse(value.ToJsonString(), CultureInfo.InvariantCulture);

    /// <summary>Null for null and for what JSON cannot say.</summary>
    public static JsonNode? ToNode(object? value, Meter meter)
    {
        meter.Step();
        switch (value)
        {
            case string text: return JsonValue.Create(JsText.Whole(text));
            case bool flag: return JsonValue.Create(flag);
            case double number: return FromDouble(number);
            case JsDate date: return double.IsNaN(date.Time) ? null : JsonValue.Create(DateText.ToIso(date.Time));
            case JsArray array:
                meter.Enter();
                meter.List(2L * array.Items.Count);
                var list = new JsonArray();
                foreach (var item in array.Items) list.Add(ToNode(item, meter));
                meter.Leave();
                return list;
            case JsObject json:
                meter.Enter();
                meter.Members(2L * json.Count);
                var members = new JsonObject();
                foreach (var key in json.Keys)
                {
                    var member = json.Get(key);
                    if (IsData(member)) members[JsText.Whole(key)] = ToNode(member, meter);
                }
                meter.Leave();
                return members;
            default: return null;
        }
    }

    public static JsonNode? FromDouble(double number) =>
        !double.IsFinite(number) ? null
        : number == Math.Truncate(number) && Math.Abs(number) <= 9007199254740991 ? JsonValue.Create((long)number)
        : JsonValue.Create(number);

    /// <summary>What <c>JSON.stringify</c> gives, or undefined.</summary>
    public static object? Stringify(object? value, string indent, Meter meter)
    {
        if (!IsData(value)) return Undefined.Value;
        var text = new StringBuilder();
        Write(text, value, indent, "", meter);
        meter.Text(text.Length);
        return text.ToString();
    }

    private static void Write(StringBuilder text, object? value, string indent, string margin, Meter meter)
    {
        meter.Step();
        if (text.Length > Meter.MaxTextLength) meter.Text(text.Length);
        switch (value)
        {
            case bool flag: text.Append(flag ? "true" : "false"); break;
            case double number: text.Append(double.IsFinite(number) ? JsNumber.ToText(number) : "null"); break;
            case string line: Quote(text, line, meter); break;
            case JsDate date: Write(text, double.IsNaN(date.Time) ? null : DateText.ToIso(date.Time), indent, margin, meter); break;
            case JsArray array:
                WriteAll(text, '[', ']', array.Items.Count, indent, margin, meter, (i, inner) => Write(text, IsData(array.Items[i]) ? array.Items[i] : null, indent, inner, meter));
                break;
            case JsObject json:
                var keys = json.Keys.Where(key => IsData(json.Get(key))).ToList();
                WriteAll(text, '{', '}', keys.Count, indent, margin, meter, (i, inner) =>
                {
                    Quote(text, keys[i], meter);
                    text.Append(indent.Length > 0 ? ": " : ":");
                    Write(text, json.Get(keys[i]), indent, inner, meter);
                });
                break;
            case JsRegex or JsBuiltIn: text.Append("{}"); break;
            default: text.Append("null"); break;
        }
    }

    private static void WriteAll(StringBuilder text, char open, char close, int count, string indent, string margin, Meter meter, Action<int, string> write)
    {
        meter.Enter();
        text.Append(open);
        var inner = margin + indent;
        for (var i = 0; i < count; i++)
        {
            if (i > 0) text.Append(',');
            if (indent.Length > 0) text.Append('\n').Append(inner);
            write(i, inner);
        }
        if (indent.Length > 0 && count > 0) text.Append('\n').Append(margin);
        text.Append(close);
        meter.Leave();
    }

    private static void Quote(StringBuilder text, string line, Meter meter)
    {
        var length = 2;
        for (var i = 0; i < line.Length; i++) length += Escape(line, i) switch { '\0' => 1, 'u' => 6, _ => 2 };
        if (text.Length + length > Meter.MaxTextLength) meter.Text(double.PositiveInfinity);
        meter.BuiltText(length);
        text.Append('"');
        for (var i = 0; i < line.Length; i++)
        {
            var escape = Escape(line, i);
            if (escape == '\0') text.Append(line[i]);
            else if (escape == 'u') text.Append(CultureInfo.InvariantCulture, $"\\u{(int)line[i]:x4}");
            else text.Append('\\').Append(escape);
        }
        text.Append('"');
    }

    /// <summary>What stands behind the backslash: u for a number, and nothing (0) for a character that needs no escape.</summary>
    private static char Escape(string line, int at) => line[at] switch
    {
        '"' => '"',
        '\\' => '\\',
        '\n' => 'n',
        '\r' => 'r',
        '\t' => 't',
        '\b' => 'b',
        '\f' => 'f',
        < ' ' => 'u',
        var c when char.IsSurrogate(c) => (at + 1 < line.Length && char.IsSurrogatePair(c, line[at + 1])) || (at > 0 && char.IsSurrogatePair(line[at - 1], c)) ? '\0' : 'u',
        _ => '\0',
    };

    private static bool IsData(object? value) => value is not (Undefined or JsFunction or JsBuiltIn { Call: not null });
}
