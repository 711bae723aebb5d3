using Portico.App.Forms;
using Portico.App.Shared;

namespace Portico.App.Simulation;

/// <summary>What a simulation of the newest drawing can be asked for.</summary>
public static class ReadSimulation
{
    /// <param name="Today">The day on which the customers begin unless somebody says another one.</param>
    /// <param name="Habits">One for each stop, as usual.</param>
    public sealed record Response(string Name, int Version, string Today, IReadOnlyList<Stop> Stops, IReadOnlyList<StopHabit> Habits);

    public sealed class Handler(Stages stages, TimeProvider clock)
    {
        public async Task<Result<Response>> HandleAsync(string key, CancellationToken ct)
        {
            var found = await stages.OfAsync(key, null, ct);
            if (!found.Ok) return found.Error;
            var stops = found.Value.Stops.ToList();
            return new Response(found.Value.Name, found.Value.Version, FormDates.Iso(found.Value.Time.DayOf(clock.GetUtcNow())), stops, stops.ConvertAll(StopHabit.Usual));
        }
    }
}
