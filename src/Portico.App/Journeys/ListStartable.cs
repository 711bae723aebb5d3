using Microsoft.EntityFrameworkCore;
using Portico.App.Data;
using Portico.App.Forms;

namespace Portico.App.Journeys;

/// <summary>What a customer of this tenant can start now: the published journeys, in the customer's language where the tenant wrote a start page.</summary>
public static class ListStartable
{
    public sealed record Row(string Key, string Name, string? Description);

    /// <param name="StartPage">Version of the page that the row was written from; 0: there is none.</param>
    /// <param name="Piloted">A pilot runs: the visitor has to bring the same lot again.</param>
    public sealed record Opened(Row Row, int StartPage, bool Piloted);

    public sealed class Handler(PorticoDb db, JourneyLibrary library)
    {
        public async Task<IReadOnlyList<Row>> HandleAsync(string locale, CancellationToken ct)
        {
            var rows = new List<Row>();
            foreach (var journey in await db.Journeys.AsNoTracking().Where(j => j.LiveVersion != null).OrderBy(j => j.Name).ToListAsync(ct))
                if (await library.LiveAsync(journey.Key, ct) is { } live) rows.Add(RowOf(journey, live, locale));
            return rows;
        }

        /// <summary>The start page of the version that this visitor would start on in this environment.</summary>
        /// <param name="lot">As in <see cref="JourneyLibrary.ChooseAsync"/>.</param>
        public async Task<Opened?> OpenAsync(string key, TenantEnvironment environment, string? lot, string locale, CancellationToken ct)
        {
            if (await db.Journeys.AsNoTracking().SingleOrDefaultAsync(j => j.Key == key, ct) is not { } journey || await library.ChooseAsync(key, environment, lot, locale, ct) is not { } chosen) return null;
            return new(RowOf(journey, chosen.Journey, locale), chosen.Journey.StartPage, chosen.Piloted);
        }

        private static Row RowOf(Journey journey, PublishedJourney version, string locale) =>
            version.Forms.GetValueOrDefault(FormDefinition.StartPageOf(journey.Key)) is { } page ? new(journey.Key, page.Title.In(locale), page.Intro?.In(locale)) : new(journey.Key, journey.Name, journey.Description);
    }
}
