using System.Globalization;
using Portico.App.Simulation;

namespace Portico.Admin.Simulation;

/// <summary>Tests and simulations in the product's words.</summary>
public static class SimulationWords
{
    /// <summary>What happens at a stop, as the rest of a sentence that begins with its name.</summary>
    public static string Of(Stop stop, string outcome) => (stop.Kind, outcome) switch
    {
        (StopKind.Customer, Stop.Never) => "the customer does not come back",
        (StopKind.Agent, Stop.Never) => "nobody decides",
        (StopKind.Withdrawal, Stop.Never) => "the customer keeps the contract",
        (StopKind.Withdrawal, Stop.Withdraws) => "the customer withdraws",
        (StopKind.Event, Stop.Never) => "nothing ever arrives",
        (_, Stop.Never) => "never answers",
        (_, Stop.Submitted) => "is handed in",
        (_, Stop.Arrives) => "arrives",
        (_, Stop.Answered) => "answers",
        (StopKind.Message, Stop.Failed) => "cannot be sent",
        (StopKind.Request, Stop.Failed) => "cannot be reached",
        (_, Stop.Failed) => "fails",
        (_, Stop.TimedOut) => "takes too long",
        (StopKind.Request, _) => "answers with " + outcome,
        _ => outcome.ToLowerInvariant(),
    };

    /// <summary>A virtual time, in its two largest parts.</summary>
    public static string Of(TimeSpan span) => span switch
    {
        { TotalMinutes: < 1 } => "at once",
        { TotalHours: < 1 } => Join($"{span.Minutes} min"),
        { TotalDays: < 1 } => Join($"{span.Hours} h", span.Minutes, "min"),
        _ => Join(span.Days == 1 ? "1 day" : $"{span.Days} days", span.Hours, "h"),
    };

    private static string Join(string first, int second = 0, string unit = "") => second == 0 ? first : string.Create(CultureInfo.InvariantCulture, $"{first} {second} {unit}");
}
