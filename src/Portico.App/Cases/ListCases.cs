using Microsoft.EntityFrameworkCore;
using Portico.App.Data;
using Portico.App.Journeys;
using Portico.App.Messages;
using Portico.App.Outbox;

namespace Portico.App.Cases;

/// <summary>The cases of the tenant, newest first.</summary>
public static class ListCases
{
    /// <param name="Search">Part of a case number, or exactly the e-mail address or phone number that we wrote to.</param>
    public sealed record Request(int Skip, int Take, string? Search = null, CaseStatus? Status = null, string? Journey = null);

    /// <param name="Step">What is open or awaited, in the words of the drawing; null at the end.</param>
    public sealed record Row(string Number, string Journey, int Version, CaseStatus Status, string? Step, string? Outcome, string Locale, int OpenIncidents, DateTimeOffset StartedAt, DateTimeOffset UpdatedAt);

    public sealed record Page(IReadOnlyList<Row> Rows, int Total);

    public sealed class Handler(PorticoDb db)
    {
        public async Task<Page> HandleAsync(Request request, CancellationToken ct)
        {
            var (messages, incidents) = (db.Messages, db.Incidents);
            var cases = db.Cases.AsNoTracking();
            if (request.Status is { } status) cases = cases.Where(c => c.Status == status);
            if (!string.IsNullOrEmpty(request.Journey)) cases = cases.Where(c => c.JourneyKey == request.Journey);
            if (!string.IsNullOrWhiteSpace(request.Search))
            {
                var (words, number) = (request.Search.Trim(), request.Search.Trim().ToUpperInvariant());
                cases = cases.Where(c => c.Number.Contains(number) || messages.Any(m => m.CaseId == c.Id && m.To == words));
            }

            var total = await cases.CountAsync(ct);
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
                c.StepId is null ? null : drawings[c.JourneyVersionId][c.StepId], c.Outcome, c.Locale, c.Incidents, c.StartedAt, c.UpdatedAt)), total);
        }
    }
}
