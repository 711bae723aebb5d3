using System.Text;

namespace Portico.Workflows.Expressions;

internal static class TextMethods
{
    public static readonly Dictionary<string, Method<string>> All = new(StringComparer.Ordinal)
    {
        ["toString"] = (text, _) => text,
        ["valueOf"] = (text, _) => text,
        ["at"] = (text, a) => a.Position(0, text.Length) is var at && (at < 0 ? at + text.Length : at) is var index && index >= 0 && index < text.Length ? text[index].ToString() : Undefined.Value,
        ["charAt"] = (text, a) => a.Position(0, text.Length) is var at && at >= 0 && at < text.Length ? text[at].ToString() : "",
        ["charCodeAt"] = (text, a) => a.Position(0, text.Length) is var at && at >= 0 && at < text.Length ? text[at] : double.NaN,
        ["codePointAt"] = (text, a) => a.Position(0, text.Length) is var at && at >= 0 && at < text.Length ? PointAt(text, at) : Undefined.Value,
        ["concat"] = Concat,
        ["startsWith"] = (text, a) => text.AsSpan(Start(text, a)).StartsWith(Sought(text, a), StringComparison.Ordinal),
        ["endsWith"] = (text, a) => text.AsSpan(0, Math.Max(0, Math.Min(a.Position(1, text.Length, text.Length), text.Length))).EndsWith(Sought(text, a), StringComparison.Ordinal),
        ["includes"] = (text, a) => text.IndexOf(Sought(text, a), Start(text, a), StringComparison.Ordinal) >= 0,
        ["indexOf"] = (text, a) => (double)text.IndexOf(Sought(text, a, patterns: true), Start(text, a), StringComparison.Ordinal),
        ["lastIndexOf"] = (text, a) => LastIndexOf(text, a),
        ["localeCompare"] = (text, a) => Compare(text, a),
        ["normalize"] = Normalize,
        ["padStart"] = (text, a) => Pad(text, a) + text,
        ["padEnd"] = (text, a) => text + Pad(text, a),
        ["repeat"] = Repeat,
        ["slice"] = (text, a) => Copy(text, a.FromEnd(0, text.Length), a.FromEnd(1, text.Length, text.Length), a.Meter),
        ["substring"] = (text, a) =>
        {
            var (from, to) = (Math.Clamp(a.Position(0, text.Length), 0, text.Length), Math.Clamp(a.Position(1, text.Length, text.Length), 0, text.Length));
            return Copy(text, Math.Min(from, to), Math.Max(from, to), a.Meter);
        },
        ["substr"] = (text, a) => a.FromEnd(0, text.Length) is var from ? Copy(text, from, from + Math.Clamp(a.Position(1, text.Length, text.Length), 0, text.Length - from), a.Meter) : "",
        ["toLowerCase"] = (text, a) => JsText.ToLower(Paid(text, a, 2)),
        ["toUpperCase"] = (text, a) => JsText.ToUpper(Paid(text, a, 3)),
        ["trim"] = (text, a) => JsText.Trim(Paid(text, a)).ToString(),
        ["trimStart"] = (text, a) => JsText.TrimStart(Paid(text, a)).ToString(),
        ["trimEnd"] = (text, a) => JsText.TrimEnd(Paid(text, a)).ToString(),
        ["match"] = TextPatterns.Match,
        ["matchAll"] = TextPatterns.MatchAll,
        ["replace"] = (text, a) => TextPatterns.Replace(text, a, all: false),
        ["replaceAll"] = (text, a) => TextPatterns.Replace(text, a, all: true),
        ["search"] = TextPatterns.Search,
        ["split"] = TextPatterns.Split,
    };

    private static string Paid(string text, Arguments a, int times = 1)
    {
        a.Meter.Text((double)times * text.Length);
        return text;
    }

    private static string Copy(string text, int from, int to, Meter meter)
    {
        if (from >= to) return "";
        meter.Text(to - from);
        return text[from..to];
    }

    private static int Start(string text, Arguments a) => Math.Clamp(a.Position(1, text.Length), 0, text.Length);

    private static string Sought(string text, Arguments a, bool patterns = false)
    {
        if (a[0] is JsRegex && !patterns) throw ExpressionFault.Type("A regular expression cannot be looked for here. Use its test function.");
        var sought = a.Text(0);
        Search(a.Meter, text, sought);
        return sought;
    }

    /// <summary>Pays for looking for one text in another, which may take the product of their lengths.</summary>
    public static void Search(Meter meter, string text, string sought) => meter.Step(1 + ((long)text.Length * Math.Min(16, Math.Max(1, sought.Length)) / 1024));

    private static double PointAt(string text, int at) => at + 1 < text.Length && char.IsSurrogatePair(text[at], text[at + 1]) ? char.ConvertToUtf32(text[at], text[at + 1]) : text[at];

    private static string Concat(string text, Arguments a)
    {
        for (var i = 0; i < a.Count; i++)
        {
            var more = a.Text(i);
            a.Meter.Text((double)text.Length + more.Length);
            text += more;
        }
        return text;
    }

    private static double LastIndexOf(string text, Arguments a)
    {
        var sought = Sought(text, a, patterns: true);
        var last = Math.Min(double.IsNaN(a.Number(1)) ? text.Length : Math.Max(0, a.Position(1, text.Length)), text.Length - sought.Length);
        for (; last >= 0; last--) if (string.CompareOrdinal(text, last, sought, 0, sought.Length) == 0) return last;
        return -1;
    }

    private static double Compare(string text, Arguments a)
    {
        var other = a.Text(0);
        a.Meter.Step(1 + ((text.Length + other.Length) / 32));
        return Math.Sign(CultureInfo.InvariantCulture.CompareInfo.Compare(text, other));
    }

    private static string Normalize(string text, Arguments a)
    {
        var form = (a[0] is Undefined ? "NFC" : a.Text(0)) switch
        {
            "NFC" => NormalizationForm.FormC,
            "NFD" => NormalizationForm.FormD,
            "NFKC" => NormalizationForm.FormKC,
            "NFKD" => NormalizationForm.FormKD,
            _ => throw ExpressionFault.Type("normalize takes NFC, NFD, NFKC or NFKD."),
        };
        // A compatibility form makes up to 18 characters of one.
        a.Meter.BuiltText(Ascii.IsValid(text) ? text.Length : 18d * text.Length);
        return JsText.Normalize(text, form);
    }

    private static string Repeat(string text, Arguments a)
    {
        var count = a.Integer(0);
        if (count < 0 || double.IsInfinity(count)) throw ExpressionFault.Type("repeat takes a count from 0.");
        if (text.Length == 0) return "";
        a.Meter.BuiltText(text.Length * count);
        return new StringBuilder(text.Length * (int)count).Insert(0, text, (int)count).ToString();
    }

    private static string Pad(string text, Arguments a)
    {
        var length = a.Integer(0);
        var filler = a[1] is Undefined ? " " : a.Text(1);
        if (length <= text.Length || filler.Length == 0) return "";
        a.Meter.BuiltText(length);
        var missing = (int)length - text.Length;
        var pad = new StringBuilder(missing);
        while (pad.Length < missing) pad.Append(filler, 0, Math.Min(filler.Length, missing - pad.Length));
        return pad.ToString();
    }
}
