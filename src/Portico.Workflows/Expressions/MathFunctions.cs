namespace Portico.Workflows.Expressions;

internal static class MathFunctions
{
    public static readonly JsBuiltIn Math = BuiltIns.Namespace("Math", null, new()
    {
        ["abs"] = One(System.Math.Abs),
        ["acos"] = One(System.Math.Acos),
        ["asin"] = One(System.Math.Asin),
        ["atan"] = One(System.Math.Atan),
        ["cbrt"] = One(Cbrt),
        ["ceil"] = One(System.Math.Ceiling),
        ["clz32"] = a => (double)System.Numerics.BitOperations.LeadingZeroCount((uint)JsNumber.ToInt32(a.Number(0))),
        ["cos"] = One(System.Math.Cos),
        ["exp"] = One(System.Math.Exp),
        ["floor"] = One(System.Math.Floor),
        ["fround"] = One(x => (float)x),
        ["hypot"] = a => Hypot(Numbers(a)),
        ["imul"] = a => (double)unchecked(JsNumber.ToInt32(a.Number(0)) * JsNumber.ToInt32(a.Number(1))),
        ["log"] = One(System.Math.Log),
        ["log10"] = One(System.Math.Log10),
        ["log2"] = One(System.Math.Log2),
        ["max"] = a => Numbers(a).Aggregate(double.NegativeInfinity, System.Math.Max),
        ["min"] = a => Numbers(a).Aggregate(double.PositiveInfinity, System.Math.Min),
        ["pow"] = a => Power(a.Number(0), a.Number(1)),
        ["random"] = a => (a.Scope.Draw() >> 11) * (1.0 / (1UL << 53)),
        ["round"] = One(Round),
        ["sign"] = One(x => double.IsNaN(x) || x == 0 ? x : System.Math.Sign(x)),
        ["sin"] = One(System.Math.Sin),
        ["sqrt"] = One(System.Math.Sqrt),
        ["tan"] = One(System.Math.Tan),
        ["trunc"] = One(System.Math.Truncate),
    }, new()
    {
        ["E"] = System.Math.E,
        ["LN10"] = 2.302585092994046,
        ["LN2"] = 0.6931471805599453,
        ["LOG10E"] = 0.4342944819032518,
        ["LOG2E"] = 1.4426950408889634,
        ["PI"] = System.Math.PI,
        ["SQRT1_2"] = 0.7071067811865476,
        ["SQRT2"] = 1.4142135623730951,
    });

    /// <summary>.NET says 1 where the language says NaN.</summary>
    public static double Power(double left, double right) => double.IsNaN(right) || (System.Math.Abs(left) == 1 && double.IsInfinity(right)) ? double.NaN : System.Math.Pow(left, right);

    private static BuiltIn One(Func<double, double> function) => a => function(a.Number(0));

    private static double[] Numbers(Arguments a)
    {
        a.Meter.List(a.Count);
        return Array.ConvertAll(a.All, value => Convert.ToNumber(value, a.Meter));
    }

    /// <summary>A tie goes up, also below zero; what is rounded to nothing keeps its sign.</summary>
    private static double Round(double x)
    {
        if (!double.IsFinite(x) || System.Math.Abs(x) >= 4503599627370496) return x;
        return x - System.Math.Floor(x) >= 0.5 ? System.Math.Ceiling(x) : System.Math.Floor(x);
    }

    private static double Cbrt(double x) => System.Math.Round(System.Math.Cbrt(x)) is var root && root * root * root == x ? root : System.Math.Cbrt(x);

    /// <summary>Scaled by the largest, so that squares do not overflow.</summary>
    private static double Hypot(double[] numbers)
    {
        if (Array.Exists(numbers, double.IsInfinity)) return double.PositiveInfinity;
        var largest = numbers.Aggregate(0d, (most, number) => System.Math.Max(most, System.Math.Abs(number)));
        return largest == 0 || double.IsNaN(largest) ? largest : System.Math.Sqrt(numbers.Sum(number => number / largest * (number / largest))) * largest;
    }
}
