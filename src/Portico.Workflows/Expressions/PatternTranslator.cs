using System.Text;

namespace Portico.Workflows.Expressions;

/// <summary>
/// Writes a JavaScript regular expression in .NET's dialect. It passes on only what it knows, so .NET's own inventions are not reachable,
/// and refuses what needs backtracking.
/// </summary>
internal sealed partial class PatternTranslator(Pattern node)
{
    private const string Space = @"\t\n\v\f\r \u00A0\u1680\u2000-\u200A\u2028\u2029\u202F\u205F\u3000\uFEFF";
    private const string LineEnds = @"\n\r\u2028\u2029";
    private const string Halves = @"\uD800-\uDFFF";
    private const string Pair = @"[\uD800-\uDBFF][\uDC00-\uDFFF]";

    private static readonly System.Buffers.SearchValues<char> HexDigits = System.Buffers.SearchValues.Create("0123456789abcdefABCDEF");

    private readonly string source = node.Source;
    private readonly bool unicode = node.Flags.Contains('u');
    private readonly bool multiline = node.Flags.Contains('m');
    private readonly bool dotAll = node.Flags.Contains('s');
    private readonly StringBuilder text = new();
    private readonly List<(string, int)> groupNames = [];
    private int groups;
    private int at;

    public IReadOnlyList<(string Name, int Number)> GroupNames => groupNames;

    public string Translate()
    {
        var mayRepeat = false;
        while (at < source.Length)
        {
            var c = source[at++];
            switch (c)
            {
                case '\\': mayRepeat = ReadEscape(); break;
                case '[':
                    ReadClass();
                    mayRepeat = true;
                    break;
                case '(':
                    ReadGroup();
                    mayRepeat = false;
                    break;
                case ')':
                    text.Append(')');
                    mayRepeat = true;
                    break;
                case '|':
                    text.Append('|');
                    mayRepeat = false;
                    break;
                case '^':
                    text.Append('^');
                    mayRepeat = false;
                    break;
                case '$':
                    // .NET's $ also stands before a last line break.
                    text.Append(multiline ? "$" : "\\z");
                    mayRepeat = false;
                    break;
                case '*' or '+' or '?':
                    Repeat(mayRepeat, c.ToString());
                    mayRepeat = false;
                    break;
                case '{':
                    if (ReadRange() is { } range) Repeat(mayRepeat, range);
                    else if (unicode) throw Error("A brace must be escaped here.");
                    else text.Append("\\{");
                    mayRepeat = text[^1] == '{';
                    break;
                case '.':
                    AnyBut(dotAll ? "" : LineEnds);
                    mayRepeat = true;
                    break;
                case ']' or '}' when unicode: throw Error("A bracket must be escaped here.");
                default:
                    at--;
                    Literal(ReadPoint());
                    mayRepeat = true;
                    break;
            }
        }
        return text.ToString();
    }

    /// <summary>Any one character but those; with the flag u it may take two places, and is never half of that.</summary>
    private void AnyBut(string set) => text.Append(unicode ? $"(?:{Pair}|[^{set}{Halves}])" : set.Length == 0 ? @"[\s\S]" : $"[^{set}]");

    private void Literal(int point)
    {
        if (point > 0xFFFF) text.Append("(?:").Append(Escaped(char.ConvertFromUtf32(point)[0])).Append(Escaped(char.ConvertFromUtf32(point)[1])).Append(')');
        else text.Append(Escaped((char)point));
    }

    private static string Escaped(int c) => char.IsAsciiLetterOrDigit((char)c) ? ((char)c).ToString() : "\\u" + c.ToString("X4", CultureInfo.InvariantCulture);

    private int ReadPoint()
    {
        var c = source[at++];
        return unicode && at < source.Length && char.IsSurrogatePair(c, source[at]) ? char.ConvertToUtf32(c, source[at++]) : c;
    }

    private void Repeat(bool mayRepeat, string how)
    {
        if (!mayRepeat) throw Error("There is nothing to repeat.");
        text.Append(how);
        if (at < source.Length && source[at] == '?')
        {
            text.Append('?');
            at++;
        }
    }

    /// <summary>The count behind an opening brace, or null if the brace stands for itself.</summary>
    private string? ReadRange()
    {
        var end = source.IndexOf('}', at);
        if (end < 0) return null;
        var parts = source[at..end].Split(',');
        if (parts.Length > 2 || parts[0].Length == 0 || !parts.All(part => part.All(char.IsAsciiDigit))) return null;
        at = end + 1;
        return "{" + string.Join(',', parts) + "}";
    }

    private void ReadGroup()
    {
        if (at >= source.Length || source[at] != '?')
        {
            groups++;
            text.Append('(');
        }
        else if (Ahead("?:"))
        {
            at += 2;
            text.Append("(?:");
        }
        else if (Ahead("?<") && !Ahead("?<=") && !Ahead("?<!"))
        {
            // .NET counts groups with a name after all others, so the name is kept here and the group stays a plain one.
            var end = source.IndexOf('>', at);
            var name = end < 0 ? "" : source[(at + 2)..end];
            if (name.Length == 0 || char.IsAsciiDigit(name[0]) || !name.All(c => char.IsLetterOrDigit(c) || c is '_' or '$')) throw Error("The name of a group is not a name.");
            if (groupNames.Exists(group => group.Item1 == name)) throw Error("Two groups have the same name.");
            groupNames.Add((name, ++groups));
            text.Append('(');
            at = end + 1;
        }
        else
        {
            throw Error("Look-arounds are not allowed in regular expressions.");
        }
    }

    private bool Ahead(string what) => string.CompareOrdinal(source, at, what, 0, what.Length) == 0;

    /// <returns>Whether what was read may be repeated.</returns>
    private bool ReadEscape()
    {
        if (at >= source.Length) throw Error("A backslash ends the regular expression.");
        var c = source[at];
        switch (c)
        {
            case 'b' or 'B':
                at++;
                text.Append('\\').Append(c);
                return false;
            case >= '1' and <= '9' or 'k': throw Error("Back references are not allowed in regular expressions.");
            case 'p' or 'P' when unicode:
                text.Append('[').Append(ReadSet()).Append(']');
                return true;
            case 'd' or 'w' or 's':
                text.Append('[').Append(ReadSet()).Append(']');
                return true;
            case 'D' or 'W' or 'S':
                at++;
                AnyBut(c switch { 'D' => "0-9", 'W' => "a-zA-Z0-9_", _ => Space });
                return true;
            default:
                Literal(ReadCharacterEscape());
                return true;
        }
    }

    /// <summary>A class escape, as the inside of a class.</summary>
    private string ReadSet()
    {
        var c = source[at++];
        switch (c)
        {
            case 'd': return "0-9";
            case 'D': return @"\0-/:-\uFFFF";
            case 'w': return "a-zA-Z0-9_";
            case 'W': return @"\0-/:-@\[-\^`{-\uFFFF";
            case 's': return Space;
            case 'S': return @"\0-\x08\x0E-\x1F!-\u009F\u00A1-\u167F\u1681-\u1FFF\u200B-\u2027\u202A-\u202E\u2030-\u205E\u2060-\u2FFF\u3001-\uFEFE\uFF00-\uFFFF";
        }
        var end = source.IndexOf('}', at);
        var name = at < source.Length && source[at] == '{' && end > 0 ? source[(at + 1)..end] : "";
        if (name.Length is 0 or > 2 || !char.IsAsciiLetterUpper(name[0])) throw Error("Only the general categories, such as \\p{L} and \\p{Lu}, are known.");
        at = end + 1;
        return $"\\{c}{{{name}}}";
    }

    private int ReadCharacterEscape()
    {
        var c = source[at++];
        switch (c)
        {
            case 'n': return '\n';
            case 'r': return '\r';
            case 't': return '\t';
            case 'v': return '\v';
            case 'f': return '\f';
            case '0' when at >= source.Length || !char.IsAsciiDigit(source[at]): return 0;
            case 'c' when at < source.Length && char.IsAsciiLetter(source[at]): return source[at++] % 32;
            case 'x' when Hex(2) is { } value:
                at += 2;
                return value;
            case 'u' when Hex(4) is { } value:
                at += 4;
                if (unicode && char.IsHighSurrogate((char)value) && Ahead("\\u"))
                {
                    at += 2;
                    if (Hex(4) is { } low && char.IsLowSurrogate((char)low))
                    {
                        at += 4;
                        return char.ConvertToUtf32((char)value, (char)low);
                    }
                    at -= 2;
                }
                return value;
            case 'u' when unicode && at < source.Length && source[at] == '{':
                var end = source.IndexOf('}', at);
                if (end < 0 || end - at > 9 || !int.TryParse(source.AsSpan(at + 1, end - at - 1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var point) || point > 0x10FFFF) throw Error("This is not a character.");
                at = end + 1;
                return point;
        }
        if (char.IsAsciiLetterOrDigit(c) && (unicode || c is 'c' || char.IsAsciiDigit(c))) throw Error("This escape is not known in a regular expression.");
        return c;
    }

    private int? Hex(int digits) =>
        at + digits <= source.Length && source.AsSpan(at, digits) is var hex && !hex.ContainsAnyExcept(HexDigits) ? int.Parse(source.AsSpan(at, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture) : null;

    private ExpressionSyntaxException Error(string message) => new(message, node.Position);
}
