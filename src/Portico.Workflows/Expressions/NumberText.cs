using System.Numerics;
using System.Text;

namespace Portico.Workflows.Expressions;

/// <summary>Numbers written with a chosen number of digits or in another radix. Decimal digits are exact; a tie goes away from zero.</summary>
internal static class NumberText
{
    private const string Digits = "0123456789abcdefghijklmnopqrstuvwxyz";

    public static string ToFixed(double value, int digits)
    {
        var text = Scaled(Math.Abs(value), digits).ToString(CultureInfo.InvariantCulture).PadLeft(digits + 1, '0');
        if (digits > 0) text = text[..^digits] + "." + text[^digits..];
        return value < 0 ? "-" + text : text;
    }

    public static string ToPrecision(double value, int precision)
    {
        var (digits, exponent) = Significant(Math.Abs(value), precision);
        var sign = value < 0 ? "-" : "";
        if (exponent < -6 || exponent >= precision) return sign + WithExponent(digits, exponent);
        if (exponent < 0) return sign + "0." + new string('0', -exponent - 1) + digits;
        return sign + (exponent + 1 == precision ? digits : digits[..(exponent + 1)] + "." + digits[(exponent + 1)..]);
    }

    public static string ToExponential(double value, int? fraction)
    {
        var (digits, exponent) = fraction is { } count ? Significant(Math.Abs(value), count + 1) : Shortest(Math.Abs(value));
        return (value < 0 ? "-" : "") + WithExponent(digits, exponent);
    }

    /// <summary>The whole part digit by digit; of the fraction as many digits as tell the number from its neighbours.</summary>
    public static string ToText(double value, int radix)
    {
        if (radix == 10 || !double.IsFinite(value)) return JsNumber.ToText(value);
        var magnitude = Math.Abs(value);
        var whole = Math.Floor(magnitude);
        List<int> fraction = [];
        if (FractionDigits(magnitude - whole, Math.Max(0.5 * (Math.BitIncrement(magnitude) - magnitude), double.Epsilon), radix, fraction)) whole++;

        var text = new StringBuilder();
        var rest = new BigInteger(whole);
        do
        {
            text.Insert(0, Digits[(int)(rest % radix)]);
            rest /= radix;
        }
        while (rest > 0);
        if (fraction.Count > 0) text.Append('.');
        foreach (var digit in fraction) text.Append(Digits[digit]);
        return value < 0 ? "-" + text : text.ToString();
    }

    /// <returns>Whether rounding carried into the whole part.</returns>
    private static bool FractionDigits(double fraction, double half, int radix, List<int> digits)
    {
        if (fraction < half) return false;
        do
        {
            fraction *= radix;
            half *= radix;
            var digit = (int)fraction;
            digits.Add(digit);
            fraction -= digit;
            if ((fraction > 0.5 || (fraction == 0.5 && (digit & 1) == 1)) && fraction + half > 1)
            {
                while (digits.Count > 0 && digits[^1] + 1 == radix) digits.RemoveAt(digits.Count - 1);
                if (digits.Count == 0) return true;
                digits[^1]++;
                return false;
            }
        }
        while (fraction >= half);
        return false;
    }

    private static (string Digits, int Exponent) Shortest(double value)
    {
        if (value == 0) return ("0", 0);
        var (digits, point) = JsNumber.ShortestDigits(value);
        return (digits, point - 1);
    }

    private static (string Digits, int Exponent) Significant(double value, int precision)
    {
        if (value == 0) return (new string('0', precision), 0);
        var exponent = JsNumber.ShortestDigits(value).Point - 1;
        // The shortest digits of a number just below a power of ten are those of that power.
        if (IsBelowPower(value, exponent)) exponent--;
        var digits = Scaled(value, precision - 1 - exponent).ToString(CultureInfo.InvariantCulture);
        return digits.Length > precision ? (digits[..precision], exponent + 1) : (digits, exponent);
    }

    private static string WithExponent(string digits, int exponent) =>
        $"{digits[0]}{(digits.Length > 1 ? "." : "")}{digits[1..]}e{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent).ToString(CultureInfo.InvariantCulture)}";

    private static bool IsBelowPower(double value, int power)
    {
        var (upper, lower) = Fraction(value, -power);
        return upper < lower;
    }

    /// <summary>The value times ten to that power, rounded to a whole number.</summary>
    private static BigInteger Scaled(double value, int power)
    {
        var (upper, lower) = Fraction(value, power);
        return ((2 * upper) + lower) / (2 * lower);
    }

    /// <summary>Exactly the value times ten to that power.</summary>
    private static (BigInteger Upper, BigInteger Lower) Fraction(double value, int power)
    {
        var bits = BitConverter.DoubleToInt64Bits(value);
        var exponent = (int)(bits >> 52) - 1075;
        var fraction = bits & 0xFFFFFFFFFFFFF;
        var upper = new BigInteger(exponent == -1075 ? fraction << 1 : fraction | (1L << 52));
        var lower = BigInteger.One;
        if (exponent >= 0) upper <<= exponent; else lower <<= -exponent;
        if (power >= 0) upper *= BigInteger.Pow(10, power); else lower *= BigInteger.Pow(10, -power);
        return (upper, lower);
    }
}
