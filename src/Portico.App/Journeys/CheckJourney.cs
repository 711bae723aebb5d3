using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Portico.App.Data;
using Portico.App.Forms;
using Portico.App.Journeys.Checks;
using Portico.App.Plugins;
using Portico.App.Shared;
using Portico.App.Starters;
using Portico.Workflows;

namespace Portico.App.Journeys;

/// <summary>All that is to be said about the newest drawing before customers meet it: of the drawing alone, and of it among the tenant's forms, messages and providers.</summary>
public static class CheckJourney
{
    /// <param name="Token">Of the drawing that was looked at.</param>
    public sealed record Response(string Journey, string Name, int Version, string Token, int? LiveVersion, IReadOnlyList<Item> Findings);

    /// <param name="Severity"><c>error</c>: it cannot be published like this. <c>warning</c>: it can, with a word of justification.</param>
    /// <param name="Node">The activity; null: the journey as a whole.</param>
    /// <param name="Subject">What of the activity it is about, where there can be several.</param>
    /// <param name="Justification">What was said of this finding when an earlier version was published.</param>
    public sealed record Item(string Id, string Severity, string? Node, string Activity, string? Subject, string Message, string Fix, string? Justification);

    private static readonly Error NotFound = new(404, "journey.not_found", "There is no such journey.");

    public static void Map(IEndpointRouteBuilder api) =>
        api.MapGet("/journeys/{journey}/findings", async (string journey, Handler handler, CancellationToken ct) => (await handler.HandleAsync(journey, ct)).ToHttp(TypedResults.Ok))
        .WithName(nameof(CheckJourney)).WithSummary("What is to be said about the newest drawing of a journey before it is published").Accepts(AuthorizedBy.SecretKey).Produces<Response>().ProducesProblem(404);

    public sealed class Handler(PorticoDb db, PluginSupervisor plugins)
    {
        public async Task<Result<Response>> HandleAsync(string key, CancellationToken ct)
        {
            if (await db.Journeys.AsNoTracking().SingleOrDefaultAsync(j => j.Key == key, ct) is not { } journey) return NotFound;
            var latest = await db.JourneyVersions.AsNoTracking().Where(v => v.JourneyKey == key).OrderByDescending(v => v.Number).FirstAsync(ct);
            var drawing = WorkflowDefinition.Parse(latest.Definition);
            var (findings, _) = await ReadAsync(key, drawing, ct);
            var kept = await JustificationsAsync(key, ct);
            var names = Names(drawing);
            return new Response(key, journey.Name, latest.Number, latest.Token, journey.LiveVersion,
                [.. findings.OrderByDescending(finding => finding.Severity).Select(finding => new Item(finding.Id, finding.Severity == FindingSeverity.Error ? "error" : "warning", finding.NodeId, names.GetValueOrDefault(finding.NodeId ?? "", WholeJourney),
                    finding.Subject, finding.Message, finding.Fix, kept.FirstOrDefault(word => word.IsOf(finding))?.Words))]);
        }

        /// <returns>All findings, and the newest version of each form that the drawing names, tracked.</returns>
        internal async Task<(IReadOnlyList<Finding> Findings, Dictionary<string, Form> Forms)> ReadAsync(string key, WorkflowDefinition drawing, CancellationToken ct)
        {
            var forms = await db.Forms.NewestAsync([.. drawing.UsedForms.Where(form => form.Length > 0), FormDefinition.StartPageOf(key)], ct);
            var world = await World.ReadAsync(db, plugins, key, drawing, forms, ct);
            var endless = drawing.Starters.Where(starter => starter.Kind != StarterKind.Event && Occurrences.KeyOf(starter).Length > Ids.LongestBounded)
                .Select(starter => new Finding("starter.too_long", FindingSeverity.Error, drawing.Nodes.First(node => node.Id == starter.ActivityId).NodeId, $"What it waits for is longer than {Ids.LongestBounded} characters.", "Shorten it."));
            return ([.. drawing.Findings, .. world.Check(drawing), .. endless], forms);
        }

        /// <summary>The words kept with the version that was published last.</summary>
        internal async Task<IReadOnlyList<Justification>> JustificationsAsync(string key, CancellationToken ct) =>
            await db.JourneyVersions.Where(v => v.JourneyKey == key && v.PublishedAt != null).OrderByDescending(v => v.Number).Select(v => v.Justifications).FirstOrDefaultAsync(ct) ?? [];
    }

    internal const string WholeJourney = "Journey";

    /// <summary>Of the activities, by node id.</summary>
    internal static Dictionary<string, string> Names(WorkflowDefinition drawing) => drawing.Nodes.DistinctBy(node => node.NodeId).ToDictionary(node => node.NodeId, node => node.DisplayText);
}
