namespace Portico.Workflows.Expressions;

internal static class DateFunctions
{
    public static readonly JsBuiltIn Date = BuiltIns.Namespace("Date", a => DateText.ToText(Now(a)), new()
    {
        ["now"] = a => Now(a),
        ["parse"] = a => DateText.Parse(a.Text(0), a.Meter),
        ["UTC"] = a => JsTime.Clip(FromParts(a)),
    });

    public static JsDate New(Arguments a)
    {
        a.Meter.Allocate(32);
        return new(a.Count switch
        {
            0 => Now(a),
            1 => a[0] is JsDate date ? date.Time : Convert.ToPrimitive(a[0], a.Meter, preferNumber: false) is string text ? DateText.Parse(text, a.Meter) : JsTime.Clip(a.Number(0)),
            _ => JsTime.Clip(FromParts(a)),
        });
    }

    private static double Now(Arguments a) => a.Scope.Now.ToUnixTimeMilliseconds();

    private static double FromParts(Arguments a)
    {
        if (a.Count == 0) return double.NaN;
        a.Meter.List(a.Count);
        var parts = a.All.Take(7).Select(part => Convert.ToNumber(part, a.Meter)).ToArray();
        // Two digits are a year of the twentieth century.
        if (Math.Truncate(parts[0]) is >= 0 and <= 99) parts[0] = 1900 + Math.Truncate(parts[0]);
        return JsTime.FromParts(parts);
    }
}
