namespace Portico.App.Simulation;

/// <summary>How often the outcomes of a stop happen, and how long they take: a guess to begin with, until somebody knows better.</summary>
/// <param name="Shares">By outcome; only their proportion counts. What is not named does not happen.</param>
/// <param name="FromHours">What happens takes at least so long.</param>
/// <param name="ToHours">And at most so long; in between, any time is as likely as any other.</param>
public sealed record StopHabit(string Stop, IReadOnlyDictionary<string, double> Shares, double FromHours, double ToHours)
{
    public static StopHabit Usual(Stop stop)
    {
        var (smooth, from, to) = stop.Kind switch
        {
            StopKind.Customer => (95.0, 0.05, 24.0),
            StopKind.Provider => (88.0, 0.0, 0.5),
            StopKind.Message => (98.0, 0.0, 0.1),
            StopKind.Agent => (80.0, 1.0, 24.0),
            StopKind.Withdrawal => (97.0, 1.0, 240.0),
            StopKind.Request => (96.0, 0.0, 0.01),
            _ => (95.0, 1.0, 72.0),
        };
        // Colleagues do decide in the end; whoever doubts it gives that a share.
        var others = stop.Outcomes.Skip(1).Where(outcome => !(stop.Kind == StopKind.Agent && outcome == Simulation.Stop.Never)).ToList();
        var shares = others.ToDictionary(outcome => outcome, _ => Math.Round((100 - smooth) / others.Count, 2));
        shares[stop.Outcomes[0]] = smooth;
        return new(stop.Id, shares, from, to);
    }
}
