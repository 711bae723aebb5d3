using System.Text.RegularExpressions;
using Portico.Workflows.Json;

namespace Portico.Workflows.Tests.Definitions;

/// <summary>The journey reference names what runs, all of it, and nothing else.</summary>
public sealed class JourneyReferenceTests
{
    internal static readonly string[] Page = File.ReadAllLines(Find("sdk/docs/journeys.md"));

    [Fact]
    public void Every_type_has_a_row_and_every_type_it_names_is_there()
    {
        var rows = Page.Select(line => Regex.Match(line, @"^\| `((?:Elsa|Portico)\.\w+)` \|")).Where(row => row.Success).Select(row => row.Groups[1].Value).ToList();
        var named = Page.SelectMany(line => Regex.Matches(line, @"`((?:Elsa|Portico)\.\w+)`")).Select(name => name.Groups[1].Value).Distinct();

        Assert.Equal(ActivityCatalog.All.Select(activity => activity.Type).Order(StringComparer.Ordinal), rows.Order(StringComparer.Ordinal));
        Assert.Equal(ActivityCatalog.All.Select(activity => activity.Type).Concat(Unavailable.Types).Order(StringComparer.Ordinal), named.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_row_names_every_input_output_and_port_of_its_type() => Assert.All(ActivityCatalog.All, activity =>
    {
        var cells = Page.Single(line => line.StartsWith($"| `{activity.Type}` |", StringComparison.Ordinal)).Split('|');
        Assert.Equal(activity.Inputs.Select(input => input.Name), Names(cells[3]));
        Assert.Equal(activity.Outputs.Select(output => output.Name), Names(cells[4]));
        Assert.All(activity.Ports, port => Assert.Contains(port.Name, cells[5], StringComparison.Ordinal));
    });

    private static IEnumerable<string> Names(string cell) => Regex.Matches(cell, "`([A-Z]\\w*)`").Select(name => name.Groups[1].Value);

    private static string Find(string file)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, file))) return Path.Combine(folder.FullName, file);
        throw new FileNotFoundException(file);
    }
}
