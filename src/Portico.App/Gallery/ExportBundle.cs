using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Portico.App.Audit;
using Portico.App.Data;
using Portico.App.Shared;
using Portico.App.Users;

namespace Portico.App.Gallery;

/// <summary>A journey as a file, with the forms and messages it refers to.</summary>
public static class ExportBundle
{
    private static readonly Error NotFound = new(404, "journey.not_found", "There is no such journey, or no such version of it.");

    public static void Map(IEndpointRouteBuilder app, IEndpointRouteBuilder api)
    {
        api.MapGet("/journeys/{journey}/bundle", async (string journey, int? version, Handler handler, CancellationToken ct) => (await handler.HandleAsync(journey, version, ct)).ToHttp(bundle => File(journey, bundle)))
            .WithName(nameof(ExportBundle)).WithSummary("Export a journey with its forms and messages; without a version the newest drawing").Accepts(AuthorizedBy.LiveSecretKey).Produces(200, contentType: "application/json").ProducesProblem(404);
        app.MapGet("/admin/journeys/{journey}/bundle", async (string journey, int? version, Handler handler, CancellationToken ct) => (await handler.HandleAsync(journey, version, ct)).ToHttp(bundle => File(journey, bundle)))
            .RequireAuthorization(new AuthorizeAttribute("admin")).ExcludeFromDescription();
    }

    private static IResult File(string journey, Bundle bundle) => Results.File(System.Text.Encoding.UTF8.GetBytes(bundle.Write()), "application/json", $"{journey}.portico.json");

    public sealed class Handler(PorticoDb db, CurrentActor actor, TimeProvider clock, Ids ids)
    {
        /// <param name="version">Published ones have the forms they were published with; null: the newest drawing with the newest forms.</param>
        public async Task<Result<Bundle>> HandleAsync(string key, int? version, CancellationToken ct)
        {
            if (Allowed.UnlessAdminOrKey(actor) is { } no) return no;
            if (await db.BundleAsync(key, version, ct) is not var (bundle, number)) return NotFound;
            db.Audit.Add(new AuditEntry { Id = ids.New(), At = clock.GetUtcNow(), Actor = actor.Value.Id, Action = "journey.exported", Subject = "journey:" + key, Data = $$"""{"version":{{number}}}""" });
            await db.SaveChangesAsync(ct);
            return bundle;
        }
    }
}
