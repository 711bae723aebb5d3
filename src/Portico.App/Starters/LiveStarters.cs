using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Portico.App.Data;
using Portico.App.Outbox;
using Portico.App.Shared;
using Portico.App.Tenants;
using Portico.Workflows;

namespace Portico.App.Starters;

/// <summary>Stages what starts a journey by itself, in the same save that makes a version live or retracts it.</summary>
public sealed class LiveStarters(PorticoDb db, TenantDirectory tenants, IOptions<StarterOptions> options, TimeProvider clock, Ids ids)
{
    /// <summary>This version is live from now on. A starter that did not change keeps its time; so does one that has happened already.</summary>
    public async Task ReplaceAsync(string journeyKey, string versionId, IReadOnlyList<Starter> starters, CancellationToken ct)
    {
        var (now, zone) = (clock.GetUtcNow(), (await tenants.FindAsync(db.TenantId, ct))?.Zone ?? TimeZoneInfo.Utc);
        var before = await db.Starters.Where(s => s.JourneyKey == journeyKey).ToListAsync(ct);
        foreach (var starter in starters)
        {
            var (key, methods) = (Occurrences.KeyOf(starter), string.Join(' ', starter.Methods ?? []));
            if (starter.Kind == StarterKind.Event) key = Ids.Bounded(key);
            var known = before.Find(s => s.ActivityId == starter.ActivityId && s.Kind == starter.Kind && s.Key == key && s.Methods == methods && s.Authorize == starter.Authorize);
            if (known is not null)
            {
                before.Remove(known);
                known.VersionId = versionId;
                continue;
            }

            var row = new JourneyStarter
            {
                Id = ids.New(), JourneyKey = journeyKey, VersionId = versionId, ActivityId = starter.ActivityId, Kind = starter.Kind, Key = key, Methods = methods, Authorize = starter.Authorize,
            };
            db.Starters.Add(row);
            if (!Occurrences.IsOfTime(starter.Kind) || Occurrences.First(starter.Kind, key, now, zone, options.Value.ShortestInterval) is not { } due) continue;
            db.Due.Add(new Due { CaseId = row.Id, Id = JourneyStarter.DueId, Kind = DueKind.Schedule, ActivityId = starter.ActivityId, DueAt = due, CreatedAt = now });
        }

        await RemoveAsync(before, ct);
    }

    /// <summary>The journey is not live any more.</summary>
    public async Task RemoveAsync(string journeyKey, CancellationToken ct) => await RemoveAsync(await db.Starters.Where(s => s.JourneyKey == journeyKey).ToListAsync(ct), ct);

    private async Task RemoveAsync(List<JourneyStarter> starters, CancellationToken ct)
    {
        if (starters.Count == 0) return;
        var gone = starters.ConvertAll(s => s.Id);
        db.Due.RemoveRange(await db.Due.Where(d => gone.Contains(d.CaseId) && d.Id == JourneyStarter.DueId).ToListAsync(ct));
        db.Starters.RemoveRange(starters);
    }
}
