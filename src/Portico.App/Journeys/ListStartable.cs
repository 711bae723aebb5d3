using Microsoft.EntityFrameworkCore;
using Portico.App.Data;
using Portico.App.Forms;

namespace Portico.App.Journeys;

/// <summary>What a customer of this tenant can start now: the published journeys, in the customer's language where the tenant wrote a start page.</summary>
public static class ListStartable
{
    /// <param name="NameIn">The language of the name, if it is another one than the customer's; so with the description.</param>
    public sealed record Row(string Key, string Name, string? Description, string? NameIn = null, string? DescriptionIn = null);

    /// <param name="StartPage">Version of the page that the row was written from; 0: there is none.</param>
    /// <param name="Piloted">A pilot runs: the visitor has to bring the same lot again.</param>
    public sealed record Opened(Row Row, int StartPage, bool Piloted);

    public sealed class Handler(PorticoDb db, JourneyLibrary library)
    {
        /// <param name="otherwise">The tenant's own language, for what a start page does not say in the customer's.</param>
        public async Task<IReadOnlyList<Row>> HandleAsync(string locale, string otherwise, CancellationToken ct)
        {
            var rows = new List<Row>();
            foreach (var journey in await db.Journeys.AsNoTracking().Where(j => j.LiveVersion != null).OrderBy(j => j.Name).ToListAsync(ct))
                if (await library.LiveAsync(journey.Key, ct) is { } live) rows.Add(RowOf(journey, live, locale, otherwise));
            return rows;
        }

        /// <summary>The start page of the version that this visitor would start on in this environment.</summary>
        /// <param name="lot">As in <see cref="JourneyLibrary.ChooseAsync"/>.</param>
        public async Task<Opened?> OpenAsync(string key, TenantEnvironment environment, string? lot, string locale, string otherwise, CancellationToken ct)
        {
            if (await db.Journeys.AsNoTracking().SingleOrDefaultAsync(j => j.Key == key, ct) is not { } journey || await library.ChooseAsync(key, environment, lot, locale, ct) is not { } chosen) return null;
            return new(RowOf(journey, chosen.Journey, locale, otherwise), chosen.Journey.StartPage, chosen.Piloted);
        }

        private static Row RowOf(Journey journey, PublishedJourney version, string locale, string otherwise) =>
            version.Forms.GetValueOrDefault(FormDefinition.StartPageOf(journey.Key)) is { } page
                ? new(journey.Key, page.Title.In(locale, otherwise), page.Intro?.In(locale, otherwise), page.Title.ForeignTo(locale, otherwise), page.Intro?.ForeignTo(locale, otherwise))
                : new(journey.Key, journey.Name, journey.Description);
    }
}
