using System.Text.RegularExpressions;

namespace Portico.Workflows.Expressions;

/// <summary>What can be called on a value. The lists are closed: a name that is not here is not a function.</summary>
internal static class Methods
{
    private static readonly HashSet<string> OfDates = new(StringComparer.Ordinal)
    {
        "getTime", "valueOf", "toISOString", "toJSON", "toString", "getFullYear", "getMonth", "getDate", "getDay", "getHours", "getMinutes", "getSeconds", "getMilliseconds",
        "getUTCFullYear", "getUTCMonth", "getUTCDate", "getUTCDay", "getUTCHours", "getUTCMinutes", "getUTCSeconds", "getUTCMilliseconds",
    };

    public static bool Has(object? value, string name) => value switch
    {
        string => TextMethods.Names.Contains(name),
        JsArray => ListMethods.Names.Contains(name),
        double => name is "toFixed" or "toString" or "valueOf",
        bool => name is "toString" or "valueOf",
        JsDate => OfDates.Contains(name),
        JsRegex => name is "test",
        JsObject json => name is "hasOwnProperty" or "toString" && !json.Has(name),
        _ => false,
    };

    public static object? Call(Evaluator run, object value, string name, List<object?> arguments)
    {
        run.Meter.Step();
        return value switch
        {
            string text => TextMethods.Call(run, text, name, arguments),
            JsArray array => ListMethods.Call(run, array, name, arguments),
            double number => OfNumber(run, number, name, arguments),
            JsDate date => OfDate(date, name),
            JsRegex regex => Matches(run, regex, Convert.ToText(arguments.ElementAtOrDefault(0), run.Meter)),
            JsObject json when name == "hasOwnProperty" => json.Has(Convert.ToText(arguments.ElementAtOrDefault(0), run.Meter)),
            bool flag when name == "valueOf" => flag,
            _ => Convert.ToText(value, run.Meter),
        };
    }

    public static bool Matches(Evaluator run, JsRegex regex, string text) => Guard(run, text, () => regex.Pattern.IsMatch(text));

    public static T Guard<T>(Evaluator run, string text, Func<T> search)
    {
        run.Meter.Step(1 + (text.Length / 16));
        try
        {
            return search();
        }
        catch (RegexMatchTimeoutException)
        {
            throw new ExpressionFault("expression.too_long", "A regular expression takes too long.");
        }
    }

    private static object OfNumber(Evaluator run, double number, string name, List<object?> arguments)
    {
        var digits = Convert.ToInteger(arguments.Count > 0 ? arguments[0] : Undefined.Value, run.Meter);
        switch (name)
        {
            case "valueOf": return number;
            case "toFixed":
                if (digits is < 0 or > 100) throw ExpressionFault.Type("toFixed takes 0 to 100 digits.");
                if (!double.IsFinite(number) || Math.Abs(number) >= 1e21) return JsNumber.ToText(number);
                run.Meter.Text(digits + 24);
                return JsNumber.ToFixed(number, (int)digits);
            default:
                if (arguments.Count == 0 || arguments[0] is Undefined) return JsNumber.ToText(number);
                return digits is < 2 or > 36 ? throw ExpressionFault.Type("toString takes a radix from 2 to 36.") : JsNumber.ToText(number, (int)digits);
        }
    }

    private static object? OfDate(JsDate date, string name)
    {
        if (name is "getTime" or "valueOf") return date.Time;
        if (name == "toString") return JsTime.ToIso(date);
        if (JsTime.Moment(date) is not { } moment)
            return name switch { "toISOString" => throw ExpressionFault.Type("This is not a date."), "toJSON" => null, _ => double.NaN };
        return name.Replace("UTC", "", StringComparison.Ordinal) switch
        {
            "getFullYear" => (double)moment.Year,
            "getMonth" => moment.Month - 1d,
            "getDate" => (double)moment.Day,
            "getDay" => (double)moment.DayOfWeek,
            "getHours" => (double)moment.Hour,
            "getMinutes" => (double)moment.Minute,
            "getSeconds" => (double)moment.Second,
            "getMilliseconds" => (double)moment.Millisecond,
            _ => JsTime.ToIso(date),
        };
    }
}
