using Microsoft.EntityFrameworkCore;
using Portico.App.Data;
using Portico.App.Journeys;
using Portico.App.Shared;
using Portico.App.Tenants;

namespace Portico.App.Gallery;

/// <summary>A new journey begins as a copy of a template, with its forms and messages, and remembers where it comes from. Nobody meets it before it is published.</summary>
public static class TakeTemplate
{
    public sealed record Request(string Template, string Key, string Name, ImportBundle.Choices Choices);

    private static readonly Error Invalid = new(422, "journey.invalid", "Please look at the marked fields.");

    public sealed class Handler(PorticoDb db, ImportBundle.Handler import, CurrentActor actor, TimeProvider clock)
    {
        public async Task<Result<ImportBundle.Response>> HandleAsync(Request request, CancellationToken ct)
        {
            if (Templates.Find(request.Template) is not { } template) return ReadTemplate.NotFound;
            var errors = new Dictionary<string, string[]>();
            if (!JourneyDocument.IsKey(request.Key)) errors["key"] = ["Use up to 64 lower-case letters, digits and hyphens."];
            else if (await db.Journeys.AnyAsync(j => j.Key == request.Key, ct)) errors["key"] = ["Another journey has this short name."];
            if (request.Name.Trim() is not { Length: > 0 and <= 200 } name) errors["name"] = ["Give the journey a name of at most 200 characters."];
            else if (errors.Count == 0)
            {
                var bundle = template.For(await db.Tenants.AsNoTracking().SingleAsync(t => t.Id == db.TenantId, ct)).Under(request.Key, name);
                return await import.HandleAsync(bundle, request.Choices, ct, key => new Provenance
                {
                    JourneyKey = key, Template = template.Key, Version = template.Version, ContentHash = template.ContentHash, Content = template.Raw.Write(), TakenAt = clock.GetUtcNow(), TakenBy = actor.Value.Id,
                });
            }
            return Invalid with { Fields = errors };
        }
    }
}
