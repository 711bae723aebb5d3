using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Portico.App.Journeys;
using Portico.App.Shared;

namespace Portico.App.Gallery;

/// <summary>A bundle that was exported, here or elsewhere, becomes a journey of this tenant, or the new draft of one; for programs. What a key brings in nobody has looked at, so customers do not meet it: drawing and forms become drafts, and words of messages that are here, which would count at once, stay.</summary>
public static class PutBundle
{
    /// <param name="Replace">What is here with other content and may get the file's: any of <see cref="Parts"/>.</param>
    /// <param name="DryRun">Says what would happen, and writes nothing.</param>
    public sealed record Request(string File, IReadOnlyCollection<string> Replace, bool DryRun = false);

    /// <param name="Standing">Of the drawing: <c>new</c>, <c>same</c> (it is here already) or <c>other</c> (it is here with another drawing).</param>
    /// <param name="Written">False: all of it was here already, or it was a dry run.</param>
    public sealed record Response(string Journey, string Standing, bool Written, IReadOnlyList<Item> Forms, IReadOnlyList<Item> Messages);

    /// <param name="Name">Key of the form; key, channel and language of the message.</param>
    /// <param name="Kept">True: what is here stays, although the file says something else.</param>
    public sealed record Item(string Name, string Standing, bool Kept);

    public static readonly IReadOnlyList<string> Parts = ["journey", "forms"];

    private static readonly Error BadKey = new(400, "journey.bad_key", "A short name has up to 64 lower-case letters, digits and hyphens.");
    private static readonly Error BadPart = new(400, "bundle.bad_part", $"What may be replaced is {string.Join(" and ", Parts)}; words of messages are replaced by an admin, on the page Import.");

    public static void Map(IEndpointRouteBuilder api) =>
        api.MapPut("/journeys/{journey}/bundle", async (string journey, string? replace, bool? dryRun, HttpRequest http, Handler handler, CancellationToken ct) =>
        {
            using var reader = new StreamReader(http.Body, Encoding.UTF8);
            var file = await reader.ReadToEndAsync(ct);
            return (await handler.HandleAsync(journey, new(file, replace?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [], dryRun == true), ct)).ToHttp(TypedResults.Ok);
        })
        .WithName(nameof(PutBundle)).WithSummary("Import an exported journey with its forms and messages under a short name, as drafts").Accepts(AuthorizedBy.LiveSecretKey)
        .WithMetadata(new RequestSizeLimitAttribute(Bundle.LongestBytes)).Produces<Response>().ProducesProblem(400).ProducesProblem(409).ProducesProblem(422);

    public sealed class Handler(ImportBundle.Handler import)
    {
        public async Task<Result<Response>> HandleAsync(string key, Request request, CancellationToken ct)
        {
            if (!JourneyDocument.IsKey(key)) return BadKey;
            if (request.Replace.Except(Parts).Any()) return BadPart;
            Bundle bundle;
            try
            {
                bundle = Bundle.Read(request.File);
            }
            catch (JsonException e)
            {
                return ImportBundle.NotABundle(e.Message);
            }
            if (bundle.Key != key) bundle = bundle.Under(key, bundle.Name);

            var looked = await import.PlanAsync(bundle, ct);
            if (!looked.Ok) return looked.Error;
            var plan = looked.Value;
            HashSet<string> forms = request.Replace.Contains("forms") ? [.. plan.Forms.Select(form => form.Key)] : [];
            var written = false;
            if (!request.DryRun)
            {
                var imported = await import.HandleAsync(bundle, new(plan.Token, request.Replace.Contains("journey"), forms, new HashSet<string>()), ct);
                if (!imported.Ok) return imported.Error;
                written = imported.Value.Written;
            }
            return new Response(key, Words(plan.Standing), written,
                [.. plan.Forms.Select(form => new Item(form.Key, Words(form.Standing), form.Standing == ImportBundle.Standing.Other && !forms.Contains(form.Key)))],
                [.. plan.Messages.Select(message => new Item(message.Id, Words(message.Standing), message.Standing == ImportBundle.Standing.Other))]);
        }

        private static string Words(ImportBundle.Standing standing) => standing.ToString().ToLowerInvariant();
    }
}
