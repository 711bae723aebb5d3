using System.Text.RegularExpressions;

namespace Portico.House.Tests;

/// <summary>sdk/docs/errors.md names every code that the platform itself gives to do with plugins, and no other.</summary>
public sealed partial class CodesTests
{
    private static readonly string[] Rooms = ["src/Portico.App/Plugins/", "src/Portico.App/Packages/", "src/Portico.App/Providers/", "src/Portico.PluginHost/", "sdk/Portico.Packages/"];

    [Fact]
    public void Every_code_has_a_row_and_every_row_a_code()
    {
        var given = Repository.FilesEnding(".cs").Where(file => Rooms.Any(room => file.StartsWith(room, StringComparison.Ordinal)) || file.StartsWith("sdk/Portico.Cli/Plugins/", StringComparison.Ordinal)).SelectMany(file => Given(Repository.Read(file))).ToHashSet();
        var told = Told().Matches(Repository.Read("sdk/docs/errors.md")).SelectMany(row => Codes().Matches(row.Groups[1].Value)).Select(code => code.Groups[1].Value).ToHashSet();

        Verdict.Holds("Not in sdk/docs/errors.md:", given.Except(told));
        Verdict.Holds("In sdk/docs/errors.md, and nobody gives it:", told.Except(given).Where(code => code != "acme.no_match"));
        Assert.Equal(["plugin.new_one"], Given("""throw new PackageException("plugin.new_one", "…"); Action = "plugin.added", x ? "plugin.a" : "plugin.withdrawn", File("plugin.json")"""));
    }

    /// <summary>Words of the journal and names of files look the same, but are no answers.</summary>
    private static IEnumerable<string> Given(string source) =>
        from line in source.Split('\n')
        from code in Literals().Matches(Recorded().Replace(line, ""))
        where code.Groups[1].Value is not ("plugin.json" or "plugin.sig")
        select code.Groups[1].Value;

    [GeneratedRegex("""\"((?:plugin|egress|package|signature|connector|input|key|payment|provider)\.[a-z_]+)\" """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Literals();

    [GeneratedRegex("""(?:Action = |RecordAsync\().*$""")]
    private static partial Regex Recorded();

    [GeneratedRegex(@"^\| (`[^|]+) \|", RegexOptions.Multiline)]
    private static partial Regex Told();

    [GeneratedRegex("`([a-z]+\\.[a-z_]+)`")]
    private static partial Regex Codes();
}
