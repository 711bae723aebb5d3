using Microsoft.EntityFrameworkCore;
using Portico.App.Data;
using Portico.App.Journeys;
using Portico.App.Messages;
using Portico.App.Outbox;
using Portico.App.Shared;

namespace Portico.App.Cases;

/// <summary>The cases of the tenant, newest first.</summary>
public static class ListCases
{
    /// <param name="Search">A case number or how it begins, or exactly the e-mail address or phone number that we wrote to.</param>
    public sealed record Request(int Skip, int Take, string? Search = null, CaseStatus? Status = null, string? Journey = null, TenantEnvironment Environment = TenantEnvironment.Live);

    /// <param name="Step">What is open or awaited, in the words of the drawing; null at the end.</param>
    public sealed record Row(string Number, string Journey, int Version, CaseStatus Status, string? Step, string? Outcome, string Locale, int OpenIncidents, DateTimeOffset StartedAt, DateTimeOffset UpdatedAt);

    public sealed record Page(IReadOnlyList<Row> Rows, Counted Counted);

    /// <summary>Of a search: whoever gets more has to say more.</summary>
    private const int MostFound = 1_000;

    public sealed class Handler(PorticoDb db)
    {
        public async Task<Page> HandleAsync(Request request, CancellationToken ct)
        {
            var incidents = db.Incidents;
            var cases = db.Cases.AsNoTracking().Where(c => c.Environment == request.Environment);
            if (request.Status is { } status) cases = cases.Where(c => c.Status == status);
            if (!string.IsNullOrEmpty(request.Journey)) cases = cases.Where(c => c.JourneyKey == request.Journey);
            if (!string.IsNullOrWhiteSpace(request.Search))
            {
                var ids = await SearchAsync(request.Search.Trim(), ct);
                cases = cases.Where(c => ids.Contains(c.Id));
            }

            var counted = await cases.OrderByDescending(c => c.StartedAt).CountAsync(request.Skip, request.Take, ct);
            var found = await cases.OrderByDescending(c => c.StartedAt).ThenBy(c => c.Number).Skip(request.Skip).Take(request.Take)
                .Select(c => new
                {
                    c.Number, c.JourneyKey, c.JourneyVersionId, c.JourneyVersion, c.Status, c.StepId, c.Outcome, c.Locale, c.StartedAt, c.UpdatedAt,
                    Incidents = incidents.Count(i => i.CaseId == c.Id && i.ResolvedAt == null),
                }).ToListAsync(ct);

            var journeys = await db.Journeys.AsNoTracking().ToDictionaryAsync(j => j.Key, j => j.Name, ct);
            var versions = found.Select(c => c.JourneyVersionId).Distinct().ToList();
            var drawings = await db.JourneyVersions.AsNoTracking().Where(v => versions.Contains(v.Id)).ToDictionaryAsync(v => v.Id, v => NodeNames.Of(v.Definition), ct);
            return new(found.ConvertAll(c => new Row(c.Number, journeys.GetValueOrDefault(c.JourneyKey, c.JourneyKey), c.JourneyVersion, c.Status,
                c.StepId is null ? null : drawings[c.JourneyVersionId][c.StepId], c.Outcome, c.Locale, c.Incidents, c.StartedAt, c.UpdatedAt)), counted);
        }

        /// <summary>First, and by itself: a condition beside others would be asked of each case of the tenant.</summary>
        private async Task<List<Guid>> SearchAsync(string words, CancellationToken ct)
        {
            var from = words.ToUpperInvariant();
            if (!from.StartsWith(Ids.CasePrefix, StringComparison.Ordinal)) from = Ids.CasePrefix + from;
            var to = from + new string('Z', 8);
            var written = await db.Messages.Where(m => m.To == words).Select(m => m.CaseId).Distinct().OrderByDescending(id => id).Take(MostFound).ToListAsync(ct);
#pragma warning disable CA1309 // compared by the database, in the order of its index; nothing in a number comes after Z
            var numbered = await db.Cases.Where(c => string.Compare(c.Number, from) >= 0 && string.Compare(c.Number, to) <= 0).OrderBy(c => c.Number).Take(MostFound).Select(c => c.Id).ToListAsync(ct);
#pragma warning restore CA1309
            return [.. written, .. numbered];
        }
    }
}
