namespace Portico.Workflows.Expressions;

internal static class NumberFunctions
{
    private const double MaxSafeInteger = 9007199254740991;

    private static readonly BuiltIn ParseFloat = a => JsNumber.Leading(Scanned(a));
    private static readonly BuiltIn ParseInt = a => JsNumber.ParseInt(Scanned(a), JsNumber.ToInt32(a.Number(1)));

    public static readonly JsBuiltIn[] All =
    [
        BuiltIns.Namespace("Number", a => a.Count == 0 ? 0d : a.Number(0), new()
        {
            ["isNaN"] = a => a[0] is double.NaN,
            ["isFinite"] = a => a[0] is double number && double.IsFinite(number),
            ["isInteger"] = a => IsInteger(a[0]),
            ["isSafeInteger"] = a => IsInteger(a[0]) && Math.Abs((double)a[0]!) <= MaxSafeInteger,
            ["parseFloat"] = ParseFloat,
            ["parseInt"] = ParseInt,
        }, new()
        {
            ["MAX_SAFE_INTEGER"] = MaxSafeInteger,
            ["MIN_SAFE_INTEGER"] = -MaxSafeInteger,
            ["MAX_VALUE"] = double.MaxValue,
            ["MIN_VALUE"] = double.Epsilon,
            ["EPSILON"] = Math.BitIncrement(1) - 1,
            ["POSITIVE_INFINITY"] = double.PositiveInfinity,
            ["NEGATIVE_INFINITY"] = double.NegativeInfinity,
            ["NaN"] = double.NaN,
        }),
        BuiltIns.Function("Boolean", a => Flag.Of(Convert.IsTrue(a[0]))),
        BuiltIns.Function("parseFloat", ParseFloat),
        BuiltIns.Function("parseInt", ParseInt),
        BuiltIns.Function("isNaN", a => double.IsNaN(a.Number(0))),
        BuiltIns.Function("isFinite", a => double.IsFinite(a.Number(0))),
    ];

    private static string Scanned(Arguments a)
    {
        var text = a.Text(0);
        a.Meter.Scan(text.Length);
        return text;
    }

    private static bool IsInteger(object? value) => value is double number && double.IsFinite(number) && number == Math.Truncate(number);
}
