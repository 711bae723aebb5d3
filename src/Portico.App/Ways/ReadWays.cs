using Microsoft.EntityFrameworkCore;
using Portico.App.Data;
using Portico.App.Forms;
using Portico.App.Journeys;
using Portico.App.Shared;
using Portico.App.Tenants;

namespace Portico.App.Ways;

/// <summary>How customers come into a journey, for staff: its link, the code for the tenant's own site, and what a prefilled link can hold.</summary>
public static class ReadWays
{
    /// <param name="Page">Address of the start page.</param>
    /// <param name="Locales">The tenant's languages, its own first.</param>
    /// <param name="Script">Address of the script for a site.</param>
    /// <param name="Fields">Names of what can be left in a prefilled link.</param>
    /// <param name="Example">One of them with an answer that passes; null: there is none.</param>
    public sealed record View(string Key, string Name, bool Live, string Page, IReadOnlyList<string> Locales, string Script, IReadOnlyList<string> Origins, string Api, IReadOnlyList<Field> Fields, (string Name, string Answer)? Example);

    /// <param name="Personal">Only in a link for one.</param>
    public sealed record Field(string Name, string Label, string Type, bool Personal);

    private static readonly Error NotFound = new(404, "journey.not_found", "There is no such journey.");

    public sealed class Handler(PorticoDb db, JourneyLibrary library, PrefilledLinks links, PlatformAddress address, TimeProvider clock)
    {
        public async Task<Result<View>> HandleAsync(string key, CancellationToken ct)
        {
            if (await db.Journeys.AsNoTracking().SingleOrDefaultAsync(j => j.Key == key, ct) is not { } journey) return NotFound;
            var tenant = await db.Tenants.AsNoTracking().SingleAsync(t => t.Id == db.TenantId, ct);
            var live = await library.LiveAsync(key, ct);
            var fields = (live?.Steps ?? []).SelectMany(form => form.Fields).Where(AnswersBeforehand.CanHold).DistinctBy(field => field.Name).ToList();
            var today = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
            var example = fields.Select(field => (field.Name, Answer: FormViews.Example(field, today)?.ToJsonString())).FirstOrDefault(field => field.Answer is not null);
            return new View(key, journey.Name, live is not null, links.PageOf(key, TenantEnvironment.Live), tenant.LocalesInOrder, $"{address.Url}/t/{tenant.Id}/widget.js", tenant.FrameOrigins,
                $"{address.Url}/api/v1/journeys/{Uri.EscapeDataString(key)}/prefilled-links", [.. fields.Select(field => new Field(field.Name, field.Label.In("en", tenant.DefaultLocale), field.Type, field.IsPersonal))], example.Answer is null ? null : (example.Name, example.Answer));
        }
    }
}
