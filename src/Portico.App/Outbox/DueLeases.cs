using Portico.App.Data;

namespace Portico.App.Outbox;

/// <summary>What a node says about rows that it took. Each sentence counts only while the row is still the node's, and shares its flush with other commits.</summary>
public sealed class DueLeases(GroupCommits commits)
{
    private readonly RowUpdate lease = commits.Rows.UpdateOf<Due>([nameof(Due.LeaseUntil)], [nameof(Due.Attempts), nameof(Due.LeaseUntil)]);
    private readonly RowUpdate back = commits.Rows.UpdateOf<Due>([nameof(Due.DueAt), nameof(Due.LeaseUntil), nameof(Due.Failures), nameof(Due.FailingSince)], [nameof(Due.Attempts), nameof(Due.LeaseUntil)]);

    /// <returns>False: the row is not ours any more.</returns>
    public Task<bool> RenewAsync(ClaimedWork work, DateTimeOffset until) => SayAsync(lease, work, Row(work, until));

    /// <summary>Back to all, to be done at once.</summary>
    public Task<bool> ReleaseAsync(ClaimedWork work) => SayAsync(lease, work, Row(work, null));

    /// <summary>Back to all after a failure, to be done later.</summary>
    public Task<bool> FailAsync(ClaimedWork work, DateTimeOffset failingSince, DateTimeOffset dueAt)
    {
        var row = Row(work, null);
        (row.DueAt, row.Failures, row.FailingSince) = (dueAt, work.Failures + 1, failingSince);
        return SayAsync(back, work, row);
    }

    private Task<bool> SayAsync(RowUpdate update, ClaimedWork work, Due row) => commits.CommitAsync(work.TenantId, work.CaseId, [update(row, work.TenantId, work.Attempt, work.LeaseUntil)]);

    private static Due Row(ClaimedWork work, DateTimeOffset? until) =>
        new() { CaseId = work.CaseId, Id = work.Id, Kind = work.Kind, ActivityId = "", DueAt = work.DueAt, Attempts = work.Attempt, LeaseUntil = until };
}
