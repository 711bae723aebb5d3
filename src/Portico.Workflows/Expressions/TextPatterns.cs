using System.Text;
using System.Text.RegularExpressions;

namespace Portico.Workflows.Expressions;

/// <summary>What texts do with regular expressions, and with plain texts in their place.</summary>
internal static class TextPatterns
{
    public static object? Match(string text, Arguments a)
    {
        var regex = Required(a[0], "match");
        if (!regex.Pattern.Global) return RegexMethods.Next(regex, text, a.Meter);
        regex.LastIndex = 0;
        var found = regex.Pattern.Matches(text, a.Meter);
        a.Meter.List(found.Count);
        List<object?> all = new(found.Count);
        foreach (var match in found)
        {
            a.Meter.Text(match.Length);
            all.Add(match.Value);
        }
        return all.Count == 0 ? null : new JsArray(all);
    }

    /// <summary>A list where the language has an iterator: both can be spread and handed on.</summary>
    public static object? MatchAll(string text, Arguments a)
    {
        var pattern = Required(a[0], "matchAll").Pattern;
        if (!pattern.Global) throw ExpressionFault.Type("matchAll needs a regular expression with the flag g.");
        return new JsArray(pattern.Matches(text, a.Meter).Select(object? (match) => ToList(pattern, match, text, a.Meter)).ToList());
    }

    public static object? Search(string text, Arguments a) =>
        Required(a[0], "search").Pattern.Match(text, 0, a.Meter) is { Success: true } found ? (double)found.Index : -1d;

    public static JsMatch ToList(JsPattern pattern, Match match, string text, Meter meter)
    {
        var groups = JsPattern.Groups(match, meter);
        return new(groups, match.Index, text, pattern.Named(groups, meter));
    }

    public static object? Split(string text, Arguments a)
    {
        var limit = a[1] is Undefined ? uint.MaxValue : (uint)JsNumber.ToInt32(a.Number(1));
        var parts = a[0] switch
        {
            Undefined => [text],
            JsRegex regex => SplitBy(text, regex.Pattern, a.Meter),
            var separator => SplitBy(text, Convert.ToText(separator, a.Meter), a.Meter),
        };
        return new JsArray(limit < parts.Count ? parts.GetRange(0, (int)limit) : parts);
    }

    private static List<object?> SplitBy(string text, string separator, Meter meter)
    {
        List<object?> parts = [];
        if (separator.Length == 0)
        {
            meter.List(4L * text.Length);
            foreach (var c in text) parts.Add(c.ToString());
            return parts;
        }
        TextMethods.Search(meter, text, separator);
        meter.Text(text.Length);
        var start = 0;
        for (var at = text.IndexOf(separator, StringComparison.Ordinal); at >= 0; at = text.IndexOf(separator, start, StringComparison.Ordinal))
        {
            meter.List(1);
            parts.Add(text[start..at]);
            start = at + separator.Length;
        }
        meter.List(1);
        parts.Add(text[start..]);
        return parts;
    }

    private static List<object?> SplitBy(string text, JsPattern pattern, Meter meter)
    {
        var matches = pattern.Matches(text, meter);
        if (text.Length == 0) return matches.Count > 0 ? [] : [text];
        meter.Text(text.Length);
        List<object?> parts = [];
        var start = 0;
        foreach (var match in matches)
        {
            if (match.Length == 0 && (match.Index == start || match.Index == text.Length)) continue;
            meter.List(1);
            parts.Add(text[start..match.Index]);
            parts.AddRange(JsPattern.Groups(match, meter).Skip(1));
            start = match.Index + match.Length;
        }
        meter.List(1);
        parts.Add(text[start..]);
        return parts;
    }

    public static object? Replace(string text, Arguments a, bool all)
    {
        var hits = a[0] is JsRegex regex ? Find(text, regex, all, a.Meter) : Find(text, a.Text(0), all, a.Meter);
        var template = a[1] is JsFunction or JsBuiltIn { Call: not null } ? null : a.Text(1);
        a.Meter.List(hits.Count);

        var result = new StringBuilder();
        var start = 0;
        foreach (var hit in hits)
        {
            var part = template is null ? Call(a, text, hit) : Replacement.Expand(template, text, hit.Index, hit.Groups, hit.Named, a.Meter);
            var more = (double)part.Length + hit.Index - start;
            if (result.Length + more > Meter.MaxTextLength) a.Meter.Text(double.PositiveInfinity);
            a.Meter.BuiltText(more);
            result.Append(text, start, hit.Index - start).Append(part);
            start = hit.Index + ((string)hit.Groups[0]!).Length;
        }
        if (hits.Count == 0) return text;
        a.Meter.BuiltText((double)result.Length + text.Length - start);
        return result.Append(text, start, text.Length - start).ToString();
    }

    private static string Call(Arguments a, string text, Hit hit)
    {
        List<object?> arguments = [.. hit.Groups, (double)hit.Index, text];
        if (hit.Named is not Undefined) arguments.Add(hit.Named);
        return Convert.ToText(a.Run.Invoke(a[1], arguments.ToArray()), a.Meter);
    }

    private static List<Hit> Find(string text, JsRegex regex, bool all, Meter meter)
    {
        var pattern = regex.Pattern;
        if (all && !pattern.Global) throw ExpressionFault.Type("replaceAll needs a regular expression with the flag g.");
        var matches = pattern.Global ? pattern.Matches(text, meter) : pattern.Match(text, 0, meter) is { Success: true } first ? [first] : [];
        return matches.ConvertAll(match =>
        {
            var groups = JsPattern.Groups(match, meter);
            return new Hit(match.Index, groups, pattern.Named(groups, meter));
        });
    }

    private static List<Hit> Find(string text, string sought, bool all, Meter meter)
    {
        TextMethods.Search(meter, text, sought);
        List<Hit> hits = [];
        for (var at = text.IndexOf(sought, StringComparison.Ordinal); at >= 0;)
        {
            meter.List(4);
            hits.Add(new(at, [sought], Undefined.Value));
            var next = at + Math.Max(1, sought.Length);
            at = all && next <= text.Length ? text.IndexOf(sought, next, StringComparison.Ordinal) : -1;
        }
        return hits;
    }

    private static JsRegex Required(object? value, string name) => value as JsRegex ?? throw ExpressionFault.Type($"{name} takes a regular expression.");

    private readonly record struct Hit(int Index, List<object?> Groups, object Named);
}
