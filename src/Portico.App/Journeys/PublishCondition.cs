namespace Portico.App.Journeys;

/// <summary>What another room has to say before a drawing goes live.</summary>
public abstract class PublishCondition
{
    /// <returns>What stands against publishing the newest drawing of this journey, by place; empty: nothing.</returns>
    public abstract Task<IReadOnlyDictionary<string, string[]>> FaultsAsync(string key, CancellationToken ct);
}
