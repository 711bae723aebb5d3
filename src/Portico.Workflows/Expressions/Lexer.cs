using System.Text;

namespace Portico.Workflows.Expressions;

internal enum TokenKind { End, Name, Number, Text, Template, Pattern, Sign }

/// <param name="Text">Name, sign, cooked text, or source of a pattern.</param>
/// <param name="AfterLineBreak">A line break before it may end a statement.</param>
internal sealed record Token(TokenKind Kind, string Text, int Position, bool AfterLineBreak)
{
    public double Number { get; init; }

    public string Flags { get; init; } = "";

    public IReadOnlyList<string> Texts { get; init; } = [];

    /// <summary>The holes of a template: where each begins and its source.</summary>
    public IReadOnlyList<(int Position, string Source)> Holes { get; init; } = [];
}

/// <summary>Cuts the text of an expression into tokens.</summary>
internal sealed class Lexer(string source, int offset)
{
    private static readonly string[] Signs =
    [
        ">>>=", "...", "===", "!==", "**=", "<<=", ">>=", ">>>", "&&=", "||=", "??=", "=>", "==", "!=", "<=", ">=", "&&", "||", "??", "?.", "++", "--", "+=", "-=", "*=", "/=",
        "%=", "&=", "|=", "^=", "<<", ">>", "**", "{", "}", "(", ")", "[", "]", ";", ",", "<", ">", "+", "-", "*", "/", "%", "&", "|", "^", "!", "~", "?", ":", "=", ".",
    ];

    private int at;

    public List<Token> Tokens { get; } = [];

    public List<Token> Read()
    {
        while (true)
        {
            var broke = SkipSpace();
            var start = at;
            if (at >= source.Length)
            {
                Tokens.Add(new(TokenKind.End, "end of the expression", offset + at, true));
                return Tokens;
            }
            var token = Next(source[at]);
            Tokens.Add(token with { Position = offset + start, AfterLineBreak = broke });
        }
    }

    private Token Next(char c)
    {
        if (char.IsLetter(c) || c is '_' or '$') return ReadName();
        if (char.IsAsciiDigit(c) || (c == '.' && at + 1 < source.Length && char.IsAsciiDigit(source[at + 1]))) return ReadNumber();
        if (c is '"' or '\'') return ReadText(c);
        if (c == '`') return ReadTemplate();
        if (c == '/' && MayStartPattern()) return ReadPattern();
        foreach (var sign in Signs)
        {
            if (string.CompareOrdinal(source, at, sign, 0, sign.Length) != 0) continue;
            if (sign == "?." && at + 2 < source.Length && char.IsAsciiDigit(source[at + 2])) continue;
            at += sign.Length;
            return new(TokenKind.Sign, sign, 0, false);
        }
        throw Error($"'{c}' is not expected here.");
    }

    /// <summary>After a value a slash divides; anywhere else it starts a regular expression.</summary>
    private bool MayStartPattern()
    {
        if (Tokens.Count == 0) return true;
        var last = Tokens[^1];
        return last.Kind switch
        {
            TokenKind.Sign => last.Text is not (")" or "]" or "}"),
            TokenKind.Name => last.Text is "return" or "typeof" or "in" or "void",
            _ => false,
        };
    }

    private bool SkipSpace()
    {
        var broke = false;
        while (at < source.Length)
        {
            var c = source[at];
            if (c is '\n' or '\r' or '\u2028' or '\u2029') { broke = true; at++; }
            else if (char.IsWhiteSpace(c) || c == '\uFEFF') at++;
            else if (Ahead("//")) { while (at < source.Length && source[at] is not ('\n' or '\r')) at++; }
            else if (Ahead("/*"))
            {
                var end = source.IndexOf("*/", at + 2, StringComparison.Ordinal);
                if (end < 0) throw Error("This comment does not end.");
                broke |= source.AsSpan(at, end - at).Contains('\n');
                at = end + 2;
            }
            else break;
        }
        return broke;
    }

    private bool Ahead(string text) => string.CompareOrdinal(source, at, text, 0, text.Length) == 0;

    private Token ReadName()
    {
        var start = at;
        while (at < source.Length && (char.IsLetterOrDigit(source[at]) || source[at] is '_' or '$')) at++;
        return new(TokenKind.Name, source[start..at], 0, false);
    }

    private Token ReadNumber()
    {
        var start = at;
        if (source[at] == '0' && at + 1 < source.Length && source[at + 1] is 'x' or 'X' or 'o' or 'O' or 'b' or 'B')
        {
            at += 2;
            SkipDigits(char.IsAsciiHexDigit);
        }
        else
        {
            SkipDigits(char.IsAsciiDigit);
            if (at < source.Length && source[at] == '.')
            {
                at++;
                SkipDigits(char.IsAsciiDigit);
            }
            if (at < source.Length && source[at] is 'e' or 'E')
            {
                at++;
                if (at < source.Length && source[at] is '+' or '-') at++;
                SkipDigits(char.IsAsciiDigit);
            }
        }
        var text = source[start..at].Replace("_", "", StringComparison.Ordinal);
        if (at < source.Length && (char.IsLetterOrDigit(source[at]) || source[at] is '_' or '$')) throw Error("A number must not run into a name.");
        if (text.Length > 1 && text[0] == '0' && char.IsAsciiDigit(text[1])) throw Error("A number must not begin with 0.");
        var value = JsNumber.FromText(text);
        if (double.IsNaN(value)) throw Error("This is not a number.");
        return new(TokenKind.Number, text, 0, false) { Number = value };
    }

    /// <summary>A single _ between two digits only makes a long number easier to read.</summary>
    private void SkipDigits(Func<char, bool> isDigit)
    {
        while (at < source.Length && (isDigit(source[at]) || (source[at] == '_' && isDigit(source[at - 1]) && at + 1 < source.Length && isDigit(source[at + 1])))) at++;
    }

    private Token ReadText(char quote)
    {
        var text = new StringBuilder();
        at++;
        while (true)
        {
            if (at >= source.Length || source[at] is '\n' or '\r') throw Error("This text does not end.");
            var c = source[at++];
            if (c == quote) return new(TokenKind.Text, text.ToString(), 0, false);
            if (c == '\\') ReadEscape(text); else text.Append(c);
        }
    }

    private Token ReadTemplate()
    {
        List<string> texts = [];
        List<(int, string)> holes = [];
        var text = new StringBuilder();
        at++;
        while (true)
        {
            if (at >= source.Length) throw Error("This template does not end.");
            var c = source[at++];
            if (c == '`')
            {
                texts.Add(text.ToString());
                return new(TokenKind.Template, "`", 0, false) { Texts = texts, Holes = holes };
            }
            if (c == '\\') ReadEscape(text);
            else if (c == '$' && at < source.Length && source[at] == '{')
            {
                texts.Add(text.ToString());
                text.Clear();
                var start = ++at;
                SkipHole();
                holes.Add((offset + start, source[start..(at - 1)]));
            }
            else if (c != '\r') text.Append(c);
            else if (at >= source.Length || source[at] != '\n') text.Append('\n');
        }
    }

    /// <summary>Moves behind the brace that closes the hole; braces inside texts and nested templates do not count.</summary>
    private void SkipHole()
    {
        var open = new Stack<char>("}");
        while (open.Count > 0)
        {
            if (at >= source.Length || open.Count > Meter.MaxDepth) throw Error("This template does not end.");
            var c = source[at++];
            var inTemplate = open.Peek() == '`';
            if (c == '\\' && inTemplate) at++;
            else if (inTemplate)
            {
                if (c == '`') open.Pop();
                else if (c == '$' && at < source.Length && source[at] == '{') { at++; open.Push('}'); }
            }
            else if (c is '"' or '\'') { at--; ReadText(c); }
            else if (c == '`') open.Push('`');
            else if (c == '{') open.Push('}');
            else if (c == '}') open.Pop();
        }
    }

    private void ReadEscape(StringBuilder text)
    {
        if (at >= source.Length) throw Error("This text does not end.");
        var c = source[at++];
        switch (c)
        {
            case 'n': text.Append('\n'); break;
            case 't': text.Append('\t'); break;
            case 'r': text.Append('\r'); break;
            case 'b': text.Append('\b'); break;
            case 'f': text.Append('\f'); break;
            case 'v': text.Append('\v'); break;
            case '0' when at >= source.Length || !char.IsAsciiDigit(source[at]): text.Append('\0'); break;
            case 'x': text.Append((char)ReadHex(2)); break;
            case 'u' when at < source.Length && source[at] == '{':
                text.Append(ReadPoint());
                break;
            case 'u': text.Append((char)ReadHex(4)); break;
            case '\r': if (at < source.Length && source[at] == '\n') at++; break;
            case '\n' or '\u2028' or '\u2029': break;
            case >= '0' and <= '9': throw Error("Octal escapes are not allowed.");
            default: text.Append(c); break;
        }
    }

    private int ReadHex(int digits)
    {
        var value = 0;
        for (var i = 0; i < digits; i++, at++)
        {
            if (at >= source.Length || !char.IsAsciiHexDigit(source[at])) throw Error("This is not a character.");
            value = (value * 16) + JsNumber.Digit(source[at]);
        }
        return value;
    }

    /// <summary>A character by its number in braces; it may also be half of one.</summary>
    private string ReadPoint()
    {
        var digits = source.AsSpan(at).IndexOf('}') - 1;
        at++;
        var point = digits is > 0 and <= 6 ? ReadHex(digits) : throw Error("This is not a character.");
        at++;
        if (point > 0x10FFFF) throw Error("This is not a character.");
        return point is >= 0xD800 and <= 0xDFFF ? ((char)point).ToString() : char.ConvertFromUtf32(point);
    }

    private Token ReadPattern()
    {
        var start = ++at;
        var inClass = false;
        while (true)
        {
            if (at >= source.Length || source[at] is '\n' or '\r') throw Error("This regular expression does not end.");
            var c = source[at++];
            if (c == '\\') at++;
            else if (c == '[') inClass = true;
            else if (c == ']') inClass = false;
            else if (c == '/' && !inClass) break;
        }
        var text = source[start..(at - 1)];
        var flags = at;
        while (at < source.Length && char.IsAsciiLetter(source[at])) at++;
        return new(TokenKind.Pattern, text, 0, false) { Flags = source[flags..at] };
    }

    private ExpressionSyntaxException Error(string message) => new(message, offset + Math.Min(at, source.Length));
}
