namespace Portico.Workflows;

/// <summary>The event is for a wait, call, timer, child or incident that is no longer there. Nothing was changed.</summary>
public sealed class StaleEventException(string what, string id) : Exception($"The {what} '{id}' is no longer open.");
