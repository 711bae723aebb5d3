namespace Portico.Workflows;

public enum FindingSeverity
{
    /// <summary>Worth a look; the journey can be published.</summary>
    Warning,

    /// <summary>The journey would stop here: it cannot be published.</summary>
    Error,
}

/// <summary>Something about a definition that a person should look at.</summary>
/// <param name="Id">Kind of the finding, permanent, for example <c>expression.syntax</c>.</param>
/// <param name="NodeId">The node's path, as the designer writes it (<c>Workflow1:flow1:kyc</c>); null = the whole definition.</param>
/// <param name="Fix">What to do about it, in one sentence.</param>
/// <param name="Subject">What of the node it is about, such as a way out or a field, where there can be several; null: the node itself.</param>
public sealed record Finding(string Id, FindingSeverity Severity, string? NodeId, string Message, string Fix, string? Subject = null);
