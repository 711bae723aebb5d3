using System.ComponentModel.DataAnnotations;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Portico.App.Data;

namespace Portico.App.Cases;

/// <summary>
/// Moves the journals of cases that ended long ago out of the table that every push writes to. Each case is one transaction, and what is left is found again
/// the next time: any node may stop at any point, and of several that take the same case one has its way.
/// </summary>
public sealed class ArchiveJournals(IServiceScopeFactory scopes, GroupCommits commits, IOptions<ArchiveOptions> options, DatabaseClock clock, ILogger<ArchiveJournals> log) : HourlyRounds(clock, log)
{
    private const int Batch = 100;

    /// <returns>How many cases this node archived.</returns>
    public override async Task<int> RunAsync(CancellationToken ct)
    {
        var now = await Clock.ReadAsync(ct);
        var endedBefore = now - options.Value.After;
        await using var scope = scopes.CreateAsyncScope();
        var old = await CrossTenant.Query<Case>(scope.ServiceProvider.GetRequiredService<PorticoDb>()).Where(c => c.EndedAt < endedBefore && c.ArchivedAt == null)
            .OrderBy(c => c.EndedAt).Take(Batch).Select(c => new { c.TenantId, c.Id }).ToListAsync(ct);
        var archived = 0;
        foreach (var found in old)
        {
            try
            {
                if (await ArchiveAsync(found.TenantId, found.Id, now, ct)) archived++;
            }
            catch (RowConflictException)
            {
                // another node was faster
            }
            catch (Exception e) when (!ct.IsCancellationRequested)
            {
                Log.LogError(e, "The journal of {Tenant}/{Case} could not be archived; it is tried again later.", found.TenantId, found.Id);
            }
        }

        return archived;
    }

    /// <returns>False: another node was faster.</returns>
    private async Task<bool> ArchiveAsync(string tenantId, Guid caseId, DateTimeOffset now, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<TenantScope>().Enter(tenantId);
        var db = scope.ServiceProvider.GetRequiredService<PorticoDb>();
        if (await db.Cases.SingleOrDefaultAsync(c => c.Id == caseId && c.ArchivedAt == null, ct) is not { } found) return false;
        var rows = await db.Set<JournalRow>().Where(j => j.CaseId == caseId).OrderBy(j => j.Seq).ToListAsync(ct);

        // All of it or nothing: a row that is gone already, or a case that moved, refuses the rest.
        db.RemoveRange(rows);
        found.ArchivedAt = now;
        return await commits.CommitAsync(tenantId, caseId, [.. commits.Rows.Changes(db.ChangeTracker.Entries(), tenantId), .. commits.Rows.Inserts([ArchivedJournal.Of(caseId, rows)], tenantId)]);
    }
}

/// <summary>Journals of cases that are over. Section <c>Portico:Archive</c>; a bad value stops start-up.</summary>
public sealed class ArchiveOptions
{
    /// <summary>How long after its end a case's journal is compressed and put away, 1 day to 10 years. Default 90 days.</summary>
    [Range(typeof(TimeSpan), "1.00:00:00", "3650.00:00:00")]
    public TimeSpan After { get; set; } = TimeSpan.FromDays(90);
}
