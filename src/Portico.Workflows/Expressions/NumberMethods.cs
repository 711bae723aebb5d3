namespace Portico.Workflows.Expressions;

internal static class NumberMethods
{
    public static readonly Dictionary<string, Method<double>> All = new(StringComparer.Ordinal)
    {
        ["valueOf"] = (number, _) => number,
        ["toString"] = (number, a) =>
        {
            var radix = a[0] is Undefined ? 10 : a.Integer(0);
            if (radix is < 2 or > 36) throw ExpressionFault.Type("toString takes a radix from 2 to 36.");
            if (radix != 10) a.Meter.BuiltText(2200);
            return NumberText.ToText(number, (int)radix);
        },
        ["toFixed"] = (number, a) =>
        {
            var digits = Digits(a, "toFixed", 0);
            return double.IsFinite(number) && Math.Abs(number) < 1e21 ? NumberText.ToFixed(number, digits) : JsNumber.ToText(number);
        },
        ["toPrecision"] = (number, a) =>
        {
            if (a[0] is Undefined) return JsNumber.ToText(number);
            a.Number(0);
            return double.IsFinite(number) ? NumberText.ToPrecision(number, Digits(a, "toPrecision", 1)) : JsNumber.ToText(number);
        },
        ["toExponential"] = (number, a) =>
        {
            a.Number(0);
            return double.IsFinite(number) ? NumberText.ToExponential(number, a[0] is Undefined ? null : Digits(a, "toExponential", 0)) : JsNumber.ToText(number);
        },
    };

    private static int Digits(Arguments a, string name, int fewest)
    {
        var digits = a.Integer(0);
        if (digits < fewest || digits > 100) throw ExpressionFault.Type($"{name} takes {fewest} to 100 digits.");
        a.Meter.Step(4);
        a.Meter.Allocate(1500);
        return (int)digits;
    }
}
