using Portico.App.Shared;

namespace Portico.App.Forms;

/// <summary>Card numbers belong on the payment provider's page and nowhere else, whatever the customer types.</summary>
internal static class CardNumbers
{
    private const int Shortest = 13, Longest = 19;

    /// <summary>True if a run of digits, with single spaces or hyphens in it, has 13 to 19 digits and passes the Luhn check.</summary>
    public static bool LooksLikeOne(string text)
    {
        if (text.Length < Shortest) return false;
        Span<char> run = stackalloc char[Longest + 1];
        var (length, gap) = (0, 0);
        foreach (var c in Digits.ToLatin(text))
        {
            if (char.IsAsciiDigit(c))
            {
                if (length <= Longest) run[length++] = c;
                gap = 0;
            }
            else if (length == 0 || c is not (' ' or '-' or '.' or '\u00A0' or '\u202F') || ++gap > 1)
            {
                if (IsCard(run[..length])) return true;
                (length, gap) = (0, 0);
            }
        }

        return IsCard(run[..length]);
    }

    private static bool IsCard(ReadOnlySpan<char> run) => run.Length is >= Shortest and <= Longest && Luhn.Passes(run);
}
