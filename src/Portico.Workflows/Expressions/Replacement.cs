using System.Text;

namespace Portico.Workflows.Expressions;

/// <summary>The signs that a replacing text may use: $$, $&amp;, $`, $', $1 and $&lt;name&gt;.</summary>
internal static class Replacement
{
    public static string Expand(string template, string text, int index, List<object?> groups, object named, Meter meter)
    {
        if (!template.Contains('$', StringComparison.Ordinal)) return template;
        var whole = (string)groups[0]!;
        var result = new StringBuilder();
        for (var i = 0; i < template.Length; i++)
        {
            var next = i + 1 < template.Length ? template[i + 1] : '\0';
            var part = template[i..(i + 1)];
            var used = 1;
            if (template[i] == '$')
            {
                switch (next)
                {
                    case '$': used = 2; break;
                    case '&': (part, used) = (whole, 2); break;
                    case '`': (part, used) = (Paid(text, 0, index, meter), 2); break;
                    case '\'': (part, used) = (Paid(text, index + whole.Length, text.Length, meter), 2); break;
                    case >= '0' and <= '9' when Group(template, i + 1, groups.Count) is { } group: (part, used) = (groups[group.Number] as string ?? "", 1 + group.Digits); break;
                    case '<' when named is JsObject members && template.IndexOf('>', i) is var end && end > 0: (part, used) = (members.Get(template[(i + 2)..end]) as string ?? "", end + 1 - i); break;
                }
            }
            if (result.Length + part.Length > Meter.MaxTextLength) meter.Text(double.PositiveInfinity);
            meter.Allocate(6L * part.Length);
            if (used > 1) meter.Step(1 + (part.Length / 1024));
            result.Append(part);
            i += used - 1;
        }
        return result.ToString();
    }

    private static string Paid(string text, int from, int to, Meter meter)
    {
        meter.Text(to - from);
        return text[from..to];
    }

    /// <summary>Two digits if there are so many groups, otherwise one.</summary>
    private static (int Number, int Digits)? Group(string template, int at, int count)
    {
        var first = template[at] - '0';
        if (at + 1 < template.Length && char.IsAsciiDigit(template[at + 1]) && (first * 10) + template[at + 1] - '0' is var two && two > 0 && two < count) return (two, 2);
        return first > 0 && first < count ? (first, 1) : null;
    }
}
