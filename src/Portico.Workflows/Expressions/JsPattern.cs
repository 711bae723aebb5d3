using System.Text.RegularExpressions;

namespace Portico.Workflows.Expressions;

/// <summary>A regular expression that cannot run away: .NET's linear engine with JavaScript's meaning. Immutable and safe to share.</summary>
internal sealed class JsPattern
{
    private const int MaxLength = 1000;

    // The engine is linear and the text is short, so this only stops a match that nothing explains. It must not be near the usual:
    // a busy machine, or the first use of a pattern, would turn a good answer into an incident.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(1);

    private readonly string source;
    private readonly string flags;
    private readonly Regex regex;

    private JsPattern(string source, string flags, Regex regex, IReadOnlyList<(string, int)> groupNames) => (this.source, this.flags, this.regex, GroupNames) = (source, flags, regex, groupNames);

    public bool Global => flags.Contains('g');

    public string Text => $"/{source}/{flags}";

    public IReadOnlyList<(string Name, int Number)> GroupNames { get; }

    /// <summary>Null for what a regular expression does not have.</summary>
    public object? Get(string member) => member switch { "source" => source, "flags" => flags, "global" => Flag.Of(Global), "ignoreCase" => Flag.Of(flags.Contains('i')), "multiline" => Flag.Of(flags.Contains('m')), _ => null };

    /// <exception cref="ExpressionSyntaxException">It is no regular expression, or needs what a linear engine cannot do.</exception>
    public static JsPattern Compile(Pattern node)
    {
        var options = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant;
        foreach (var flag in node.Flags)
        {
            options |= flag switch
            {
                'i' => RegexOptions.IgnoreCase,
                'm' => RegexOptions.Multiline,
                'g' or 's' or 'u' => RegexOptions.None,
                _ => throw new ExpressionSyntaxException($"The flag '{flag}' of a regular expression is not known.", node.Position),
            };
        }
        if (node.Flags.Distinct().Count() != node.Flags.Length) throw new ExpressionSyntaxException("A flag of a regular expression is given twice.", node.Position);
        if (node.Source.Length > MaxLength) throw new ExpressionSyntaxException($"A regular expression may have at most {MaxLength} characters.", node.Position);
        var translator = new PatternTranslator(node);
        try
        {
            return new(node.Source, string.Concat(node.Flags.Order()), new Regex(translator.Translate(), options, Limit), translator.GroupNames);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            throw new ExpressionSyntaxException("This regular expression cannot be used: it is not well formed, or repeats too much.", node.Position);
        }
    }

    /// <summary>The first match at or after that place.</summary>
    public Match Match(string text, int from, Meter meter) => Run(text.Length - from, meter, () => regex.Match(text, from));

    public bool IsMatch(string text, Meter meter) => Run(text.Length, meter, () => regex.IsMatch(text));

    /// <summary>All matches, each paid for before the next is looked for.</summary>
    public List<Match> Matches(string text, Meter meter)
    {
        List<Match> matches = [];
        for (var match = Match(text, 0, meter); match.Success; match = Run(text.Length - match.Index - match.Length, meter, match.NextMatch))
        {
            meter.List(4 + match.Groups.Count);
            matches.Add(match);
        }
        return matches;
    }

    /// <summary>What a match holds, the whole first; a group that took no part is undefined.</summary>
    public static List<object?> Groups(Match match, Meter meter)
    {
        meter.List(match.Groups.Count);
        List<object?> groups = new(match.Groups.Count);
        for (var i = 0; i < match.Groups.Count; i++)
        {
            var group = match.Groups[i];
            if (group.Success) meter.Text(group.Length);
            groups.Add(group.Success ? group.Value : Undefined.Value);
        }
        return groups;
    }

    /// <summary>The named ones of the groups, or undefined if none has a name.</summary>
    public object Named(List<object?> groups, Meter meter)
    {
        if (GroupNames.Count == 0) return Undefined.Value;
        meter.Members(GroupNames.Count);
        var named = new JsObject();
        foreach (var (name, number) in GroupNames) named.Set(name, groups[number]);
        return named;
    }

    /// <param name="length">How much text there is to search. Each match may look at all of it, even if it is short.</param>
    private static T Run<T>(int length, Meter meter, Func<T> search)
    {
        meter.Step(1 + (length / 32));
        // A match object and its groups, or the state of a search.
        meter.Allocate(256);
        try
        {
            return search();
        }
        catch (RegexMatchTimeoutException)
        {
            throw new ExpressionFault("expression.too_long", "A regular expression takes too long.");
        }
    }
}
