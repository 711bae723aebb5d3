using System.Globalization;
using System.Xml.Linq;

namespace Portico.Conformance.Reports;

/// <summary>As build servers read it.</summary>
public static class JUnitReport
{
    public static string Write(ConformanceReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        return new XDeclaration("1.0", "utf-8", null) + "\n" + new XElement("testsuites", new XAttribute("name", Clean($"{report.Plugin} {report.Version}")), Counts(report.Results),
            CheckGroup.All.Select(group => (group, results: report.Results.Where(result => result.Group == group.Id).ToList())).Select(one => new XElement("testsuite",
                new XAttribute("name", one.group.Title), Counts(one.results), one.results.Select(result => new XElement("testcase",
                    new XAttribute("classname", $"portico.{result.Group}"), new XAttribute("name", $"{result.Id}: {result.Title}"), new XAttribute("time", Seconds(result.Took)),
                    result.Outcome switch
                    {
                        Outcome.Failed => new XElement("failure", new XAttribute("message", Clean(result.Reason)), Clean($"{result.Reason}\n{result.Documentation}")),
                        Outcome.NotApplicable => new XElement("skipped", new XAttribute("message", Clean(result.Reason))),
                        _ => result.Reason.Length > 0 ? new XElement("system-out", Clean(result.Reason)) : null,
                    }))))) + "\n";
    }

    private static XAttribute[] Counts(IReadOnlyCollection<CheckResult> results) =>
    [
        new("tests", results.Count), new("failures", results.Count(result => result.Outcome is Outcome.Failed)), new("skipped", results.Count(result => result.Outcome is Outcome.NotApplicable)), new("time", Seconds(TimeSpan.FromTicks(results.Sum(result => result.Took.Ticks)))),
    ];

    private static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("0.000", CultureInfo.InvariantCulture);

    // XML takes no control characters, and a reason may quote what a plugin said
    private static string Clean(string text) => new([.. text.Where(letter => letter is '\n' or '\t' || !char.IsControl(letter) && !char.IsSurrogate(letter) && letter < '\uFFFE')]);
}
