namespace Portico.App.Outbox;

/// <summary>What one kind of due work means. Implementations live in the room that knows.</summary>
public abstract class DueWork
{
    public abstract DueKind Kind { get; }

    /// <summary>It waits for nobody outside. More of it at once than the processors can do would only take the time of those who wait at a screen.</summary>
    public virtual bool Computes => false;

    /// <summary>Does the work and records its result in one transaction. <paramref name="attempt"/> is the fence: nothing is recorded unless the row still has it.</summary>
    /// <param name="ct">Cancelled when the row is not ours any more, and when the node stops before the work has ended.</param>
    public abstract Task DoAsync(Guid caseId, string dueId, int attempt, CancellationToken ct);
}

/// <summary>Gives work up, so that a person decides about it. Implemented in the room that knows what it belongs to.</summary>
public abstract class DueParking
{
    /// <summary>Parks the row and raises an incident in one transaction, unless the row no longer has this attempt.</summary>
    /// <param name="failures">How many attempts failed, if the row does not say so yet.</param>
    public abstract Task ParkAsync(Guid caseId, string dueId, int attempt, string code, string text, CancellationToken ct, int? failures = null);
}
