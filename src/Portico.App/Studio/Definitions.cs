using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Portico.App.Data;
using Portico.App.Journeys;
using Portico.App.Shared;
using Portico.App.Users;

namespace Portico.App.Studio;

/// <summary>Reads journeys in the words of Elsa's contract.</summary>
public sealed class Definitions(PorticoDb db, JourneyActivities journeyActivities, CurrentActor actor)
{
    private sealed record Row(string Id, string Key, int Number, int Revision, DateTimeOffset CreatedAt, bool Published);

    private bool MayWrite => actor.Value.Role == Roles.Admin;

    public Task<JourneyVersion?> LatestAsync(string key, CancellationToken ct) =>
        db.JourneyVersions.AsNoTracking().Where(v => v.JourneyKey == key).OrderByDescending(v => v.Number).FirstOrDefaultAsync(ct);

    public Task<JourneyVersion?> ByIdAsync(string versionId, CancellationToken ct) => db.JourneyVersions.AsNoTracking().SingleOrDefaultAsync(v => v.Id == versionId, ct);

    /// <param name="which">Elsa's version options; empty means the newest.</param>
    public async Task<JourneyVersion?> FindAsync(string key, string? which, CancellationToken ct)
    {
        var versions = db.JourneyVersions.AsNoTracking().Where(v => v.JourneyKey == key);
        if (int.TryParse(which, NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return await versions.SingleOrDefaultAsync(v => v.Number == number, ct);
        switch (which)
        {
            case "Published":
                var live = await db.Journeys.Where(j => j.Key == key).Select(j => j.LiveVersion).SingleOrDefaultAsync(ct);
                return await versions.SingleOrDefaultAsync(v => v.Number == live, ct);
            case "Draft":
                return await versions.Where(v => v.PublishedAt == null).OrderByDescending(v => v.Number).FirstOrDefaultAsync(ct);
            default:
                return await LatestAsync(key, ct);
        }
    }

    /// <summary>The whole definition; and the state it is in, for the response's headers, if it is the newest.</summary>
    public async Task<JsonObject> FullAsync(JourneyVersion version, HttpContext http, CancellationToken ct)
    {
        var place = await PlaceAsync(version.JourneyKey, ct);
        if (version.Number == place.Latest)
        {
            http.Response.Headers[StudioRequests.RevisionHeader] = $"{version.JourneyKey}:{place.LatestToken}";
            http.Response.Headers.ETag = $"\"{place.LatestToken}\"";
        }
        return ElsaDefinition.Full(version, place, MayWrite, await journeyActivities.KnownAsync(ct));
    }

    public async Task<JsonObject> SummaryAsync(JourneyVersion version, CancellationToken ct) =>
        ElsaDefinition.Summary(version.Id, version.Number, version.CreatedAt, await PlaceAsync(version.JourneyKey, ct), MayWrite);

    public async Task<JsonObject> ListAsync(IQueryCollection query, CancellationToken ct)
    {
        var keys = query["DefinitionIds"].OfType<string>().ToList();
        var ids = query["Ids"].OfType<string>().ToList();
        var term = query["SearchTerm"].ToString().Trim();

        var journeys = await db.Journeys.AsNoTracking().Where(j => keys.Count == 0 || keys.Contains(j.Key)).ToDictionaryAsync(j => j.Key, ct);
        var wanted = journeys.Keys.ToList();
        var rows = await db.JourneyVersions.AsNoTracking().Where(v => wanted.Contains(v.JourneyKey))
            .Select(v => new Row(v.Id, v.JourneyKey, v.Number, v.Revision, v.CreatedAt, v.PublishedAt != null)).ToListAsync(ct);
        var places = rows.GroupBy(row => row.Key).ToDictionary(group => group.Key, group =>
        {
            var newest = group.MaxBy(row => row.Number)!;
            return new ElsaDefinition.Place(journeys[group.Key], newest.Number, FormattableString.Invariant($"{newest.Number}.{newest.Revision}"));
        });

        var chosen = rows.Where(row => Matches(query["VersionOptions"].ToString(), row, places[row.Key]) && (ids.Count == 0 || ids.Contains(row.Id))
            && (term.Length == 0 || journeys[row.Key].Name.Contains(term, StringComparison.OrdinalIgnoreCase) || row.Key.Contains(term, StringComparison.OrdinalIgnoreCase)));
        var ordered = query["OrderBy"].ToString() switch
        {
            "Name" => chosen.OrderBy(row => journeys[row.Key].Name, StringComparer.OrdinalIgnoreCase).ThenBy(row => row.Number),
            "Version" => chosen.OrderBy(row => row.Number),
            _ => chosen.OrderBy(row => row.CreatedAt).ThenBy(row => row.Number),
        };
        var all = (query["OrderDirection"] == "Descending" ? ordered.Reverse() : ordered).ToList();
        var size = int.TryParse(query["PageSize"], CultureInfo.InvariantCulture, out var given) ? Math.Clamp(given, 1, 500) : 500;
        var page = int.TryParse(query["Page"], CultureInfo.InvariantCulture, out var at) ? Math.Max(at, 0) : 0;
        return new JsonObject
        {
            ["items"] = new JsonArray([.. all.Skip(page * size).Take(size).Select(row => ElsaDefinition.Summary(row.Id, row.Number, row.CreatedAt, places[row.Key], MayWrite))]),
            ["totalCount"] = all.Count,
            ["links"] = MayWrite
                ? new JsonArray(ElsaDefinition.Link("/workflow-definitions", "create", "POST"), ElsaDefinition.Link("/bulk-actions/publish/workflow-definitions/by-definition-ids", "bulk-publish", "POST"))
                : new JsonArray(),
        };
    }

    public Task<bool> NameIsFreeAsync(string name, string? exceptKey, CancellationToken ct) => db.Journeys.AllAsync(j => j.Name != name || j.Key == exceptKey, ct);

    public Task<int> CountAsync(CancellationToken ct) => db.Journeys.CountAsync(ct);

    /// <summary>As a file for another Elsa: complete, without what only this house knows.</summary>
    public static JsonObject Export(JourneyVersion version)
    {
        var file = JourneyDocument.Parse(version.Definition);
        file.Remove("$schema"); // the journeys we ship have one of their own
        file.Insert(0, "$schema", "https://elsaworkflows.io/schemas/workflow-definition/v3.0.0/schema.json");
        return file;
    }

    private async Task<ElsaDefinition.Place> PlaceAsync(string key, CancellationToken ct)
    {
        var journey = await db.Journeys.AsNoTracking().SingleAsync(j => j.Key == key, ct);
        var newest = await db.JourneyVersions.AsNoTracking().Where(v => v.JourneyKey == key).OrderByDescending(v => v.Number).Select(v => new { v.Number, v.Revision }).FirstAsync(ct);
        return new(journey, newest.Number, FormattableString.Invariant($"{newest.Number}.{newest.Revision}"));
    }

    private static bool Matches(string which, Row row, ElsaDefinition.Place place) => which switch
    {
        "" or "AllVersions" => true,
        "Latest" => row.Number == place.Latest,
        "Published" => row.Number == place.Journey.LiveVersion,
        "LatestOrPublished" or "LatestAndPublished" => row.Number == place.Latest || row.Number == place.Journey.LiveVersion,
        "Draft" => !row.Published,
        _ => int.TryParse(which, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && row.Number == number,
    };
}
