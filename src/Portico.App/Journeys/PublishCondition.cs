namespace Portico.App.Journeys;

/// <summary>What another room has to say before a drawing goes live.</summary>
public abstract class PublishCondition
{
    /// <param name="version">One that was published before, with its forms; null: the newest drawing with the newest forms.</param>
    /// <returns>What stands against publishing it, by place; empty: nothing.</returns>
    public abstract Task<IReadOnlyDictionary<string, string[]>> FaultsAsync(string key, int? version, CancellationToken ct);
}
