using System.Numerics;

namespace Portico.Workflows.Expressions;

/// <summary>Numbers to text and back, as ECMAScript writes and reads them.</summary>
internal static class JsNumber
{
    /// <summary>No double has more binary digits than this before it is infinite.</summary>
    private const int MostDigits = 1100;

    public static string ToText(double value)
    {
        if (double.IsNaN(value)) return "NaN";
        if (double.IsInfinity(value)) return value > 0 ? "Infinity" : "-Infinity";
        if (value == (int)value) return ((int)value).ToString(CultureInfo.InvariantCulture);
        if (value < 0) return "-" + ToText(-value);

        var (digits, point) = ShortestDigits(value);
        if (digits.Length <= point && point <= 21) return digits + new string('0', point - digits.Length);
        if (point is > 0 and <= 21) return digits[..point] + "." + digits[point..];
        if (point is > -6 and <= 0) return "0." + new string('0', -point) + digits;
        var power = point - 1;
        var tail = digits.Length == 1 ? "" : "." + digits[1..];
        return digits[0] + tail + "e" + (power < 0 ? "-" : "+") + Math.Abs(power).ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>The fewest digits that read back as the same number, and where the point is. .NET finds the same digits; only the layout differs.</summary>
    public static (string Digits, int Point) ShortestDigits(double value)
    {
        var mantissa = value.ToString("R", CultureInfo.InvariantCulture);
        var exponent = 0;
        var e = mantissa.IndexOf('E', StringComparison.Ordinal);
        if (e >= 0)
        {
            exponent = int.Parse(mantissa.AsSpan(e + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
            mantissa = mantissa[..e];
        }
        var dot = mantissa.IndexOf('.', StringComparison.Ordinal);
        var digits = mantissa.Replace(".", "", StringComparison.Ordinal);
        var point = (dot < 0 ? mantissa.Length : dot) + exponent;
        var leading = digits.Length - digits.TrimStart('0').Length;
        return (digits.Trim('0'), point - leading);
    }

    /// <summary>What <c>Number(text)</c> gives.</summary>
    public static double FromText(string text)
    {
        var trimmed = JsText.Trim(text);
        if (trimmed.IsEmpty) return 0;
        if (trimmed.Length > 1 && trimmed[0] == '0')
        {
            switch (trimmed[1])
            {
                case 'x' or 'X': return FromDigits(trimmed[2..], 16);
                case 'o' or 'O': return FromDigits(trimmed[2..], 8);
                case 'b' or 'B': return FromDigits(trimmed[2..], 2);
            }
        }
        return FromDecimal(trimmed);
    }

    /// <summary>The longest decimal number at the start of the text, or NaN.</summary>
    public static double Leading(string text)
    {
        var trimmed = JsText.TrimStart(text);
        var length = DecimalLength(trimmed);
        return length > 0 ? FromDecimal(trimmed[..length]) : double.NaN;
    }

    public static double ParseInt(string text, int radix)
    {
        var digits = JsText.TrimStart(text);
        var negative = digits.StartsWith("-");
        if (negative || digits.StartsWith("+")) digits = digits[1..];
        if (radix is not 0 and (< 2 or > 36)) return double.NaN;
        if (radix is 0 or 16 && digits.StartsWith("0x", StringComparison.OrdinalIgnoreCase))
        {
            digits = digits[2..];
            radix = 16;
        }
        if (radix == 0) radix = 10;
        var count = 0;
        while (count < digits.Length && Digit(digits[count]) < radix) count++;
        var value = FromDigits(digits[..count], radix);
        return negative ? -value : value;
    }

    public static double FromDigits(ReadOnlySpan<char> digits, int radix)
    {
        if (digits.IsEmpty) return double.NaN;
        foreach (var c in digits) if (Digit(c) >= radix) return double.NaN;
        digits = digits.TrimStart('0');
        if (radix == 10) return digits.IsEmpty ? 0 : double.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);
        if (digits.Length > MostDigits) return double.PositiveInfinity;
        if (digits.Length <= 10)
        {
            long small = 0;
            foreach (var c in digits) small = (small * radix) + Digit(c);
            return small;
        }
        var value = BigInteger.Zero;
        foreach (var c in digits) value = (value * radix) + Digit(c);
        return Nearest(value);
    }

    public static int Digit(char c) => c switch
    {
        >= '0' and <= '9' => c - '0',
        >= 'a' and <= 'z' => c - 'a' + 10,
        >= 'A' and <= 'Z' => c - 'A' + 10,
        _ => int.MaxValue,
    };

    public static int ToInt32(double value)
    {
        if (value == (int)value) return (int)value;
        if (!double.IsFinite(value)) return 0;
        var rest = Math.Truncate(value) % 4294967296d;
        return unchecked((int)(uint)(long)(rest < 0 ? rest + 4294967296d : rest));
    }

    /// <summary>.NET's own conversion cuts; the language rounds to the nearest, and a tie to even.</summary>
    private static double Nearest(BigInteger value)
    {
        var surplus = (int)Math.Max(0, value.GetBitLength() - 53);
        var kept = value >> surplus;
        var rest = value - (kept << surplus);
        if (surplus > 0)
        {
            var half = BigInteger.One << (surplus - 1);
            if (rest > half || (rest == half && !kept.IsEven)) kept++;
        }
        return Math.ScaleB((double)kept, surplus);
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
