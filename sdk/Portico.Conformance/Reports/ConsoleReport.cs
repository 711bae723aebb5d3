namespace Portico.Conformance.Reports;

public static class ConsoleReport
{
    public static void Write(ConformanceReport report, TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(output);
        output.WriteLine($"{report.Plugin} {report.Version}");
        foreach (var group in CheckGroup.All)
        {
            output.WriteLine();
            output.WriteLine(group.Title);
            foreach (var result in report.Results.Where(result => result.Group == group.Id))
            {
                output.WriteLine($"  {Word(result.Outcome),-14} {result.Id}: {result.Title}");
                if (result.Reason.Length > 0) output.WriteLine($"  {"",-14} {result.Reason}");
                if (result.Outcome is Outcome.Failed) output.WriteLine($"  {"",-14} {result.Documentation}");
            }
        }

        output.WriteLine();
        output.WriteLine($"Held in by: {(report.Isolation.Count == 0 ? "nothing" : string.Join(", ", report.Isolation))}");
        output.WriteLine(report.Summary);
    }

    internal static string Word(Outcome outcome) => outcome switch { Outcome.Passed => "passed", Outcome.Failed => "failed", _ => "not applicable" };
}
