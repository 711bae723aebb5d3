using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Caching.Memory;
using Portico.App.Data;
using Portico.App.Forms;
using Portico.App.Shared;
using Portico.Workflows;

namespace Portico.App.Journeys;

/// <summary>A published version, compiled, with the forms it was published with. Immutable, so it is kept in memory.</summary>
public sealed record PublishedJourney(string VersionId, string Key, string Name, int Number, WorkflowDefinition Definition, IReadOnlyDictionary<string, FormDefinition> Forms)
{
    /// <summary>Version of the start page that it was published with; 0: it has none.</summary>
    public int StartPage { get; init; }

    /// <summary>Versions of <see cref="Forms"/>, by key.</summary>
    public IReadOnlyDictionary<string, int> FormVersions { get; init; } = new Dictionary<string, int>();

    /// <summary>Customers may start on it, or might once; false: when it was read only test cases might.</summary>
    public bool Released { get; init; }

    /// <summary>Those of <see cref="Forms"/> in which a customer is asked; the others are words only.</summary>
    public IEnumerable<FormDefinition> Steps => Forms.Values.Where(form => form.Kind is "form" or "summary");

    /// <summary>A time can be chosen in one of its forms. Asked at each step, so it is known beforehand.</summary>
    public bool OffersTimes { get; } = Forms.Values.Any(form => form.Fields.Any(field => field.Type == FieldTypes.Slot));
}

/// <summary>Finds published journeys of the tenant in scope.</summary>
public sealed class JourneyLibrary(PorticoDb db, JourneyCache cache, RecentAnswers recent)
{
    /// <summary>What new customers start on, or null if the journey is not published.</summary>
    public async Task<PublishedJourney?> LiveAsync(string key, CancellationToken ct) =>
        await EntranceAsync(key, ct) is { } entrance ? await OfVersionAsync(entrance.VersionId, ct) : null;

    /// <summary>What test cases start on, or null if the journey is not published to test.</summary>
    public async Task<PublishedJourney?> TestAsync(string key, CancellationToken ct)
    {
        var entrance = await recent.GetAsync(Test(key), () =>
            (from journey in db.Journeys.AsNoTracking()
             join version in db.JourneyVersions on new { journey.Key, Number = journey.TestVersion } equals new { Key = version.JourneyKey, Number = (int?)version.Number }
             where journey.Key == key && version.PublishedAt != null
             select new Entrance(version.Id, null)).SingleOrDefaultAsync(ct));
        return entrance is null ? null : await OfVersionAsync(entrance.VersionId, ct);
    }

    /// <summary>What one new customer starts on, who may take part in a pilot; null if the journey is not published.</summary>
    /// <param name="lot">Decides about the pilot; null: takes no part.</param>
    public async Task<Chosen?> ChooseAsync(string key, TenantEnvironment environment, string? lot, string locale, CancellationToken ct)
    {
        if (environment == TenantEnvironment.Test) return await TestAsync(key, ct) is { } tested ? new(tested, null, false) : null;
        if (await EntranceAsync(key, ct) is not { } entrance) return null;
        var place = lot is not null && entrance.Pilot is { } pilot && pilot.GroupOf(lot, locale) is { } group ? new PilotPlace(pilot.Id, group) : null;
        return new(await OfVersionAsync(place?.Group == PilotGroup.Pilot ? entrance.Pilot!.VersionId : entrance.VersionId, ct), place, entrance.Pilot is not null);
    }

    /// <param name="Place">Null: counts in no pilot.</param>
    /// <param name="Piloted">A pilot runs: who comes back has to show the same lot.</param>
    public sealed record Chosen(PublishedJourney Journey, PilotPlace? Place, bool Piloted);

    private sealed record Entrance(string VersionId, JourneyPilot? Pilot);

    private ValueTask<Entrance?> EntranceAsync(string key, CancellationToken ct) => recent.GetAsync(Live(key), () =>
        (from journey in db.Journeys.AsNoTracking()
         join version in db.JourneyVersions on new { journey.Key, Number = journey.LiveVersion } equals new { Key = version.JourneyKey, Number = (int?)version.Number }
         join running in db.JourneyPilots on journey.PilotId equals running.Id into pilots
         from pilot in pilots.DefaultIfEmpty()
         where journey.Key == key && version.PublishedAt != null
         select new Entrance(version.Id, pilot)).SingleOrDefaultAsync(ct));

    /// <summary>A certain published version, also one that is not live any more; null if there is none such of this journey for cases of this environment.</summary>
    public async Task<PublishedJourney?> PublishedAsync(string key, string versionId, TenantEnvironment environment, CancellationToken ct)
    {
        var test = environment == TenantEnvironment.Test;
        if (cache.Find(db.TenantId, versionId) is { } known && (test || known.Released)) return known.Key == key ? known : null;
        return await db.JourneyVersions.AnyAsync(v => v.Id == versionId && v.JourneyKey == key && v.PublishedAt != null && (test || v.ReleasedAt != null), ct) ? await OfVersionAsync(versionId, ct) : null;
    }

    /// <summary>Another version is live or in test now, or none, or a pilot changed: whoever starts is to see it at once.</summary>
    public void Changed(string key)
    {
        recent.Forget(Live(key));
        recent.Forget(Test(key));
    }

    private (string, string, string) Live(string key) => ("live journey", key, db.TenantId);

    private (string, string, string) Test(string key) => ("test journey", key, db.TenantId);

    /// <summary>What a case is pinned to.</summary>
    public async Task<PublishedJourney> OfVersionAsync(string versionId, CancellationToken ct)
    {
        if (cache.Find(db.TenantId, versionId) is { } known) return known;

        var version = await db.JourneyVersions.AsNoTracking().SingleAsync(v => v.Id == versionId, ct);
        if (!version.IsPublished) throw new InvalidOperationException($"Journey version {versionId} is not published.");
        var keys = version.FormVersions.Keys.ToList();
        var forms = (await db.Forms.AsNoTracking().Where(f => keys.Contains(f.Key)).ToListAsync(ct))
            .Where(f => version.FormVersions[f.Key] == f.Version)
            .ToDictionary(f => f.Key, f => f.Read());
        var name = await db.Journeys.Where(j => j.Key == version.JourneyKey).Select(j => j.Name).SingleAsync(ct);
        var published = new PublishedJourney(version.Id, version.JourneyKey, name, version.Number, WorkflowDefinition.Parse(version.Definition), forms)
        {
            FormVersions = version.FormVersions,
            Released = version.ReleasedAt is not null,
            StartPage = version.FormVersions.GetValueOrDefault(FormDefinition.StartPageOf(version.JourneyKey)),
        };
        cache.Keep(db.TenantId, published);
        return published;
    }
}

/// <summary>Compiled journeys, by tenant and version.</summary>
public sealed class JourneyCache : IDisposable
{
    private readonly MemoryCache published = new(new MemoryCacheOptions { SizeLimit = 2_000 });

    public PublishedJourney? Find(string tenantId, string versionId) => published.Get<PublishedJourney>((tenantId, versionId));

    public void Keep(string tenantId, PublishedJourney journey) =>
        published.Set((tenantId, journey.VersionId), journey, new MemoryCacheEntryOptions { Size = 1 });

    public void Dispose() => published.Dispose();
}
