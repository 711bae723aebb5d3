using System.Text.RegularExpressions;

namespace Portico.Conformance.Tests;

/// <summary>The list of checks is complete: each is explained, and each has a defect that it was seen to find.</summary>
public sealed partial class ListTests
{
    private static readonly string Guide = File.ReadAllText(Path.Combine(Places.Root, ConformanceReport.Documentation));

    [Fact]
    public void There_are_sixty_checks_or_more_in_ten_groups()
    {
        Assert.True(CheckGroup.Listed.Count >= 60, $"{CheckGroup.Listed.Count} checks");
        Assert.Equal(10, CheckGroup.All.Count);
        Assert.Equal(CheckGroup.Checks.Count, CheckGroup.Listed.Count);
        Assert.Equal(CheckGroup.Listed.Count, CheckGroup.Listed.Select(check => check.Id).Distinct().Count());
    }

    [Fact]
    public void Each_check_is_explained_in_the_section_of_its_group_and_nothing_else_is()
    {
        var sections = Sections().Split(Guide).Skip(1).Select(section => section.Split('\n', 2)).ToDictionary(section => section[0].Trim().ToLowerInvariant().Split(' ')[0], section => section[1]);

        Assert.All(CheckGroup.All, group => Assert.True(sections.ContainsKey(group.Id), $"testing.md has no section {group.Id}"));
        Assert.All(CheckGroup.All, group => Assert.Equal(CheckGroup.Listed.Select(check => check.Id).Where(id => id.StartsWith(group.Id + ".", StringComparison.Ordinal)).Order(), Rows().Matches(sections[group.Id]).Select(match => match.Groups[1].Value).Order()));
    }

    [Fact]
    public void Each_check_has_a_planted_defect_and_each_defect_a_check()
    {
        var code = string.Concat(Directory.EnumerateFiles(Path.Combine(Places.Root, "tests/Portico.Plugins.Flawed"), "*.cs").Select(File.ReadAllText));
        // the defects of one status each are named together
        var inCode = Named().Matches(code).Select(match => match.Groups[1].Value).Concat(Statuses().Matches(code).Select(match => "answers." + match.Groups[1].Value)).ToHashSet();
        var elsewhere = Defects.OfFolders.Keys.Concat(Defects.OfPrograms.Keys).ToHashSet();
        var checks = CheckGroup.Listed.Select(check => check.Id).ToHashSet();

        Assert.Equal([], checks.Where(id => !inCode.Contains(id) && !elsewhere.Contains(id)));
        Assert.Equal([], inCode.Concat(elsewhere).Where(id => !checks.Contains(id)));
        Assert.Equal([], Defects.FoundTwice.Keys.Concat(Defects.FoundTwice.Values.SelectMany(one => one.Too)).Concat(Defects.Lasting).Where(id => !checks.Contains(id)));
    }

    [GeneratedRegex("^## ", RegexOptions.Multiline)]
    private static partial Regex Sections();

    [GeneratedRegex(@"^\| `([a-z]+\.[a-z0-9-]+)` \|", RegexOptions.Multiline)]
    private static partial Regex Rows();

    [GeneratedRegex(@"(?:Has\(|case |== )""([a-z]+\.[a-z0-9-]+)""")]
    private static partial Regex Named();

    [GeneratedRegex(@"(?<=^ +(?:\d{3} or )*)(\d{3})(?= (?:or \d{3} )*when isFlawed)", RegexOptions.Multiline)]
    private static partial Regex Statuses();
}
