using System.Text;
using System.Text.RegularExpressions;

namespace Portico.Workflows.Expressions;

internal static class TextMethods
{
    public static readonly HashSet<string> Names = new(StringComparer.Ordinal)
    {
        "at", "charAt", "charCodeAt", "codePointAt", "concat", "endsWith", "includes", "indexOf", "lastIndexOf", "localeCompare", "match", "normalize", "padEnd", "padStart", "repeat", "replace", "replaceAll",
        "search", "slice", "split", "startsWith", "substring", "substr", "toLowerCase", "toUpperCase", "toString", "trim", "trimEnd", "trimStart", "valueOf",
    };

    public static object? Call(Evaluator run, string text, string name, List<object?> arguments)
    {
        var meter = run.Meter;
        object? Arg(int index) => index < arguments.Count ? arguments[index] : Undefined.Value;
        string Text(int index) => Convert.ToText(Arg(index), meter);
        int Position(int index, double missing) => (int)Math.Clamp(Arg(index) is Undefined ? missing : Convert.ToInteger(Arg(index), meter), -text.Length - 1, text.Length + 1d);

        meter.Scan(text.Length);
        switch (name)
        {
            case "toString" or "valueOf": return text;
            case "at":
                var at = Position(0, 0);
                if (at < 0) at += text.Length;
                return at >= 0 && at < text.Length ? text[at].ToString() : Undefined.Value;
            case "charAt": return Position(0, 0) is var charAt && charAt >= 0 && charAt < text.Length ? text[charAt].ToString() : "";
            case "charCodeAt": return Position(0, 0) is var codeAt && codeAt >= 0 && codeAt < text.Length ? text[codeAt] : double.NaN;
            case "codePointAt": return Position(0, 0) is var pointAt && pointAt >= 0 && pointAt < text.Length ? PointAt(text, pointAt) : Undefined.Value;
            case "startsWith": return Math.Clamp(Position(1, 0), 0, text.Length) is var from && text.AsSpan(from).StartsWith(Text(0), StringComparison.Ordinal);
            case "endsWith": return text.AsSpan(0, Math.Clamp(Position(1, text.Length), 0, text.Length)).EndsWith(Text(0), StringComparison.Ordinal);
            case "includes": return text.IndexOf(Text(0), Math.Clamp(Position(1, 0), 0, text.Length), StringComparison.Ordinal) >= 0;
            case "indexOf": return (double)text.IndexOf(Text(0), Math.Clamp(Position(1, 0), 0, text.Length), StringComparison.Ordinal);
            case "lastIndexOf":
                var sought = Text(0);
                var last = Math.Min(double.IsNaN(Convert.ToNumber(Arg(1), meter)) ? text.Length : Math.Max(0, Position(1, text.Length)), text.Length - sought.Length);
                for (; last >= 0; last--) if (string.CompareOrdinal(text, last, sought, 0, sought.Length) == 0) return (double)last;
                return -1d;
            case "localeCompare": return (double)Math.Sign(CultureInfo.InvariantCulture.CompareInfo.Compare(text, Text(0)));
        }

        meter.Text(text.Length);
        switch (name)
        {
            case "trim": return text.Trim().Trim('\uFEFF');
            case "trimStart": return text.TrimStart();
            case "trimEnd": return text.TrimEnd();
            case "toLowerCase": return text.ToLowerInvariant();
            case "toUpperCase":
                meter.Text(2d * text.Length);
                return text.ToUpperInvariant().Replace("ß", "SS", StringComparison.Ordinal);
            case "normalize":
                meter.Text(4d * text.Length);
                return text.Normalize(Arg(0) is Undefined ? NormalizationForm.FormC : Text(0) switch { "NFC" => NormalizationForm.FormC, "NFD" => NormalizationForm.FormD, "NFKC" => NormalizationForm.FormKC, "NFKD" => NormalizationForm.FormKD, _ => throw ExpressionFault.Type("normalize takes NFC, NFD, NFKC or NFKD.") });
            case "slice" or "substring" or "substr": return Cut(text, name, Position(0, 0), Position(1, name == "substr" ? text.Length + 1d : text.Length));
            case "concat":
                var whole = text;
                for (var i = 0; i < arguments.Count; i++)
                {
                    meter.Text((double)whole.Length + Text(i).Length);
                    whole += Text(i);
                }
                return whole;
            case "repeat":
                var count = Convert.ToInteger(Arg(0), meter);
                if (count < 0 || double.IsInfinity(count)) throw ExpressionFault.Type("repeat takes a count from 0.");
                meter.Text(text.Length * count);
                return text.Length == 0 ? "" : new StringBuilder().Insert(0, text, (int)count).ToString();
            case "padStart" or "padEnd": return Pad(meter, text, Convert.ToInteger(Arg(0), meter), Arg(1) is Undefined ? " " : Text(1), name == "padStart");
            case "split": return Split(run, text, Arg(0), Arg(1) is Undefined ? uint.MaxValue : Convert.ToInteger(Arg(1), meter));
            case "search": return Arg(0) is JsRegex pattern ? Methods.Guard(run, text, () => pattern.Pattern.Match(text) is { Success: true } found ? found.Index : -1d) : throw ExpressionFault.Type("search takes a regular expression.");
            case "match": return Match(run, text, Arg(0) as JsRegex ?? throw ExpressionFault.Type("match takes a regular expression."));
            default: return Replace(run, text, Arg(0), Arg(1), name == "replaceAll");
        }
    }

    private static double PointAt(string text, int at) => char.IsHighSurrogate(text[at]) && at + 1 < text.Length && char.IsLowSurrogate(text[at + 1]) ? char.ConvertToUtf32(text[at], text[at + 1]) : text[at];

    private static string Cut(string text, string name, int from, int to)
    {
        if (name == "substring")
        {
            (from, to) = (Math.Clamp(from, 0, text.Length), Math.Clamp(to, 0, text.Length));
            return text[Math.Min(from, to)..Math.Max(from, to)];
        }
        from = from < 0 ? Math.Max(0, text.Length + from) : Math.Min(from, text.Length);
        if (name == "substr") return text.Substring(from, Math.Clamp(to, 0, text.Length - from));
        to = to < 0 ? Math.Max(0, text.Length + to) : Math.Min(to, text.Length);
        return from < to ? text[from..to] : "";
    }

    private static string Pad(Meter meter, string text, double length, string filler, bool start)
    {
        if (length <= text.Length || filler.Length == 0) return text;
        meter.Text(length);
        var missing = (int)length - text.Length;
        var pad = new StringBuilder();
        while (pad.Length < missing) pad.Append(filler, 0, Math.Min(filler.Length, missing - pad.Length));
        return start ? pad + text : text + pad;
    }

    private static JsArray Split(Evaluator run, string text, object? separator, double limit)
    {
        run.Meter.List(separator is "" || separator is JsRegex ? text.Length : text.AsSpan().Count(separator as string ?? "\uFFFF") + 1L);
        IEnumerable<string> parts = separator switch
        {
            Undefined => [text],
            JsRegex regex => Methods.Guard(run, text, () => text.Length == 0 && regex.Pattern.IsMatch("") ? [] : SplitBy(text, regex.Pattern).ToArray()),
            "" => text.Select(c => c.ToString()),
            _ => text.Split(Convert.ToText(separator, run.Meter)),
        };
        return new(parts.Take((int)Math.Clamp(limit, 0, int.MaxValue)).Select(object? (part) => part).ToList());
    }

    private static IEnumerable<string> SplitBy(string text, Regex pattern)
    {
        var start = 0;
        foreach (var match in pattern.EnumerateMatches(text).ToList(text))
        {
            if (match.Length == 0 && (match.Index == start || match.Index == text.Length)) continue;
            yield return text[start..match.Index];
            start = match.Index + match.Length;
        }
        yield return text[start..];
    }

    private static List<(int Index, int Length)> ToList(this Regex.ValueMatchEnumerator matches, string text)
    {
        List<(int, int)> list = new(Math.Min(16, text.Length));
        foreach (var match in matches) list.Add((match.Index, match.Length));
        return list;
    }

    private static JsArray? Match(Evaluator run, string text, JsRegex regex)
    {
        if (regex.Global)
        {
            var all = Methods.Guard(run, text, () => regex.Pattern.Matches(text).Select(object? (match) => match.Value).ToList());
            run.Meter.List(all.Count);
            return all.Count == 0 ? null : new(all);
        }
        var found = Methods.Guard(run, text, () => regex.Pattern.Match(text));
        if (!found.Success) return null;
        run.Meter.List(found.Groups.Count);
        return new(found.Groups.Cast<Group>().Select(object? (group) => group.Success ? group.Value : Undefined.Value).ToList());
    }

    private static string Replace(Evaluator run, string text, object? what, object? with, bool all)
    {
        List<(int Index, int Length, List<object?> Groups)> hits = [];
        if (what is JsRegex regex)
        {
            if (all && !regex.Global) throw ExpressionFault.Type("replaceAll needs a regular expression with the flag g.");
            var matches = Methods.Guard(run, text, () => regex.Pattern.Matches(text).Take(regex.Global ? int.MaxValue : 1).ToList());
            hits.AddRange(matches.Select(match => (match.Index, match.Length, match.Groups.Cast<Group>().Select(object? (group) => group.Success ? group.Value : Undefined.Value).ToList())));
        }
        else
        {
            var sought = Convert.ToText(what, run.Meter);
            for (var at = text.IndexOf(sought, StringComparison.Ordinal); at >= 0; at = at + Math.Max(1, sought.Length) <= text.Length ? text.IndexOf(sought, at + Math.Max(1, sought.Length), StringComparison.Ordinal) : -1)
            {
                run.Meter.Step();
                hits.Add((at, sought.Length, [sought]));
                if (!all) break;
            }
        }
        run.Meter.List(hits.Count);

        var result = new StringBuilder();
        var start = 0;
        foreach (var (index, length, groups) in hits)
        {
            var part = with is JsFunction or JsGlobal ? Convert.ToText(run.Invoke(with, groups.ToArray()), run.Meter) : Expand(Convert.ToText(with, run.Meter), text, index, length, groups, run.Meter);
            run.Meter.Text((double)part.Length + index - start);
            if (result.Length + part.Length > Meter.MaxTextLength) run.Meter.Text(double.PositiveInfinity);
            result.Append(text, start, index - start).Append(part);
            start = index + length;
        }
        run.Meter.Text((double)result.Length + text.Length - start);
        return result.Append(text, start, text.Length - start).ToString();
    }

    private static string Expand(string template, string text, int index, int length, List<object?> groups, Meter meter)
    {
        if (!template.Contains('$')) return template;
        var result = new StringBuilder();
        for (var i = 0; i < template.Length; i++)
        {
            var next = i + 1 < template.Length ? template[i + 1] : '\0';
            var two = i + 2 < template.Length && char.IsAsciiDigit(next) && char.IsAsciiDigit(template[i + 2]) ? ((next - '0') * 10) + template[i + 2] - '0' : 0;
            var part = template[i] != '$' ? null : next switch
            {
                '$' => "$",
                '&' => text.Substring(index, length),
                '`' => text[..index],
                '\'' => text[(index + length)..],
                >= '0' and <= '9' when two > 0 && two < groups.Count => groups[two] as string ?? "",
                >= '1' and <= '9' when next - '0' < groups.Count => groups[next - '0'] as string ?? "",
                _ => null,
            };
            if (part is null) { result.Append(template[i]); continue; }
            meter.Text(part.Length);
            result.Append(part);
            i += two > 0 && two < groups.Count && char.IsAsciiDigit(next) ? 2 : 1;
        }
        return result.ToString();
    }
}
