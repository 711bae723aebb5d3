using Portico.App.Data;
using Portico.App.Forms;
using Portico.App.Shared;
using Portico.App.Users;

namespace Portico.App.Simulation;

/// <summary>Sends many made-up customers through a drawing. Nothing is asked of anybody, and nothing is written.</summary>
public static class RunSimulation
{
    public const int MostCustomers = 10_000;

    /// <param name="Seed">The same seed sends the same customers.</param>
    /// <param name="StartsOn">The day on which they begin, as year-month-day.</param>
    /// <param name="Habits">Where they differ from the usual ones.</param>
    /// <param name="Version">Of the drawing; null: the newest one, which may be a draft.</param>
    public sealed record Request(int Customers, int Seed, string StartsOn, IReadOnlyList<StopHabit> Habits, int? Version = null);

    private static readonly Error Invalid = new(422, "simulation.invalid", "The simulation cannot be run like this.");

    /// <summary>One simulation at a time on a node: each keeps a processor busy, and real customers come first.</summary>
    private static readonly SemaphoreSlim Turn = new(1);

    public sealed class Handler(PorticoDb db, Stages stages, CurrentActor actor)
    {
        public async Task<Result<SimulationReport>> HandleAsync(string key, Request request, CancellationToken ct)
        {
            if (Allowed.UnlessAdmin(actor) is { } no) return no;
            var found = await stages.OfAsync(key, request.Version, ct);
            if (!found.Ok) return found.Error;
            var stage = found.Value;
            if (stage.Problem is { } problem) return problem;
            var problems = Problems(request);
            if (problems.Count > 0) return Invalid with { Fields = problems };

            var habits = stage.Stops.Select(StopHabit.Usual).Concat(request.Habits).GroupBy(habit => habit.Stop).ToDictionary(same => same.Key, same => same.Last(), StringComparer.Ordinal);
            var prices = await Prices.ReadAsync(db, stage, ct);
            await Turn.WaitAsync(ct);
            try
            {
                // On a thread of its own: the page must go on answering.
                return await Task.Run(() => Simulate(stage, prices, request, habits, ct), ct);
            }
            finally
            {
                Turn.Release();
            }
        }

        private static SimulationReport Simulate(Stage stage, Prices prices, Request request, Dictionary<string, StopHabit> habits, CancellationToken ct)
        {
            var start = stage.Morning(FormDates.Read(request.StartsOn)!.Value);
            var results = new List<VirtualResult>(request.Customers);
            for (var customer = 0; customer < request.Customers; customer++)
            {
                ct.ThrowIfCancellationRequested();
                var seed = unchecked(request.Seed * 1_000_003 + customer);
                results.Add(VirtualRun.Walk(stage, new Crowd(habits, new Random(seed)), start, seed));
            }
            return SimulationReport.Of(stage, prices, request.Seed, request.StartsOn, results);
        }
    }

    /// <summary>By place: <c>customers</c>, <c>startsOn</c>, or the stop: <c>identity-check</c>.</summary>
    private static Dictionary<string, string[]> Problems(Request request)
    {
        var problems = new Dictionary<string, string[]>();
        if (request.Customers is < 1 or > MostCustomers) problems["customers"] = [$"Send 1 to {MostCustomers} customers."];
        if (!Stage.CanStartOn(request.StartsOn)) problems["startsOn"] = ["Give a day such as 2027-01-31."];
        foreach (var habit in request.Habits)
        {
            if (habit.Shares.Values.Any(share => share is not (>= 0 and <= 1_000_000)) || habit.Shares.Values.Sum() <= 0) problems[habit.Stop] = ["Give at least one outcome a share above 0, and none a share below."];
            else if (!(habit.FromHours >= 0 && habit.FromHours <= habit.ToHours && habit.ToHours <= Stop.MostHours)) problems[habit.Stop] = ["Give hours from 0 to 17520, the shorter ones first."];
        }
        return problems;
    }
}
