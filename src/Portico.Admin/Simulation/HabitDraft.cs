using Portico.App.Simulation;

namespace Portico.Admin.Simulation;

/// <summary>The habits of one stop while they are edited.</summary>
public sealed class HabitDraft(Stop stop, StopHabit usual)
{
    public Stop Stop => stop;

    /// <summary>By outcome, in the order of the stop.</summary>
    public Dictionary<string, double> Shares { get; } = stop.Outcomes.ToDictionary(outcome => outcome, outcome => usual.Shares.GetValueOrDefault(outcome));

    public double FromHours { get; set; } = usual.FromHours;

    public double ToHours { get; set; } = usual.ToHours;

    public StopHabit Close() => new(stop.Id, Shares, FromHours, ToHours);
}
