using System.Globalization;
using Portico.App.Tasks;

namespace Portico.Admin.Tasks;

/// <summary>A task in the product's words.</summary>
public static class TaskWords
{
    public static string Due(DateTimeOffset deadline, DateTimeOffset now) => deadline <= now ? $"overdue by {Length(now - deadline)}" : $"in {Length(deadline - now)}";

    public static string Who(TaskView task) => task switch
    {
        { ClaimedBy: { } who } => who,
        { ProposedBy: { } first, ProposedOutcome: { } outcome } => $"{first} proposed {Named(outcome)}; needs a second person",
        _ => "nobody yet",
    };

    /// <summary>What a button does that decides so.</summary>
    public static string Verb(string outcome) => outcome switch { "Approved" => "Approve", "Declined" => "Decline", "Received" => "Mark as received", "Refused" => "Refuse", _ => outcome };

    public static string Named(string outcome) => $"“{Verb(outcome)}”";

    private static string Length(TimeSpan span) => span switch
    {
        { TotalMinutes: < 1 } => "less than a minute",
        { TotalHours: < 1 } => Counted((int)span.TotalMinutes, "minute"),
        { TotalDays: < 1 } => Counted((int)span.TotalHours, "hour"),
        _ => Counted((int)span.TotalDays, "day"),
    };

    private static string Counted(int number, string word) => string.Create(CultureInfo.InvariantCulture, $"{number} {word}{(number == 1 ? "" : "s")}");
}
