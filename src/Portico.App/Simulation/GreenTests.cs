using Microsoft.EntityFrameworkCore;
using Portico.App.Data;
using Portico.App.Journeys;

namespace Portico.App.Simulation;

/// <summary>Where an admin wants it so, a drawing goes live only when it passes all tests of its journey.</summary>
internal sealed class GreenTests(PorticoDb db, RunTests.Handler tests) : PublishCondition
{
    public override async Task<IReadOnlyDictionary<string, string[]>> FaultsAsync(string key, int? version, CancellationToken ct)
    {
        if (!await db.JourneyTests.AnyAsync(t => t.JourneyKey == key && t.Required, ct)) return new Dictionary<string, string[]>();
        return (await tests.HandleAsync(key, null, version, ct)).Value.Where(verdict => !verdict.Passed).ToDictionary(verdict => $"Test “{verdict.Name}”", verdict => new[] { $"{verdict.Difference} Publishing this journey requires its tests to pass." });
    }
}
