namespace Portico.Workflows.Expressions;

/// <summary>Local time is UTC, so each part has one getter and one setter under two names.</summary>
internal static class DateMethods
{
    private static readonly string[] PartNames = ["FullYear", "Month", "Date", "Hours", "Minutes", "Seconds", "Milliseconds"];

    public static readonly Dictionary<string, Method<JsDate>> All = Collect();

    private static Dictionary<string, Method<JsDate>> Collect()
    {
        Dictionary<string, Method<JsDate>> all = new(StringComparer.Ordinal)
        {
            ["getTime"] = (date, _) => date.Time,
            ["valueOf"] = (date, _) => date.Time,
            ["getTimezoneOffset"] = (date, _) => double.IsNaN(date.Time) ? double.NaN : 0d,
            ["setTime"] = (date, a) => date.Time = JsTime.Clip(a.Number(0)),
            ["toISOString"] = (date, a) => double.IsNaN(date.Time) ? throw ExpressionFault.Type("This is not a date.") : DateText.ToIso(Paid(date, a)),
            ["toJSON"] = (date, a) => double.IsNaN(date.Time) ? null : DateText.ToIso(Paid(date, a)),
            ["toString"] = (date, a) => DateText.ToText(Paid(date, a)),
            ["toDateString"] = (date, a) => DateText.ToDay(Paid(date, a)),
            ["toTimeString"] = (date, a) => DateText.ToClock(Paid(date, a)),
            ["toUTCString"] = (date, a) => DateText.ToUtc(Paid(date, a)),
        };
        foreach (var zone in new[] { "", "UTC" })
        {
            all[$"get{zone}Day"] = (date, _) => double.IsNaN(date.Time) ? double.NaN : JsTime.WeekDay(date.Time);
            for (var i = 0; i < PartNames.Length; i++)
            {
                var part = i;
                all[$"get{zone}{PartNames[i]}"] = (date, _) => double.IsNaN(date.Time) ? double.NaN : JsTime.Parts(date.Time)[part];
                all[$"set{zone}{PartNames[i]}"] = (date, a) => date.Time = Set(date.Time, part, a);
            }
        }
        return all;
    }

    private static double Paid(JsDate date, Arguments a)
    {
        a.Meter.Text(100);
        return date.Time;
    }

    /// <summary>A part, and those after it that are also given: the date with the month, but not the hour with the date.</summary>
    private static double Set(double time, int first, Arguments a)
    {
        var last = first <= 2 ? 2 : 6;
        var given = Enumerable.Range(0, Math.Clamp(a.Count, 1, last - first + 1)).Select(a.Number).ToArray();
        if (double.IsNaN(time) && first > 0) return double.NaN;
        var parts = JsTime.Parts(double.IsNaN(time) ? 0 : time);
        given.CopyTo(parts, first);
        return JsTime.Clip(JsTime.FromParts(parts));
    }
}
