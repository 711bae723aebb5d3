using Microsoft.EntityFrameworkCore;
using Portico.App.Data;
using Portico.App.Shared;

namespace Portico.App.Simulation;

/// <summary>The tests of a journey, with what can be chosen when one is written.</summary>
public static class ReadTests
{
    /// <param name="Version">Of the newest drawing, before which the tests stand.</param>
    /// <param name="Revision">To be given back with a save.</param>
    /// <param name="Required">Whether publishing asks for them.</param>
    /// <param name="Fields">What a customer can be asked.</param>
    public sealed record Response(string Name, int Version, int Revision, bool Required, IReadOnlyList<JourneyTest> Tests, IReadOnlyList<Stop> Stops, IReadOnlyList<string> Fields, IReadOnlyList<Activity> Activities);

    public sealed record Activity(string Id, string Name);

    public sealed class Handler(PorticoDb db, Stages stages)
    {
        public async Task<Result<Response>> HandleAsync(string key, CancellationToken ct)
        {
            var found = await stages.OfAsync(key, null, ct);
            if (!found.Ok) return found.Error;
            var stage = found.Value;
            var kept = await db.JourneyTests.AsNoTracking().SingleOrDefaultAsync(t => t.JourneyKey == key, ct);
            // The first node is the canvas that all others lie on.
            var activities = stage.Drawing.Definition.Nodes.Skip(1).DistinctBy(node => node.Id).Select(node => new Activity(node.Id, node.DisplayText)).ToList();
            var fields = stage.Shown.SelectMany(shown => shown.Form.Fields).Where(field => field.Type != Forms.FieldTypes.Info).Select(field => field.Name).Distinct().ToList();
            return new Response(stage.Name, stage.Version, kept?.Revision ?? 0, kept?.Required ?? false, kept?.Read() ?? [], [.. stage.Stops], fields, activities);
        }
    }
}
