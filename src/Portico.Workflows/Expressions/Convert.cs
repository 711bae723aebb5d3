using System.Text;

namespace Portico.Workflows.Expressions;

/// <summary>The language's own conversions and comparisons.</summary>
internal static class Convert
{
    public static bool IsNullish(object? value) => value is null or Undefined;

    public static bool IsTrue(object? value) => value switch
    {
        null or Undefined => false,
        bool flag => flag,
        double number => number != 0 && !double.IsNaN(number),
        string text => text.Length > 0,
        _ => true,
    };

    public static double ToNumber(object? value, Meter meter) => ToPrimitive(value, meter, preferText: false) switch
    {
        null => 0,
        bool flag => flag ? 1 : 0,
        double number => number,
        string text => JsNumber.FromText(text),
        _ => double.NaN,
    };

    public static double ToInteger(object? value, Meter meter)
    {
        var number = ToNumber(value, meter);
        return double.IsNaN(number) ? 0 : Math.Truncate(number) + 0d;
    }

    public static string ToText(object? value, Meter meter)
    {
        switch (value)
        {
            case string text: return text;
            case null: return "null";
            case Undefined: return "undefined";
            case bool flag: return flag ? "true" : "false";
            case double number: return JsNumber.ToText(number);
            case JsArray array: return Join(array, ",", meter);
            case JsDate date: return JsTime.ToIso(date);
            case JsRegex regex: return regex.Source;
            case JsFunction or JsGlobal: return "function";
            default: return "[object Object]";
        }
    }

    public static string Join(JsArray array, string separator, Meter meter)
    {
        meter.Enter();
        meter.Step(array.Items.Count);
        var text = new StringBuilder();
        var paid = 0;
        for (var i = 0; i < array.Items.Count; i++)
        {
            var part = IsNullish(array.Items[i]) ? "" : ToText(array.Items[i], meter);
            paid += part.Length + separator.Length;
            meter.Text(paid > Meter.MaxTextLength ? paid : part.Length + separator.Length);
            if (i > 0) text.Append(separator);
            text.Append(part);
        }
        meter.Leave();
        return text.ToString();
    }

    public static object? ToPrimitive(object? value, Meter meter, bool preferText) => value switch
    {
        JsDate date when !preferText => date.Time,
        JsArray or JsObject or JsDate or JsRegex or JsFunction or JsGlobal => ToText(value, meter),
        _ => value,
    };

    public static bool StrictlyEqual(object? left, object? right) => (left, right) switch
    {
        (double a, double b) => a == b,
        (string a, string b) => string.Equals(a, b, StringComparison.Ordinal),
        (bool a, bool b) => a == b,
        (null, null) or (Undefined, Undefined) => true,
        _ => left is not null && ReferenceEquals(left, right),
    };

    public static bool LooselyEqual(object? left, object? right, Meter meter)
    {
        if (IsNullish(left) || IsNullish(right)) return IsNullish(left) && IsNullish(right);
        if (IsPrimitive(left) != IsPrimitive(right))
        {
            left = ToPrimitive(left, meter, preferText: left is JsDate);
            right = ToPrimitive(right, meter, preferText: right is JsDate);
        }
        if (left is string && right is string || !IsPrimitive(left)) return StrictlyEqual(left, right);
        return ToNumber(left, meter) == ToNumber(right, meter);
    }

    public static bool SameValueZero(object? left, object? right) => StrictlyEqual(left, right) || (left is double a && right is double b && double.IsNaN(a) && double.IsNaN(b));

    public static string TypeOf(object? value) => value switch
    {
        Undefined => "undefined",
        bool => "boolean",
        double => "number",
        string => "string",
        JsFunction => "function",
        JsGlobal global => Globals.IsFunction(global.Name) ? "function" : "object",
        _ => "object",
    };

    private static bool IsPrimitive(object? value) => value is null or Undefined or bool or double or string;
}
