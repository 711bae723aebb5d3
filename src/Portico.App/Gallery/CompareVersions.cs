using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Portico.App.Data;
using Portico.App.Journeys;
using Portico.App.Shared;
using Portico.Workflows;

namespace Portico.App.Gallery;

/// <summary>What differs between two versions of a journey, or between one and a file that lies somewhere else; for programs. Nothing is written.</summary>
public static class CompareVersions
{
    /// <param name="From"><c>live</c>, <c>test</c>, <c>newest</c> (the newest drawing, which may be a draft) or the number of a version.</param>
    /// <param name="To">The same; null: <c>newest</c>, or the file.</param>
    /// <param name="File">A bundle, or an Elsa 3 definition, of which only the drawing is compared.</param>
    public sealed record Request(string From = "live", string? To = null, JsonObject? File = null);

    /// <param name="From">Number of the version.</param>
    /// <param name="To">Number of the version; 0: the file that was sent.</param>
    /// <param name="Moved">Activities that only stand somewhere else on the canvas; they are no change.</param>
    public sealed record Response(string Journey, int From, int To, int Moved, IReadOnlyList<Item> Changes);

    /// <param name="Kind"><c>added</c>, <c>removed</c> or <c>changed</c>.</param>
    /// <param name="Part"><c>drawing</c>, <c>form</c> or <c>message</c>.</param>
    /// <param name="Where">The activity, form or message, as people call it.</param>
    /// <param name="What">The setting, text or way; null: the thing itself came or went.</param>
    /// <param name="Activity">Id of the activity; null: it is about none.</param>
    public sealed record Item(string Kind, string Part, string Where, string? What, string? Before, string? After, string? Activity);

    private static readonly Error NotFound = new(404, "journey.not_found", "There is no such journey.");
    private static readonly Error NoSuchVersion = new(404, "journey.version_not_found", "There is no such version of this journey; it may never have been published there.");
    private static readonly Error BadVersion = new(400, "journey.bad_version", "A version is live, test, newest or a number.");
    private static readonly Error TwoTargets = new(422, "comparison.two_targets", "Name a version to compare with or send a file, not both.");

    public static void Map(IEndpointRouteBuilder api) =>
        api.MapPost("/journeys/{journey}/comparisons", async (string journey, Request body, Handler handler, CancellationToken ct) => (await handler.HandleAsync(journey, body, ct)).ToHttp(TypedResults.Ok))
        .WithName(nameof(CompareVersions)).WithSummary("What differs between two versions of a journey with their forms and messages, or between one and a file").Accepts(AuthorizedBy.LiveSecretKey)
        .WithMetadata(new RequestSizeLimitAttribute(Bundle.LongestBytes + 1024)).Produces<Response>().ProducesProblem(400).ProducesProblem(404).ProducesProblem(422);

    public sealed class Handler(PorticoDb db)
    {
        public async Task<Result<Response>> HandleAsync(string key, Request request, CancellationToken ct)
        {
            if (request is { To: not null, File: not null }) return TwoTargets;
            if (await db.Journeys.AsNoTracking().SingleOrDefaultAsync(j => j.Key == key, ct) is not { } journey) return NotFound;
            var from = await ReadAsync(journey, request.From, ct);
            if (!from.Ok) return from.Error;
            var to = request.File is { } file ? ReadFile(file, from.Value.Bundle) : await ReadAsync(journey, request.To ?? "newest", ct);
            if (!to.Ok) return to.Error;
            var difference = BundleComparison.Of(from.Value.Bundle, to.Value.Bundle);
            return new Response(key, from.Value.Number, to.Value.Number, difference.Moved,
                [.. difference.Changes.Select(change => new Item(change.Said.Kind.ToString().ToLowerInvariant(), change.Part, change.Said.Where, change.Said.What, change.Said.Before, change.Said.After, change.Said.Activity))]);
        }

        private async Task<Result<Side>> ReadAsync(Journey journey, string version, CancellationToken ct)
        {
            int? number = version switch
            {
                "live" => journey.LiveVersion ?? 0,
                "test" => journey.TestVersion ?? 0,
                "newest" => null,
                _ => int.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var given) ? given : -1,
            };
            if (number == -1) return BadVersion;
            return await db.BundleAsync(journey.Key, number, ct) is var (bundle, found) ? new Side(bundle, found) : NoSuchVersion;
        }

        private static Result<Side> ReadFile(JsonObject file, Bundle beside)
        {
            try
            {
                if (file.ContainsKey("portico")) return new Side(Bundle.Read(file.ToJsonString()), 0);
                WorkflowDefinition.Parse(file.ToJsonString());
                return new Side(Bundle.Of(beside.Key, file.ToJsonString(), beside.Forms, beside.Messages), 0);
            }
            catch (Exception e) when (e is JsonException or DefinitionFormatException)
            {
                return file.ContainsKey("portico") ? ImportBundle.NotABundle(e.Message) : SaveJourney.NotADefinition(e.Message);
            }
        }

        private sealed record Side(Bundle Bundle, int Number);
    }
}
