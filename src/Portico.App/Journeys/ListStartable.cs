using Microsoft.EntityFrameworkCore;
using Portico.App.Data;
using Portico.App.Forms;

namespace Portico.App.Journeys;

/// <summary>What a customer of this tenant can start now: the published journeys, in the customer's language where the tenant wrote a start page.</summary>
public static class ListStartable
{
    public sealed record Row(string Key, string Name, string? Description);

    public sealed class Handler(PorticoDb db)
    {
        public async Task<IReadOnlyList<Row>> HandleAsync(string locale, CancellationToken ct)
        {
            var journeys = await db.Journeys.AsNoTracking().Where(j => j.LiveVersion != null).OrderBy(j => j.Name).ToListAsync(ct);
            var keys = journeys.ConvertAll(j => FormDefinition.StartPageOf(j.Key));
            var pages = await db.Forms.AsNoTracking().Where(f => f.PublishedAt != null).NewestAsync(keys, ct);
            return journeys.ConvertAll(j =>
            {
                if (!pages.TryGetValue(FormDefinition.StartPageOf(j.Key), out var form)) return new Row(j.Key, j.Name, j.Description);
                var page = form.Read();
                return new Row(j.Key, page.Title.In(locale), page.Intro?.In(locale));
            });
        }
    }
}
