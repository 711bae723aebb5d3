using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Portico.App.Data;

namespace Portico.App.Outbox;

/// <summary>A due row that this node took: nobody else does it before the lease ends.</summary>
/// <param name="Attempt">The fence: a result counts only while the row still says so.</param>
/// <param name="Failures">Attempts in a row that failed, also those that ended without a word because their node died.</param>
public sealed record ClaimedWork(
    string TenantId, Guid CaseId, string Id, DueKind Kind, int Attempt, DateTimeOffset DueAt, DateTimeOffset LeaseUntil, int Failures, DateTimeOffset? FailingSince, string? LastCode);

/// <summary>Takes due rows for this node, in one transaction however many and whosever they are. The attempt is on record before anything is done.</summary>
public abstract class DueClaims
{
    /// <param name="now">By the database's clock.</param>
    /// <returns>What was taken, at most what was asked for of each tenant; rows that another node was faster at are missing.</returns>
    public abstract Task<IReadOnlyList<ClaimedWork>> ClaimAsync(IReadOnlyList<Share> shares, DateTimeOffset now, DateTimeOffset leaseUntil);
}

/// <summary>For an engine with one writer: reads what is due, then takes it by compare-and-set in one group, whose flush other commits share.</summary>
internal sealed class ComparedClaims(IServiceScopeFactory scopes, GroupCommits commits) : DueClaims
{
    private readonly RowUpdate claim = commits.Rows.UpdateOf<Due>([nameof(Due.Attempts), nameof(Due.LeaseUntil), nameof(Due.Failures), nameof(Due.FailingSince)], [nameof(Due.Attempts)]);

    public override async Task<IReadOnlyList<ClaimedWork>> ClaimAsync(IReadOnlyList<Share> shares, DateTimeOffset now, DateTimeOffset leaseUntil)
    {
        var found = new List<Due>();
        foreach (var share in shares) found.AddRange(await FindAsync(share, now));
        if (found.Count == 0) return [];

        var commands = found.ConvertAll(due => Take(due, now, leaseUntil));
        if (!await commits.CommitAsync(found[0].TenantId, found[0].CaseId, commands))
        {
            // One of them is not what it was: then each by itself, still in one group.
            var taken = await Task.WhenAll(found.Select((due, i) => commits.CommitAsync(due.TenantId, due.CaseId, [commands[i]])));
            found = [.. found.Where((_, i) => taken[i])];
        }

        return found.ConvertAll(d => new ClaimedWork(d.TenantId, d.CaseId, d.Id, d.Kind, d.Attempts, d.DueAt, leaseUntil, d.Failures, d.FailingSince, d.LastCode));
    }

    private RowCommand Take(Due due, DateTimeOffset now, DateTimeOffset leaseUntil)
    {
        if (due.LeaseUntil is not null) (due.Failures, due.FailingSince) = (due.Failures + 1, due.FailingSince ?? now); // whoever had it never came back
        (due.Attempts, due.LeaseUntil) = (due.Attempts + 1, leaseUntil);
        return claim(due, due.TenantId, due.Attempts - 1);
    }

    private async Task<List<Due>> FindAsync(Share share, DateTimeOffset now)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<TenantScope>().Enter(share.TenantId);
        return await scope.ServiceProvider.GetRequiredService<PorticoDb>().Due.AsNoTracking().Where(WaitingTenants.Ready(now)).OrderBy(d => d.DueAt).Take(share.Places).ToListAsync();
    }
}
