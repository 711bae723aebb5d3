using Portico.Workflows;

namespace Portico.App.Cases;

/// <summary>Keeps rows of another room in step with the cases: what it stages is committed with the push, or not at all.</summary>
public abstract class CaseFollower
{
    /// <param name="commit">Takes new rows and rows that go; what is changed may be loaded and changed as usual.</param>
    /// <param name="before">Where the case rested before the push; nothing for a new case.</param>
    /// <param name="after">Where it rests now; nothing once it has ended.</param>
    public abstract Task FollowAsync(CaseCommit commit, Case found, IReadOnlyList<Wait> before, IReadOnlyList<Wait> after, DateTimeOffset now, CancellationToken ct);
}
