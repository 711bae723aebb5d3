using System.Globalization;

namespace Portico.Workflows.Tests.Expressions;

/// <summary>Numbers, texts, dates and regular expressions.</summary>
internal sealed partial class ProgramGenerator
{
    // Not exactly defined by the language: two engines may differ in the last digit, so fewer are asked for.
    private static readonly string[] Approximate = ["exp", "log", "log2", "log10", "sin", "cos", "tan", "atan", "asin", "acos", "cbrt", "hypot"];

    private string Number(int depth) => depth <= 0
        ? Choose(
            () => Pick("0", "(-0)", "1", "2", "3", "(-1)", "0.1", "0.5", "1.5", "2.5", "(-2.5)", "10", "100", "1e21", "1e-7", "123456789.123", "5e-324", "1.7976931348623157e308", "4294967296", "2147483648", "9007199254740993", "0xff", "1_000", ".5", "5.", "0b101"),
            () => Pick("NaN", "Infinity", "(-Infinity)", "1.005", "1.45", "8.345", "0.000001", "1e300", "255", "36", "1234.5678", "(-0.5)", "999999999999999900000", "(-1e-7)"),
            () => random.Next(-1000, 100000) is var whole && whole < 0 ? $"({Digits(whole)})" : Digits(whole),
            () => Digits(Math.Round(random.NextDouble() * 1000, random.Next(0, 6))),
            () => Digits(Math.ScaleB(random.NextDouble() + 0.5, random.Next(-80, 80))))
        : Choose(
            () => $"({Number(depth - 1)} {Pick("+", "-", "*", "/", "%")} {Number(depth - 1)})",
            () => $"({Any(depth - 1)} {Pick("-", "*", "/", "%", "&", "|", "^", "<<", ">>", ">>>")} {Any(depth - 1)})",
            () => $"({Number(depth - 1)} {Pick("&", "|", "^", "<<", ">>", ">>>")} {Number(depth - 1)})",
            () => $"(+({Number(depth - 1)} ** {Number(0)}).toPrecision(11))",
            () => $"Math.{Pick("abs", "floor", "ceil", "round", "trunc", "sign", "sqrt", "fround", "clz32")}({Number(depth - 1)})",
            () => $"(+Math.{Pick(Approximate)}({Number(depth - 1)}).toPrecision(11))",
            () => $"Math.{Pick("min", "max")}({Number(depth - 1)}, {Any(0)}, ...{List(0)})",
            () => $"Math.imul({Number(depth - 1)}, {Number(0)})",
            () => $"{Operand(depth - 1)}.length",
            () => $"{Text(depth - 1)}.{Pick("indexOf", "lastIndexOf")}({Text(0)}{Pick("", ", " + Small())})",
            () => $"{Text(depth - 1)}.{Pick("charCodeAt", "codePointAt")}({Small()})",
            () => $"{Text(depth - 1)}.search({Pattern()})",
            () => $"{Pick("'a'", "'B'", "'b'", "'ä'", "'Abc'", "'10'", "'z'")}.localeCompare({Pick("'a'", "'A'", "'b'", "'á'", "'abc'", "'9'", "''")})",
            () => $"{List(depth - 1)}.{Pick("indexOf", "lastIndexOf")}({Any(0)}{Pick("", ", " + Small())})",
            () => $"{List(depth - 1)}.{Pick("findIndex", "findLastIndex")}({Arrow(1, () => Any(depth - 1))})",
            () => $"{List(depth - 1)}.push({Any(0)})",
            () => $"Number({Any(depth - 1)})",
            () => $"parseInt({Any(depth - 1)}{Pick("", "", ", 16", ", 2", ", 8", ", 0")})",
            () => $"parseInt({Text(depth - 1)}.slice(0, 8), {Pick("36", "7", "3", "1", "37")})",
            () => $"{Pick("parseFloat", "Number.parseFloat")}({Any(depth - 1)})",
            () => $"{List(depth - 1)}.reduce((a, b) => a + Number(b), {Number(0)})",
            () => $"{Pick("-", "+", "~")}{Operand(depth - 1)}",
            () => $"{Date(depth - 1)}.get{Pick("", "UTC")}{Pick("FullYear", "Month", "Date", "Day", "Hours", "Minutes", "Seconds", "Milliseconds")}()",
            () => $"{Date(depth - 1)}.{Pick("getTime", "valueOf", "getTimezoneOffset")}()",
            () => $"({Date(depth - 1)} - {Date(depth - 1)})",
            () => $"Date.{Pick("parse(" + DateText() + ")", "UTC(" + Parts() + ")", "now()")}");

    private string Text(int depth) => depth <= 0
        ? Pick("''", "'a'", "'abc'", "'12'", "' x '", "'Ä€'", "'a,b,c'", "'0x1F'", "'\\n'", "'1e3'", "' 12 '", "'-0'", "'1,5'", "'😀'", "'a😀b'", "'\\ud83d'", "'ß ﬁ ŉ'", "'İI'", "'ΑΣ ΑΣ.'", "'\\u00a0x\\ufeff'", "'\\u0085'", "'Infinity'", "'12px'",
            "'.5'", "'0b11'", "'abcabc'", "'The quick brown fox'", "'2026-03-01'", "'1'", "'0'", "'null'", "'true'", "'aaa'", "'DE12 3456'", "'e\\u0301'", "'ᾳ ᾼ'", "'length'", "'a.b-c_d'", "'9007199254740993'", "'$1$&'")
        : Choose(
            () => $"({Text(depth - 1)} + {Any(depth - 1)})",
            () => $"{Text(depth - 1)}.{Pick("trim", "toUpperCase", "toLowerCase", "trimStart", "trimEnd", "toString", "normalize")}()",
            () => $"{Text(depth - 1)}.normalize('{Pick("NFC", "NFD", "NFKC", "NFKD")}')",
            () => $"{Text(depth - 1)}.{Pick("slice", "substring", "substr")}({Small()}{Pick("", ", " + Small())})",
            () => $"{Text(depth - 1)}.{Pick("charAt", "at")}({Small()})",
            () => $"{Text(depth - 1)}[{Small()}]",
            () => $"String({Any(depth - 1)})",
            () => $"`<${{{Any(depth - 1)}}}{Pick("", "\\u00e4", "$", "\\n")}${{{Any(0)}}}>`",
            () => $"{Text(depth - 1)}.{Pick("replace", "replaceAll")}({Text(0)}, {Choose(() => Text(0), () => "'[$&$$$`]'", () => Arrow(1, () => Any(depth - 1)))})",
            () => $"{Text(depth - 1)}.replace({Pattern()}, {Choose(() => "'<$1$2$&>'", () => "\"$'|$<n>\"", () => Arrow(2, () => Any(depth - 1)))})",
            () => $"{Text(depth - 1)}.replaceAll({Pattern("g")}, {Choose(() => Text(0), () => "'<$01$10$0>'")})",
            () => $"{Text(depth - 1)}.{Pick("padStart", "padEnd")}({random.Next(9)}{Pick("", ", " + Text(0))})",
            () => $"{Text(depth - 1)}.repeat({random.Next(4)})",
            () => $"{Text(depth - 1)}.concat({Any(depth - 1)}, {Any(0)})",
            () => $"{List(depth - 1)}.join({Pick("", "''", "'-'", Text(0))})",
            () => $"JSON.stringify({Any(depth - 1)}{Pick("", "", ", null, 2", ", null, '--'")})",
            () => $"(typeof {Operand(depth - 1)})",
            () => $"{Number(depth - 1)}.toFixed({random.Next(0, 12)})",
            () => $"{Number(depth - 1)}.toPrecision({random.Next(1, 25)})",
            () => $"{Number(depth - 1)}.toExponential({Pick("", "0", "3", "20")})",
            () => $"{Number(depth - 1)}.toString({Pick("", "10")})",
            () => $"({Number(depth - 1)} % 2 ** 53).toString({Pick("2", "16", "36", "7", "3", "8", "40")})",
            () => $"{Date(depth - 1)}.{Pick("toISOString", "toJSON", "toString", "toUTCString", "toDateString", "toTimeString")}()",
            () => $"{Pick("encodeURIComponent", "encodeURI")}({Any(depth - 1)})",
            () => $"decodeURIComponent({Pick("'%C3%A4%20b'", "'%'", "'%ff'", Text(0))})",
            () => $"String.{Pick("fromCharCode", "fromCodePoint")}({random.Next(70000)}, {random.Next(1, 500)})").Replace("5..", "5.0.", StringComparison.Ordinal) is var text ? Dotted(text) : "";

    /// <summary>A bare number needs brackets before a dot that is meant to call.</summary>
    private static string Dotted(string text)
    {
        var end = 0;
        while (end < text.Length && (char.IsAsciiLetterOrDigit(text[end]) || text[end] is '.' or '_' or '+' or '-')) end++;
        if (end == 0 || !char.IsAsciiDigit(text[0]) && text[0] != '.') return text;
        var dot = text.IndexOf(".to", StringComparison.Ordinal);
        return dot > 0 && dot <= end ? $"({text[..dot]}){text[dot..]}" : text;
    }

    private string Date(int depth) => depth <= 0
        ? Choose(() => $"new Date({DateText()})", () => $"new Date({Pick("0", "86400000", "-1", "1772366400123", "8.64e15", "8.64e15 + 1", "NaN", "-62198755200000", "1e12")})", () => $"new Date({Parts()})")
        : Choose(
            () => $"new Date({Choose(() => Number(depth - 1), () => Flag(0), () => Date(depth - 1))})",
            () => $"new Date({Date(depth - 1)})",
            () => $"new Date({Number(depth - 1)} * 1e9)",
            () => $"new Date({Date(depth - 1)}.getTime() + {Pick("86400000", "-3600000", "1", "31536000000")})",
            () => Date(0));

    private string DateText() => Pick("'2026-03-01'", "'2026-03-01T12:34:56Z'", "'2026-03-01T12:34:56.789+02:00'", "'2026-12'", "'1990'", "'2024-02-29'", "'2026-03-01T24:00'", "'2026-03-01T24:01'", "'2026-13-01'", "'2026-00-10'", "'+012345-01-02'", "'-000001-06-15T00:00:00Z'",
        "'0001-01-01'", "'2026-03-01T10:20'", "'2026-03-01T10:20:30.123456'", "'2026-03-01 10:20'", "'nonsense'", "''", "'2026-03-01T25:00'", "'2026-03-01T10:60'", "'Sun Mar 01 2026 12:34:56 GMT+0200'", "'Sun, 01 Mar 2026 12:34:56 GMT'", "answers.born",
        $"'{random.Next(1900, 2100)}-{random.Next(1, 13):00}-{random.Next(1, 29):00}'", $"'{random.Next(1900, 2100)}-{random.Next(1, 13):00}-{random.Next(1, 29):00}T{random.Next(24):00}:{random.Next(60):00}:{random.Next(60):00}.{random.Next(1000):000}-0{random.Next(10)}:30'");

    private string Parts() => string.Join(", ", Enumerable.Range(0, random.Next(2, 8)).Select(i => i == 0 ? Pick("2026", "1999", "99", "0", "-1", "12345", "2024.9") : Pick("0", "1", "11", "12", "-1", "31", "59", "60", "1000", "2.7", "NaN")));

    private string Json(int depth) => Choose(
        () => $"JSON.stringify({Any(depth)})",
        () => Pick("'{\"a\":[1,2,{\"b\":null}]}'", "'[1e400,-0,1E2]'", "'\"\\\\u00e4\\\\n\"'", "' 12 '", "'{\"a\":1,\"a\":2}'", "'{\"__proto__\":1,\"2\":0,\"1\":0}'", "'[1,]'", "'01'", "'{a:1}'", "'\\'x\\''", "'true'", "'nul'", "'\"\\t\"'"));

    private string Pattern(string flag = "")
    {
        var flags = flag.Length > 0 ? flag + Pick("", "i", "s") : Pick("", "", "g", "i", "gi", "m", "s");
        return "/" + Pick("a", "b+", "[a-c]", "\\d+", "^\\d+$", "\\w+", "\\s", "\\S+", "(a)(b)?", "(?<n>[a-z])(\\d)?", "x|y|a", "^", "$", "a*", "a*?", "(?:ab)+", "[^a]", ".", "..", "a{2}", "a{1,2}", "a{2,}?", "\\.", "[\\w.-]+", "[\\d,]", "\\W", "\\D", "(b|c|bc)", "^.", ".$",
            "[A-Z]{2}", "\\u0061", "\\x62", "\\/", "[/\\]]", "(?:)", "q|", "o(?:w|x)", "\\t|\\n", "([a-z]+) ([a-z]+)") + "/" + flags;
    }

    private static string Digits(double value) => value.ToString("R", CultureInfo.InvariantCulture) is var text && value < 0 ? $"({text})" : text;
}
