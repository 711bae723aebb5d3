namespace Portico.Workflows.Activities;

/// <summary>The activity cannot go on and a person has to look. The message names rules and settings, never answers.</summary>
internal sealed class ActivityFault(string code, string message) : Exception(message)
{
    public string Code { get; } = code;
}
