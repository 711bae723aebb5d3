namespace Portico.App.Forms;

/// <summary>Card numbers belong on the payment provider's page and nowhere else, whatever the customer types.</summary>
internal static class CardNumbers
{
    /// <summary>True if a run of digits, with single spaces or hyphens in it, has 13 to 19 digits and passes the Luhn check.</summary>
    public static bool LooksLikeOne(string text)
    {
        var run = new List<char>();
        var gap = 0;
        foreach (var c in Digits.ToLatin(text).Append('\n'))
        {
            if (char.IsAsciiDigit(c))
            {
                run.Add(c);
                gap = 0;
            }
            else if (c is ' ' or '-' or '.' or '\u00A0' or '\u202F' && run.Count > 0 && ++gap == 1)
            {
                continue;
            }
            else
            {
                if (run.Count is >= 13 and <= 19 && Digits.PassLuhn(run.ToArray())) return true;
                run.Clear();
                gap = 0;
            }
        }
        return false;
    }
}
