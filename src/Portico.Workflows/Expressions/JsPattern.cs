using System.Text;
using System.Text.RegularExpressions;

namespace Portico.Workflows.Expressions;

/// <summary>Regular expressions that cannot run away: .NET's linear engine, with JavaScript's meaning of the classes.</summary>
internal static class JsPattern
{
    // The engine is linear and the text is short, so this only stops a match that nothing explains. It must not be near the usual:
    // a busy machine, or the first use of a pattern, would turn a good answer into an incident.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(1);

    public static JsRegex Compile(Pattern node)
    {
        var options = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant;
        var global = false;
        foreach (var flag in node.Flags)
        {
            switch (flag)
            {
                case 'g': global = true; break;
                case 'i': options |= RegexOptions.IgnoreCase; break;
                case 'm': options |= RegexOptions.Multiline; break;
                case 's': options |= RegexOptions.Singleline; break;
                case 'u': break;
                default: throw new ExpressionSyntaxException($"The flag '{flag}' of a regular expression is not known.", node.Position);
            }
        }
        if (node.Source.Length > 1000) throw new ExpressionSyntaxException("A regular expression may have at most 1000 characters.", node.Position);
        try
        {
            return new($"/{node.Source}/{node.Flags}", global, new Regex(Translate(node.Source, options.HasFlag(RegexOptions.Multiline)), options, Limit));
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            throw new ExpressionSyntaxException("This regular expression cannot be used: look-arounds, back references and very large repeats are not allowed.", node.Position);
        }
    }

    private static string Translate(string source, bool multiline)
    {
        var text = new StringBuilder();
        var inClass = false;
        for (var i = 0; i < source.Length; i++)
        {
            var c = source[i];
            if (c == '\\' && i + 1 < source.Length)
            {
                var next = source[++i];
                text.Append(next switch
                {
                    'd' => inClass ? "0-9" : "[0-9]",
                    'w' => inClass ? "a-zA-Z0-9_" : "[a-zA-Z0-9_]",
                    'D' when !inClass => "[^0-9]",
                    'W' when !inClass => "[^a-zA-Z0-9_]",
                    '/' => "/",
                    '-' => "\\-",
                    _ => "\\" + next,
                });
            }
            else if (inClass)
            {
                if (c == ']') inClass = false;
                text.Append(c == '[' ? "\\[" : c.ToString());
            }
            else
            {
                inClass = c == '[';
                // .NET's $ also stands before a last line break.
                text.Append(c == '$' && !multiline ? "\\z" : c.ToString());
            }
        }
        return text.ToString();
    }
}
