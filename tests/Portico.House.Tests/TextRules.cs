using System.Text.RegularExpressions;

namespace Portico.House.Tests;

/// <summary>Rules about files as text. Each takes a file's name and text, and returns what is wrong.</summary>
internal static partial class TextRules
{
    // Put together from parts, so that this file does not break its own rule.
    private static readonly Regex MachinePath = new("""(?<=^|[\s"'`(=:,])/(""" + "work|root|home|tmp|Users" + """)/[\w.-]""", RegexOptions.Multiline);
    private static readonly Regex RegistryHost = new(@"\b(" + "nuget" + @"\.org|" + "npmjs" + @"\.(org|com)|registry\.[\w-]+\.(org|com|io|net|dev)|[\w-]+\.pkg\.dev|pypi\.org|" + "artifact" + @"ory)|""resolved"":\s*""https?:", RegexOptions.IgnoreCase);

    public static IEnumerable<string> PlacesOfOneMachine(string file, string text) =>
        MachinePath.Matches(text).Concat(RegistryHost.Matches(text)).Select(match => $"{file}({LineOf(text, match.Index)}): {match.Value}");

    public static IEnumerable<string> DeadLinks(string file, string text, Func<string, bool> exists) =>
        from link in Links().Matches(WithoutCode(text))
        let target = link.Groups[1].Value
        where !Uri.IsWellFormedUriString(target, UriKind.Absolute)
        let path = Resolve(file, Uri.UnescapeDataString(target.Split('#')[0]))
        where path != "" && !exists(path)
        select $"{file}: {target}";

    /// <summary>Commands in shell blocks that name a script, project or folder of ours which is not there.</summary>
    public static IEnumerable<string> DeadCommands(string file, string text, Func<string, bool> exists) =>
        from block in ShellBlocks().Matches(text)
        from word in block.Groups[1].Value.Split([' ', '\n', '='], StringSplitOptions.RemoveEmptyEntries)
        where OurPaths().IsMatch(word)
        let path = word.StartsWith("./", StringComparison.Ordinal) ? word[2..] : word
        where !exists(path.TrimEnd('/'))
        select $"{file}: {word}";

    /// <summary>Paths of ours that a document names in passing, like <c>`src/Portico.App`</c>, and that are not there.</summary>
    public static IEnumerable<string> DeadPaths(string file, string text, Func<string, bool> exists) =>
        from named in NamedPaths().Matches(text)
        let path = named.Groups[1].Value
        where !exists(path.TrimEnd('/'))
        select $"{file}: {path}";

    public static IEnumerable<string> TooLong(string file, string text, int most) =>
        text.AsSpan().Count('\n') is var lines && lines > most ? [$"{file}: {lines} lines"] : [];

    private static string WithoutCode(string text) => Code().Replace(text, "");

    private static int LineOf(string text, int index) => text.AsSpan(0, index).Count('\n') + 1;

    private static string Resolve(string file, string target)
    {
        var way = file.Split('/')[..^1].ToList();
        foreach (var part in target.Split('/', StringSplitOptions.RemoveEmptyEntries).Where(part => part != "."))
        {
            if (part == ".." && way.Count > 0) way.RemoveAt(way.Count - 1);
            else way.Add(part);
        }
        return target == "" ? "" : string.Join('/', way);
    }

    [GeneratedRegex(@"\]\(\s*<?([^)\s>]+)")]
    private static partial Regex Links();

    [GeneratedRegex(@"```.*?```|`[^`\n]*`", RegexOptions.Singleline)]
    private static partial Regex Code();

    [GeneratedRegex(@"```(?:sh|bash)\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex ShellBlocks();

    [GeneratedRegex(@"`((?:src|sdk|plugins|tests|deploy)/[\w./-]+)`")]
    private static partial Regex NamedPaths();

    [GeneratedRegex(@"^(\./[\w.]|(src|sdk|plugins|tests|deploy)/[\w./-]+$|[\w.-]+\.sln$)")]
    private static partial Regex OurPaths();
}
