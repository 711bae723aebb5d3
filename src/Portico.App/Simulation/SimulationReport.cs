using Portico.Workflows;

namespace Portico.App.Simulation;

/// <summary>What became of all customers of a simulation. The same request on the same drawing gives the same report.</summary>
/// <param name="Funnel">The steps of the customer, in the order of the drawing.</param>
/// <param name="Visits">Cases that came to each activity at least once.</param>
/// <param name="Calls">How often each provider was asked, and what that costs at the prices given under Providers.</param>
/// <param name="DeadEnds">Where cases wait for ever.</param>
/// <param name="Faults">What else nobody wants.</param>
/// <param name="NeverVisited">Names of the activities that no case came to.</param>
public sealed record SimulationReport(
    int Version, int Customers, int Seed, string StartsOn,
    IReadOnlyList<SimulationReport.End> Ends, IReadOnlyList<SimulationReport.Step> Funnel, IReadOnlyList<SimulationReport.Tally> Visits, IReadOnlyList<SimulationReport.Call> Calls, string Currency,
    IReadOnlyList<SimulationReport.Trouble> DeadEnds, IReadOnlyList<SimulationReport.Trouble> Faults, IReadOnlyList<string> NeverVisited)
{
    /// <param name="Outcome">Null: the journey named none, or never ended.</param>
    /// <param name="Median">Virtual time from the start; of those that never end, to the last thing that happened.</param>
    /// <param name="P90">Nine of ten needed no longer.</param>
    public sealed record End(string? Outcome, bool Ended, int Customers, TimeSpan Median, TimeSpan P90);

    public sealed record Step(string Name, int Reached, int Finished);

    public sealed record Tally(string Name, int Count);

    /// <param name="Cost">Of all of them; 0: nobody said what it costs.</param>
    public sealed record Call(string Name, int Count, decimal Cost);

    /// <summary>Of all calls.</summary>
    public decimal Cost => Calls.Sum(call => call.Cost);

    public sealed record Trouble(string Place, string Text, int Customers);

    internal static SimulationReport Of(Stage stage, Prices prices, int seed, string startsOn, IReadOnlyList<VirtualResult> results)
    {
        var drawing = stage.Drawing;
        var nodes = drawing.Activities.ToList();
        var visits = Counts(results.SelectMany(result => result.Path.Distinct()));
        var finished = Counts(results.SelectMany(result => result.Submitted.Distinct()));
        var asked = Counts(results.SelectMany(result => result.Asked));
        var troubles = results.SelectMany(result => result.Findings.Distinct()).GroupBy(finding => finding).OrderByDescending(same => same.Count())
            .ToLookup(same => same.Key.Code == RunFinding.EndlessWait, same => new Trouble(same.Key.Place, same.Key.Text, same.Count()));

        return new(stage.Version, results.Count, seed, startsOn,
            [.. results.GroupBy(result => (result.Outcome, Ended: result.Status is RunStatus.Completed or RunStatus.Cancelled)).OrderByDescending(same => same.Count()).ThenBy(same => same.Key.Outcome, StringComparer.Ordinal).Select(same => EndOf(same.Key.Outcome, same.Key.Ended, same))],
            [.. drawing.Stops.Where(stop => stop.Kind == StopKind.Customer).Select(stop => new Step(stop.Name, visits.GetValueOrDefault(stop.Id), finished.GetValueOrDefault(stop.Id)))],
            [.. nodes.Select(node => new Tally(node.DisplayText, visits.GetValueOrDefault(node.Id)))],
            [.. stage.Stops.Where(stop => asked.ContainsKey(stop.Id)).Select(stop => new Call(stop.Name, asked[stop.Id], asked[stop.Id] * prices.ByStop.GetValueOrDefault(stop.Id)))], prices.Currency,
            [.. troubles[true]], [.. troubles[false]],
            [.. nodes.Where(node => !visits.ContainsKey(node.Id)).Select(node => node.DisplayText)]);
    }

    private static Dictionary<string, int> Counts(IEnumerable<string> ids) => ids.CountBy(id => id, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal);

    private static End EndOf(string? outcome, bool ended, IEnumerable<VirtualResult> results)
    {
        var durations = results.Select(result => result.Duration).Order().ToList();
        return new(outcome, ended, durations.Count, durations[(durations.Count - 1) / 2], durations[(int)Math.Ceiling(0.9 * durations.Count) - 1]);
    }
}
