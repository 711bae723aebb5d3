using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Portico.App.Cases;
using Portico.App.Data;
using Portico.App.Journeys;
using Portico.App.Shared;
using Portico.App.Simulation;
using Portico.Workflows;

namespace Portico.App.Studio;

/// <summary>
/// The newest drawing of a journey, or one of its activities, walked once in memory, where everything goes smoothly: no case is opened, nobody is asked, nobody is written to. The same drawing gives the same run
/// on the same day, so nothing is kept: each request of the viewer makes the run anew.
/// </summary>
public sealed class TestRuns(PorticoDb db, Stages stages, TimeProvider clock)
{
    private const string Prefix = "test-";

    private static readonly Error NoSuchActivity = new(404, "studio.activity_not_found", "This activity is not in the drawing that was saved last. Wait until it is saved, and try again.");

    internal sealed record Run(Instance Instance, IReadOnlyList<JournalLine> Journal);

    /// <summary>What the viewer calls the test run of a journey; no number of a case looks like it.</summary>
    public static string NumberOf(string journey) => Prefix + journey;

    public static string? JourneyOf(string number) => number.StartsWith(Prefix, StringComparison.Ordinal) ? number[Prefix.Length..] : null;

    internal async Task<Result<Run>> OfAsync(string journey, CancellationToken ct)
    {
        var stage = await stages.OfAsync(journey, null, ct);
        if (!stage.Ok) return stage.Error;
        if (stage.Value.Problem is { } problem) return problem;
        var version = await db.JourneyVersions.AsNoTracking().SingleAsync(v => v.JourneyKey == journey && v.Number == stage.Value.Version, ct);
        return Walk(stage.Value, version);
    }

    /// <summary>One activity by itself, with the variables of its journey as they are at the beginning.</summary>
    internal async Task<Result<JsonObject>> OfActivityAsync(string versionId, string nodeId, CancellationToken ct)
    {
        if (await db.JourneyVersions.AsNoTracking().SingleOrDefaultAsync(v => v.Id == versionId, ct) is not { } version) return NoSuchActivity;
        var document = JourneyDocument.Parse(version.Definition);
        if (JourneyDocument.WithAllInside(document["root"]!.AsObject()).FirstOrDefault(activity => activity["nodeId"]?.ToString() == nodeId) is not { } activity) return NoSuchActivity;
        var id = activity["id"]!.ToString();
        document["root"] = new JsonObject { ["id"] = "test", ["type"] = "Elsa.Sequence", ["version"] = 1, ["activities"] = new JsonArray(activity.DeepClone()) };
        var alone = new JourneyVersion { Id = version.Id, JourneyKey = version.JourneyKey, Number = version.Number, Definition = JourneyDocument.Write(JourneyDocument.Merge(null, document)) };

        var stage = await stages.OfAsync(version.JourneyKey, version.Number, ct);
        if (!stage.Ok) return stage.Error;
        var small = stage.Value with { Drawing = new Drawing(WorkflowDefinition.Parse(alone.Definition), stage.Value.Drawing.Forms) };
        if (small.Problem is { } problem) return problem;
        var walked = Walk(small, alone);
        var run = new InstanceRun(walked.Instance, walked.Journal, alone);
        return run.At(run.NodeIdOf(id)).LastOrDefault() is { } visit ? run.Describe(visit, whole: true) : NoSuchActivity;
    }

    private Run Walk(Stage stage, JourneyVersion version)
    {
        var start = stage.Morning(stage.Time.DayOf(clock.GetUtcNow()));
        var journal = new List<JournalLine>();
        var result = VirtualRun.Walk(stage, TestVerdict.Smooth, start, seed: 1, journal);
        var end = start + result.Duration;
        var status = result.Status switch { RunStatus.Completed => CaseStatus.Completed, RunStatus.Cancelled => CaseStatus.Cancelled, RunStatus.Faulted => CaseStatus.Incident, _ => CaseStatus.Waiting };
        return new(new(NumberOf(version.JourneyKey), version.JourneyKey, version.Id, version.Number, status, start, end, status is CaseStatus.Completed or CaseStatus.Cancelled ? end : null, result.End!, null), journal);
    }
}
