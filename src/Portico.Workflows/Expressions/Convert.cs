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

    public static double ToNumber(object? value, Meter meter)
    {
        switch (value)
        {
            case double number: return number;
            case bool flag: return flag ? 1 : 0;
            case null: return 0;
            case Undefined: return double.NaN;
            case string text:
                meter.Scan(text.Length);
                return JsNumber.FromText(text);
            case JsDate date: return date.Time;
            default: return ToNumber(ToText(value, meter), meter);
        }
    }

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
            case double number:
                meter.Allocate(64);
                return JsNumber.ToText(number);
            case JsArray array: return Join(array, ",", meter);
            case JsDate date:
                meter.Text(64);
                return DateText.ToText(date.Time);
            case JsRegex regex: return regex.Pattern.Text;
            case JsBuiltIn { Call: null, Name: var name }: return $"[object {name}]";
            case JsFunction or JsBuiltIn: return "function";
            default: return "[object Object]";
        }
    }

    public static string Join(JsArray array, string separator, Meter meter)
    {
        meter.Enter();
        var items = array.Items;
        meter.Step(items.Count);
        if (items is [var only])
        {
            var single = IsNullish(only) ? "" : ToText(only, meter);
            meter.Leave();
            return single;
        }
        var text = new StringBuilder();
        for (var i = 0; i < items.Count; i++)
        {
            var part = IsNullish(items[i]) ? "" : ToText(items[i], meter);
            var more = part.Length + (i > 0 ? separator.Length : 0);
            if (text.Length + more > Meter.MaxTextLength) meter.Text(double.PositiveInfinity);
            meter.BuiltText(more);
            if (i > 0) text.Append(separator);
            text.Append(part);
        }
        meter.Leave();
        return text.ToString();
    }

    /// <summary>A date prefers to be a text unless a number is asked for; everything else that is no primitive has only a text.</summary>
    public static object? ToPrimitive(object? value, Meter meter, bool preferNumber) => value switch
    {
        JsDate date when preferNumber => date.Time,
        null or Undefined or bool or double or string => value,
        _ => ToText(value, meter),
    };

    public static bool StrictlyEqual(object? left, object? right) => left switch
    {
        double a => right is double b && a == b,
        string a => right is string b && string.Equals(a, b, StringComparison.Ordinal),
        bool a => right is bool b && a == b,
        _ => ReferenceEquals(left, right),
    };

    public static bool LooselyEqual(object? left, object? right, Meter meter)
    {
        if (IsNullish(left) || IsNullish(right)) return IsNullish(left) && IsNullish(right);
        if (IsPrimitive(left) != IsPrimitive(right))
        {
            left = ToPrimitive(left, meter, preferNumber: false);
            right = ToPrimitive(right, meter, preferNumber: false);
        }
        if ((left is string && right is string) || !IsPrimitive(left)) return StrictlyEqual(left, right);
        return ToNumber(left, meter) == ToNumber(right, meter);
    }

    public static bool SameValueZero(object? left, object? right) => StrictlyEqual(left, right) || (left is double.NaN && right is double.NaN);

    public static string TypeOf(object? value) => value switch
    {
        Undefined => "undefined",
        bool => "boolean",
        double => "number",
        string => "string",
        JsFunction or JsBuiltIn { Call: not null } => "function",
        _ => "object",
    };

    private static bool IsPrimitive(object? value) => value is null or Undefined or bool or double or string;
}
