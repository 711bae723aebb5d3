using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Portico.App.Data;
using Portico.App.Journeys;
using Portico.App.Shared;
using Portico.Workflows;

namespace Portico.App.Simulation;

/// <summary>The tests of a journey are run. Nothing is asked of anybody, and nothing is written.</summary>
public static class RunTests
{
    /// <param name="Version">Before which drawing they have to stand; null: the newest one, which may be a draft.</param>
    /// <param name="Definition">A drawing that lies somewhere else, as an Elsa 3 definition; it is tested among the tenant's newest forms, and not saved.</param>
    /// <param name="Tests">Instead of the saved ones.</param>
    public sealed record Request(int? Version = null, JsonObject? Definition = null, IReadOnlyList<JourneyTest>? Tests = null);

    /// <param name="Version">The drawing that was tested; 0: the one that was sent.</param>
    public sealed record Response(string Journey, int Version, int Passed, int Failed, IReadOnlyList<Verdict> Tests);

    /// <param name="Difference">What is otherwise than the test says; null: it is passed.</param>
    /// <param name="Seconds">From the start of the case to its end, by the virtual clock.</param>
    /// <param name="Path">Names of the activities that the case came to.</param>
    public sealed record Verdict(string Name, bool Passed, string? Difference, string? Outcome, double Seconds, IReadOnlyList<string> Path);

    private static readonly Error TwoDrawings = new(422, "tests.two_drawings", "Name a version or send a definition, not both.");

    public static void Map(IEndpointRouteBuilder api) =>
        api.MapPost("/journeys/{journey}/test-runs", async (string journey, Request body, Handler handler, CancellationToken ct) => (await handler.HandleAsync(journey, body, ct)).ToHttp(TypedResults.Ok))
        .WithName(nameof(RunTests)).WithSummary("Run the tests of a journey on a drawing; nothing is written").Accepts(AuthorizedBy.SecretKey)
        .Produces<Response>().ProducesProblem(400).ProducesProblem(404).ProducesProblem(409).ProducesProblem(422);

    public sealed class Handler(PorticoDb db, Stages stages, TimeProvider clock)
    {
        /// <param name="name">Of the only test to run; null: all.</param>
        /// <param name="version">Before which drawing they have to stand; null: the newest one, which may be a draft.</param>
        public async Task<Result<IReadOnlyList<TestVerdict>>> HandleAsync(string key, string? name, int? version, CancellationToken ct)
        {
            var found = await stages.OfAsync(key, version, ct);
            return found.Ok ? Run(found.Value, (await SavedAsync(key, ct)).Where(test => name is null || test.Name == name)) : found.Error;
        }

        public async Task<Result<Response>> HandleAsync(string key, Request request, CancellationToken ct)
        {
            if (request is { Version: not null, Definition: not null }) return TwoDrawings;
            if (request.Tests is { } sent && SaveTests.WhyNot(sent) is { } no) return no;
            Stage stage;
            if (request.Definition is { } drawing)
            {
                if (!await db.Journeys.AnyAsync(j => j.Key == key, ct)) return Stages.NotFound;
                try
                {
                    stage = await stages.OfDrawingAsync(key, WorkflowDefinition.Parse(drawing.ToJsonString()), ct);
                }
                catch (Exception e) when (e is JsonException or DefinitionFormatException)
                {
                    return SaveJourney.NotADefinition(e.Message);
                }
            }
            else
            {
                var found = await stages.OfAsync(key, request.Version, ct);
                if (!found.Ok) return found.Error;
                stage = found.Value;
            }

            var run = Run(stage, request.Tests ?? await SavedAsync(key, ct));
            if (!run.Ok) return run.Error;
            var verdicts = run.Value.Select(verdict => new Verdict(verdict.Name, verdict.Passed, verdict.Difference, verdict.Outcome, verdict.Duration.TotalSeconds, verdict.Path)).ToList();
            return new Response(key, stage.Version, verdicts.Count(verdict => verdict.Passed), verdicts.Count(verdict => !verdict.Passed), verdicts);
        }

        private async Task<IReadOnlyList<JourneyTest>> SavedAsync(string key, CancellationToken ct) => (await db.JourneyTests.AsNoTracking().SingleOrDefaultAsync(t => t.JourneyKey == key, ct))?.Read() ?? [];

        private Result<IReadOnlyList<TestVerdict>> Run(Stage stage, IEnumerable<JourneyTest> tests)
        {
            if (stage.Problem is { } problem) return problem;
            var today = stage.Time.DayOf(clock.GetUtcNow());
            return tests.Select(test => TestVerdict.Of(test, stage, today)).ToList();
        }
    }
}
