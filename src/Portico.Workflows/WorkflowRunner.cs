using System.Text.Json.Nodes;
using Portico.Workflows.Engine;
using Portico.Workflows.Schedules;

namespace Portico.Workflows;

/// <summary>Time and limits from outside, so that the same push gives the same burst.</summary>
/// <param name="Now">The instant of this push.</param>
/// <param name="Seed">For expressions that draw (newGuid, random); journalled by the caller with the case.</param>
/// <param name="Zone">Of the tenant; a cron expression means its clock, and a day ends by it. Null: UTC, as in Elsa.</param>
/// <param name="Calendar">
/// The working-day calendar of a code (empty: the tenant's own); null: there is no such calendar. It is asked only when a clock starts, and what came of it is
/// kept with the run. Null: one calendar without a code, in which Monday to Friday are working days.
/// </param>
/// <param name="Quiet">A reminder that would fall into these hours is sent when they end. Null: there are none.</param>
/// <param name="JournalRoom">How many more lines the caller can keep of this run. When they are used up no activity begins any more, and the run is an incident.</param>
public sealed record RunEnvironment(DateTimeOffset Now, long Seed, TimeZoneInfo? Zone = null, Func<string, WorkingCalendar?>? Calendar = null, QuietHours? Quiet = null, int JournalRoom = int.MaxValue);

/// <summary>What a run starts with.</summary>
/// <param name="RunId">Visible to expressions as the workflow instance id.</param>
/// <param name="ContinueWithIncidents">
/// True: other branches go on beside a faulted one. False: the whole run is faulted (Elsa's default). Null: what the definition says, and true if it says nothing.
/// </param>
/// <param name="TriggerActivityId">The starter that started the run: the run begins there, and that activity does not wait. Null: the run begins where the definition says.</param>
/// <param name="TriggerPayload">What the starter brought: the event's payload, or the request as in <see cref="RunEvent.HttpReceived"/>.</param>
public sealed record RunStart(
    string RunId,
    JsonObject Input,
    string? CorrelationId = null,
    string Locale = "en",
    bool? ContinueWithIncidents = null,
    string? TriggerActivityId = null,
    JsonNode? TriggerPayload = null);

/// <summary>The engine: pure functions from a state and an event to the next state and what the world should do. The same arguments always give the same burst.</summary>
public static class WorkflowRunner
{
    public static Burst Start(WorkflowDefinition definition, RunStart start, RunEnvironment environment)
    {
        ArgumentNullException.ThrowIfNull(definition);
        ArgumentNullException.ThrowIfNull(start);
        if (start.TriggerActivityId is { } trigger && !definition.Has(trigger)) throw new ArgumentException($"The definition has no activity '{trigger}'.", nameof(start));
        var data = new StateData
        {
            RunId = start.RunId,
            DefinitionId = definition.DefinitionId,
            CorrelationId = start.CorrelationId,
            Locale = start.Locale,
            ContinueWithIncidents = start.ContinueWithIncidents ?? definition.ContinuesWithIncidents ?? true,
            Trigger = start.TriggerActivityId,
            TriggerPayload = start.TriggerPayload?.DeepClone(),
            Input = ByDeclaredNames(definition, start.Input),
        };
        return new Interpreter(definition, data, environment).Start();
    }

    /// <summary>An activity's JSON writes the inputs of a journey in camelCase; here they get the names the journey gave them.</summary>
    private static JsonObject ByDeclaredNames(WorkflowDefinition definition, JsonObject given)
    {
        var input = given.DeepClone().AsObject();
        foreach (var name in definition.Inputs.Select(declared => declared.Name).Where(name => name.Length > 0 && !input.ContainsKey(name)))
        {
            var camel = char.ToLowerInvariant(name[0]) + name[1..];
            if (!input.TryGetPropertyValue(camel, out var value)) continue;
            input.Remove(camel);
            input[name] = value?.DeepClone();
        }
        return input;
    }

    /// <exception cref="StaleEventException">The event is for something that is no longer open; nothing was changed.</exception>
    public static Burst Push(WorkflowDefinition definition, RunState state, RunEvent e, RunEnvironment environment)
    {
        ArgumentNullException.ThrowIfNull(definition);
        ArgumentNullException.ThrowIfNull(state);
        return new Interpreter(definition, state.Data.Copy(), environment).Push(e);
    }
}
