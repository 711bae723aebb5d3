using System.Text;

namespace Portico.Workflows.Expressions;

/// <summary>Classes of characters, in brackets.</summary>
internal sealed partial class PatternTranslator
{
    private void ReadClass()
    {
        var negative = at < source.Length && source[at] == '^';
        if (negative) at++;
        var inside = new StringBuilder();
        while (true)
        {
            if (at >= source.Length) throw Error("A class of characters does not end.");
            if (source[at] == ']') break;
            var from = ReadClassItem(inside);
            if (at + 1 >= source.Length || source[at] != '-' || source[at + 1] == ']')
            {
                if (from is { } single) inside.Append(Escaped(single));
                continue;
            }
            at++;
            var to = ReadClassItem(inside);
            if (from is null || to is null)
            {
                if (unicode) throw Error("A range needs two characters.");
                foreach (var end in new[] { from, '-', to }) if (end is { } single) inside.Append(Escaped(single));
            }
            else
            {
                if (from > to) throw Error("A range of characters runs backwards.");
                inside.Append(Escaped(from.Value)).Append('-').Append(Escaped(to.Value));
            }
        }
        at++;
        var set = inside.ToString();
        if (!negative) text.Append(set.Length == 0 ? @"[^\s\S]" : $"[{set}]");
        else AnyBut(set);
    }

    /// <returns>The character, or null for a set, which is already written.</returns>
    private int? ReadClassItem(StringBuilder inside)
    {
        var point = ReadPoint();
        if (point == '\\')
        {
            if (at >= source.Length) throw Error("A class of characters does not end.");
            switch (source[at])
            {
                case 'D' or 'W' or 'S' when unicode: throw Error("Such a class cannot stand in another with the flag u.");
                case 'd' or 'D' or 'w' or 'W' or 's' or 'S':
                case 'p' or 'P' when unicode:
                    inside.Append(ReadSet());
                    return null;
                case 'b':
                    at++;
                    return '\b';
                case '-':
                    at++;
                    return '-';
                case >= '1' and <= '9': throw Error("Octal escapes are not allowed.");
            }
            point = ReadCharacterEscape();
        }
        return point <= 0xFFFF ? point : throw Error("Characters beyond U+FFFF cannot stand in a class here.");
    }
}
