using System.Text.Json.Nodes;
using Portico.App.Forms;

namespace Portico.App.Simulation;

/// <summary>One of the many customers of a simulation, and whoever deals with him: all by chance, within the habits.</summary>
/// <param name="random">His alone, so that what one customer does changes nothing for the next.</param>
internal sealed class Crowd(IReadOnlyDictionary<string, StopHabit> habits, Random random) : Cast
{
    private readonly SampleAnswers samples = new(random);

    public override (string Outcome, TimeSpan After) Next(Stop stop, int visit)
    {
        var habit = habits[stop.Id];
        var left = random.NextDouble() * habit.Shares.Values.Sum();
        var drawn = stop.Outcomes.Where(habit.Shares.ContainsKey).FirstOrDefault(outcome => (left -= habit.Shares[outcome]) < 0) ?? stop.Outcomes[0];
        return (drawn, TimeSpan.FromHours(habit.FromHours + random.NextDouble() * (habit.ToHours - habit.FromHours)));
    }

    public override JsonObject Answer(Stop stop, FormDefinition form, DateOnly today) => samples.Of(form, today);
}
