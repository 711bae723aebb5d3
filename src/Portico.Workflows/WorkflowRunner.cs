using System.Text.Json.Nodes;

namespace Portico.Workflows;

/// <summary>Time and limits from outside, so that the same push gives the same burst.</summary>
/// <param name="Now">The instant of this push.</param>
/// <param name="Seed">For expressions that draw (newGuid, random); journalled by the caller with the case.</param>
public sealed record RunEnvironment(DateTimeOffset Now, long Seed);

/// <summary>What a run starts with.</summary>
/// <param name="RunId">Visible to expressions as the workflow instance id.</param>
/// <param name="ContinueWithIncidents">True: other branches go on beside a faulted one. False: the whole run is faulted (Elsa's default).</param>
public sealed record RunStart(string RunId, JsonObject Input, string? CorrelationId = null, string Locale = "en", bool ContinueWithIncidents = true);
