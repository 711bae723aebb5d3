namespace Portico.App.Shared;

/// <summary>The mod-10 check of payment cards and of many other numbers.</summary>
public static class Luhn
{
    public static bool Passes(ReadOnlySpan<char> digits)
    {
        var sum = 0;
        for (var i = 0; i < digits.Length; i++)
        {
            var digit = digits[^(i + 1)] - '0';
            sum += i % 2 == 0 ? digit : digit < 5 ? digit * 2 : (digit * 2) - 9;
        }
        return sum % 10 == 0;
    }
}
