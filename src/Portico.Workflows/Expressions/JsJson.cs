using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Portico.Workflows.Expressions;

/// <summary>Between JSON and values of the language.</summary>
internal static class JsJson
{
    private static readonly JsonDocumentOptions Reading = new() { MaxDepth = Meter.MaxDepth };

    public static object? FromNode(JsonNode? node, Meter meter)
    {
        meter.Step();
        switch (node)
        {
            case null: return null;
            case JsonArray array:
                meter.Enter();
                meter.List(array.Count);
                var items = array.Select(item => FromNode(item, meter)).ToList();
                meter.Leave();
                return new JsArray(items);
            case JsonObject json:
                meter.Enter();
                meter.List(json.Count);
                var members = new JsObject();
                foreach (var (key, value) in json)
                {
                    meter.Text(key.Length);
                    members.Set(key, FromNode(value, meter));
                }
                meter.Leave();
                return members;
        }
        switch (node.GetValueKind())
        {
            case JsonValueKind.String:
                var text = TextOf(node);
                meter.Text(text.Length);
                return text;
            case JsonValueKind.Number: return ToDouble(node.AsValue());
            case JsonValueKind.True: return true;
            case JsonValueKind.False: return false;
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

    /// <summary>Half a character cannot be stored: it becomes the replacement character now, rather than when it is next read.</summary>
    private static string Whole(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i])) continue;
            if (i + 1 >= text.Length || !char.IsSurrogatePair(text[i], text[i + 1])) return string.Concat(text.EnumerateRunes());
            i++;
        }
        return text;
    }

    private static double ToDouble(JsonValue value) =>
        value.TryGetValue<double>(out var number) ? number : value.TryGetValue<long>(out var whole) ? whole : value.TryGetValue<int>(out var small) ? small : double.Parse(value.ToJsonString(), CultureInfo.InvariantCulture);

    /// <summary>Null for null and for what JSON cannot say.</summary>
    public static JsonNode? ToNode(object? value, Meter meter)
    {
        meter.Step();
        switch (value)
        {
            case string text: return JsonValue.Create(Whole(text));
            case bool flag: return JsonValue.Create(flag);
            case double number: return FromDouble(number);
            case JsDate date: return double.IsNaN(date.Time) ? null : JsonValue.Create(JsTime.ToIso(date));
            case JsArray array:
                meter.Enter();
                meter.Allocate(16L * array.Items.Count);
                var list = new JsonArray();
                foreach (var item in array.Items) list.Add(ToNode(item, meter));
                meter.Leave();
                return list;
            case JsObject json:
                meter.Enter();
                meter.Allocate(32L * json.Count);
                var members = new JsonObject();
                foreach (var key in json.Keys)
                {
                    var member = json.Get(key);
                    if (IsData(member)) members[Whole(key)] = ToNode(member, meter);
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

    public static object? Parse(string text, Meter meter)
    {
        meter.Scan(text.Length);
        meter.Allocate(4L * text.Length);
        JsonNode? node;
        try
        {
            node = JsonNode.Parse(text, documentOptions: Reading);
            return FromNode(node, meter);
        }
        catch (Exception e) when (e is JsonException or ArgumentException or FormatException)
        {
            throw new ExpressionFault("expression.bad_json", "JSON.parse was given a text that is not JSON, or is nested too deeply.");
        }
    }

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
            case JsDate date: Write(text, double.IsNaN(date.Time) ? null : JsTime.ToIso(date), indent, margin, meter); break;
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
            case JsRegex: text.Append("{}"); break;
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
        meter.Text(line.Length);
        text.Append('"');
        for (var i = 0; i < line.Length; i++)
        {
            var c = line[i];
            var lone = char.IsSurrogate(c) && !(char.IsHighSurrogate(c) && i + 1 < line.Length && char.IsLowSurrogate(line[i + 1])) && !(char.IsLowSurrogate(c) && i > 0 && char.IsHighSurrogate(line[i - 1]));
            text.Append(c switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                '\n' => "\\n",
                '\r' => "\\r",
                '\t' => "\\t",
                '\b' => "\\b",
                '\f' => "\\f",
                < ' ' => "\\u" + ((int)c).ToString("x4", CultureInfo.InvariantCulture),
                _ when lone => "\\u" + ((int)c).ToString("x4", CultureInfo.InvariantCulture),
                _ => c.ToString(),
            });
        }
        text.Append('"');
    }

    private static bool IsData(object? value) => value is not (Undefined or JsFunction or JsGlobal);
}
