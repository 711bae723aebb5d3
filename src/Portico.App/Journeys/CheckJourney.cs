using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Portico.App.Data;
using Portico.App.Forms;
using Portico.App.Journeys.Checks;
using Portico.App.Plugins;
using Portico.App.Providers;
using Portico.App.Shared;
using Portico.App.Starters;
using Portico.Workflows;

namespace Portico.App.Journeys;

/// <summary>All that is to be said about a drawing before customers meet it: of the drawing alone, and of it among the tenant's forms, messages and providers.</summary>
public static class CheckJourney
{
    /// <param name="Token">Of the drawing that was looked at.</param>
    /// <param name="Environment">Whose providers it was checked against: <c>live</c> or <c>test</c>.</param>
    public sealed record Response(string Journey, string Name, int Version, string Token, int? LiveVersion, int? TestVersion, string Environment, IReadOnlyList<Item> Findings);

    /// <param name="Severity"><c>error</c>: it cannot be published like this. <c>warning</c>: it can, with a word of justification.</param>
    /// <param name="Node">The activity; null: the journey as a whole.</param>
    /// <param name="Subject">What of the activity it is about, where there can be several.</param>
    /// <param name="Justification">What was said of this finding when an earlier version was published.</param>
    public sealed record Item(string Id, string Severity, string? Node, string Activity, string? Subject, string Message, string Fix, string? Justification);

    private static readonly Error NotFound = new(404, "journey.not_found", "There is no such journey, or no such published version of it.");
    private static readonly Error BadEnvironment = new(400, "environment.unknown", "An environment is live or test.");

    public static void Map(IEndpointRouteBuilder api) =>
        api.MapGet("/journeys/{journey}/findings", async (string journey, int? version, string? environment, Handler handler, CancellationToken ct) =>
            EnvironmentOf(environment) is { } of ? (await handler.HandleAsync(journey, ct, version, of)).ToHttp(TypedResults.Ok) : BadEnvironment.ToHttp())
        .WithName(nameof(CheckJourney)).WithSummary("What is to be said about the newest drawing of a journey, or a published version, before customers meet it in an environment").Accepts(AuthorizedBy.SecretKey).Produces<Response>().ProducesProblem(400).ProducesProblem(404);

    private static TenantEnvironment? EnvironmentOf(string? name) => name switch { null or "live" => TenantEnvironment.Live, "test" => TenantEnvironment.Test, _ => null };

    public sealed class Handler(PorticoDb db, TenantPlugins plugins)
    {
        /// <param name="version">One that was published before, with its forms; null: the newest drawing with the newest forms.</param>
        public async Task<Result<Response>> HandleAsync(string key, CancellationToken ct, int? version = null, TenantEnvironment environment = TenantEnvironment.Live)
        {
            if (await db.Journeys.AsNoTracking().SingleOrDefaultAsync(j => j.Key == key, ct) is not { } journey) return NotFound;
            var latest = await db.JourneyVersions.AsNoTracking().Where(v => v.JourneyKey == key && (version == null || (v.Number == version && v.PublishedAt != null))).OrderByDescending(v => v.Number).FirstOrDefaultAsync(ct);
            if (latest is null) return NotFound;
            var drawing = WorkflowDefinition.Parse(latest.Definition);
            var (findings, _) = await ReadAsync(key, drawing, environment, version is null ? null : latest.FormVersions, ct);
            var kept = await JustificationsAsync(key, ct);
            var names = Names(drawing);
            return new Response(key, journey.Name, latest.Number, latest.Token, journey.LiveVersion, journey.TestVersion, environment.ToString().ToLowerInvariant(),
                [.. findings.OrderByDescending(finding => finding.Severity).Select(finding => new Item(finding.Id, finding.Severity == FindingSeverity.Error ? "error" : "warning", finding.NodeId, names.GetValueOrDefault(finding.NodeId ?? "", WholeJourney),
                    finding.Subject, finding.Message, finding.Fix, kept.FirstOrDefault(word => word.IsOf(finding))?.Words))]);
        }

        /// <param name="pins">The versions of the forms it was published with; null: the newest.</param>
        /// <returns>All findings, and each form that the drawing names, tracked.</returns>
        internal async Task<(IReadOnlyList<Finding> Findings, Dictionary<string, Form> Forms)> ReadAsync(string key, WorkflowDefinition drawing, TenantEnvironment environment, Dictionary<string, int>? pins, CancellationToken ct)
        {
            var forms = await db.Forms.OfDrawingAsync(key, drawing, pins, ct);
            var world = await World.ReadAsync(db, plugins, key, drawing, environment, forms, ct);
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
