using System.Text.Json.Nodes;
using Portico.Workflows.Engine;

namespace Portico.Workflows;

/// <summary>Time and limits from outside, so that the same push gives the same burst.</summary>
/// <param name="Now">The instant of this push.</param>
/// <param name="Seed">For expressions that draw (newGuid, random); journalled by the caller with the case.</param>
public sealed record RunEnvironment(DateTimeOffset Now, long Seed);

/// <summary>What a run starts with.</summary>
/// <param name="RunId">Visible to expressions as the workflow instance id.</param>
/// <param name="ContinueWithIncidents">True: other branches go on beside a faulted one. False: the whole run is faulted (Elsa's default).</param>
public sealed record RunStart(string RunId, JsonObject Input, string? CorrelationId = null, string Locale = "en", bool ContinueWithIncidents = true);

/// <summary>The engine: pure functions from a state and an event to the next state and what the world should do. The same arguments always give the same burst.</summary>
public static class WorkflowRunner
{
    public static Burst Start(WorkflowDefinition definition, RunStart start, RunEnvironment environment)
    {
        ArgumentNullException.ThrowIfNull(definition);
        ArgumentNullException.ThrowIfNull(start);
        var data = new StateData
        {
            RunId = start.RunId,
            DefinitionId = definition.DefinitionId,
            CorrelationId = start.CorrelationId,
            Locale = start.Locale,
            ContinueWithIncidents = start.ContinueWithIncidents,
            Input = start.Input.DeepClone().AsObject(),
        };
        return new Interpreter(definition, data, environment).Start();
    }

    /// <exception cref="StaleEventException">The event is for something that is no longer open; nothing was changed.</exception>
    public static Burst Push(WorkflowDefinition definition, RunState state, RunEvent e, RunEnvironment environment)
    {
        ArgumentNullException.ThrowIfNull(definition);
        ArgumentNullException.ThrowIfNull(state);
        return new Interpreter(definition, state.Data.Copy(), environment).Push(e);
    }
}
