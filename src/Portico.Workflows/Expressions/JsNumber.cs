using System.Numerics;

namespace Portico.Workflows.Expressions;

/// <summary>Numbers to text and back, as ECMAScript writes and reads them.</summary>
internal static class JsNumber
{
    public static string ToText(double value)
    {
        if (double.IsNaN(value)) return "NaN";
        if (double.IsInfinity(value)) return value > 0 ? "Infinity" : "-Infinity";
        if (value == 0) return "0";
        if (value < 0) return "-" + ToText(-value);

        // .NET finds the same shortest digits; only the layout differs.
        var round = value.ToString("R", CultureInfo.InvariantCulture);
        var exponent = 0;
        var mantissa = round;
        var e = round.IndexOf('E', StringComparison.Ordinal);
        if (e >= 0)
        {
            exponent = int.Parse(round.AsSpan(e + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
            mantissa = round[..e];
        }
        var dot = mantissa.IndexOf('.', StringComparison.Ordinal);
        var digits = mantissa.Replace(".", "", StringComparison.Ordinal);
        var point = (dot < 0 ? mantissa.Length : dot) + exponent;
        var leading = digits.Length - digits.TrimStart('0').Length;
        digits = digits[leading..];
        point -= leading;
        digits = digits.TrimEnd('0');

        if (digits.Length <= point && point <= 21) return digits + new string('0', point - digits.Length);
        if (point is > 0 and <= 21) return digits[..point] + "." + digits[point..];
        if (point is > -6 and <= 0) return "0." + new string('0', -point) + digits;
        var power = point - 1;
        var sign = power < 0 ? "-" : "+";
        var tail = digits.Length == 1 ? "" : "." + digits[1..];
        return digits[0] + tail + "e" + sign + Math.Abs(power).ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>What <c>Number(text)</c> gives.</summary>
    public static double FromText(string text)
    {
        var trimmed = text.AsSpan().Trim();
        trimmed = trimmed.Trim('\uFEFF');
        if (trimmed.IsEmpty) return 0;
        if (trimmed.Length > 2 && trimmed[0] == '0' && char.IsAsciiLetter(trimmed[1]))
        {
            return char.ToLowerInvariant(trimmed[1]) switch
            {
                'x' => FromDigits(trimmed[2..], 16),
                'o' => FromDigits(trimmed[2..], 8),
                'b' => FromDigits(trimmed[2..], 2),
                _ => FromDecimal(trimmed),
            };
        }
        return FromDecimal(trimmed);
    }

    /// <summary>The longest decimal number at the start of the text, or NaN.</summary>
    public static double Leading(string text)
    {
        var trimmed = text.AsSpan().TrimStart();
        var length = DecimalLength(trimmed);
        return length > 0 ? FromDecimal(trimmed[..length]) : double.NaN;
    }

    public static double FromDigits(ReadOnlySpan<char> digits, int radix)
    {
        if (digits.IsEmpty) return double.NaN;
        double value = 0;
        foreach (var c in digits)
        {
            var digit = Digit(c);
            if (digit >= radix) return double.NaN;
            value = (value * radix) + digit;
        }
        return value;
    }

    public static int Digit(char c) => c switch
    {
        >= '0' and <= '9' => c - '0',
        >= 'a' and <= 'z' => c - 'a' + 10,
        >= 'A' and <= 'Z' => c - 'A' + 10,
        _ => int.MaxValue,
    };

    public static string ToText(double value, int radix)
    {
        if (radix == 10 || !double.IsFinite(value) || value != Math.Truncate(value) || Math.Abs(value) > 9007199254740991) return ToText(value);
        var rest = (long)Math.Abs(value);
        var text = "";
        do { text = "0123456789abcdefghijklmnopqrstuvwxyz"[(int)(rest % radix)] + text; rest /= radix; } while (rest > 0);
        return value < 0 ? "-" + text : text;
    }

    /// <summary>Exactly rounded, a tie away from zero: .NET's own format rounds a tie to even.</summary>
    public static string ToFixed(double value, int digits)
    {
        var bits = BitConverter.DoubleToInt64Bits(Math.Abs(value));
        var exponent = (int)(bits >> 52) - 1075;
        var fraction = bits & 0xFFFFFFFFFFFFF;
        var mantissa = new BigInteger(exponent == -1075 ? fraction << 1 : fraction | (1L << 52)) * BigInteger.Pow(10, digits);
        var whole = exponent >= 0 ? mantissa << exponent : (mantissa + (BigInteger.One << (-exponent - 1))) >> -exponent;
        var text = whole.ToString(CultureInfo.InvariantCulture).PadLeft(digits + 1, '0');
        if (digits > 0) text = text[..^digits] + "." + text[^digits..];
        return value < 0 ? "-" + text : text;
    }

    public static int ToInt32(double value)
    {
        if (!double.IsFinite(value)) return 0;
        var rest = Math.Truncate(value) % 4294967296d;
        return unchecked((int)(uint)(long)(rest < 0 ? rest + 4294967296d : rest));
    }

    private static double FromDecimal(ReadOnlySpan<char> text) =>
        DecimalLength(text) == text.Length ? text.TrimStart('+') switch
        {
            "Infinity" => double.PositiveInfinity,
            "-Infinity" => double.NegativeInfinity,
            var number => double.Parse(number, NumberStyles.Float, CultureInfo.InvariantCulture),
        } : double.NaN;

    private static int DecimalLength(ReadOnlySpan<char> text)
    {
        var at = text.Length > 0 && text[0] is '+' or '-' ? 1 : 0;
        if (text[at..].StartsWith("Infinity")) return at + 8;
        var digits = Count(text, at);
        var end = at + digits;
        if (end < text.Length && text[end] == '.')
        {
            var fraction = Count(text, end + 1);
            if (digits + fraction > 0) end += 1 + fraction;
            digits += fraction;
        }
        if (digits == 0) return 0;
        if (end < text.Length && text[end] is 'e' or 'E')
        {
            var sign = end + 1 < text.Length && text[end + 1] is '+' or '-' ? 1 : 0;
            var power = Count(text, end + 1 + sign);
            if (power > 0) end += 1 + sign + power;
        }
        return end;
    }

    private static int Count(ReadOnlySpan<char> text, int from)
    {
        var at = from;
        while (at < text.Length && char.IsAsciiDigit(text[at])) at++;
        return Math.Max(0, at - from);
    }
}
