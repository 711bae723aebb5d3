using Microsoft.EntityFrameworkCore;
using Portico.App.Data;
using Portico.App.Shared;

namespace Portico.App.Simulation;

/// <summary>The saved tests of a journey are run. Nothing is asked of anybody, and nothing is written.</summary>
public static class RunTests
{
    public sealed class Handler(PorticoDb db, Stages stages, TimeProvider clock)
    {
        /// <param name="name">Of the only test to run; null: all.</param>
        /// <param name="version">Before which drawing they have to stand; null: the newest one, which may be a draft.</param>
        public async Task<Result<IReadOnlyList<TestVerdict>>> HandleAsync(string key, string? name, int? version, CancellationToken ct)
        {
            var found = await stages.OfAsync(key, version, ct);
            if (!found.Ok) return found.Error;
            if (found.Value.Problem is { } problem) return problem;
            var kept = await db.JourneyTests.AsNoTracking().SingleOrDefaultAsync(t => t.JourneyKey == key, ct);
            var today = found.Value.Time.DayOf(clock.GetUtcNow());
            return (kept?.Read() ?? []).Where(test => name is null || test.Name == name).Select(test => TestVerdict.Of(test, found.Value, today)).ToList();
        }
    }
}
