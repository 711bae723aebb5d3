namespace Portico.Workflows.Expressions;

internal static class RegexMethods
{
    public static readonly Dictionary<string, Method<JsRegex>> All = new(StringComparer.Ordinal)
    {
        ["test"] = (regex, a) => regex.Pattern.Global ? Next(regex, a.Text(0), a.Meter) is not null : regex.Pattern.IsMatch(a.Text(0), a.Meter),
        ["exec"] = (regex, a) => Next(regex, a.Text(0), a.Meter),
        ["toString"] = (regex, _) => regex.Pattern.Text,
        ["valueOf"] = (regex, _) => regex,
    };

    /// <summary>With the flag g, from where the last search ended.</summary>
    public static JsMatch? Next(JsRegex regex, string text, Meter meter)
    {
        var from = regex.Pattern.Global ? regex.LastIndex : 0;
        var match = from <= text.Length ? regex.Pattern.Match(text, (int)from, meter) : null;
        if (regex.Pattern.Global) regex.LastIndex = match is { Success: true } ? match.Index + match.Length : 0;
        return match is { Success: true } ? TextPatterns.ToList(regex.Pattern, match, text, meter) : null;
    }
}
