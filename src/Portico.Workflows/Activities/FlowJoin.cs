using Portico.Workflows.Engine;
using Portico.Workflows.Json;

namespace Portico.Workflows.Activities;

/// <summary>Where branches meet. The flowchart decides when it runs; then it just goes on.</summary>
internal sealed class FlowJoin : Activity
{
    public const string WaitAll = nameof(WaitAll);
    public const string WaitAllActive = nameof(WaitAllActive);
    public const string WaitAny = nameof(WaitAny);

    public override ActivityDescriptor Descriptor { get; } = Describe.Activity("Elsa.FlowJoin", "Join", "Branching", "Waits for branches to meet: for all of them, or for the first, which ends the others.",
        inputs: [Describe.Choice("Mode", "Mode", "WaitAny goes on with the first branch; WaitAll needs every branch; WaitAllActive needs those that were taken.", WaitAny, WaitAny, WaitAll, WaitAllActive)]);

    public override void Execute(Step step) => step.Complete();

    public static string Mode(Step flowchart, ActivityNode join) => Coerce.ToText(join.Input("mode")?.Evaluate(new(flowchart.Run, join, flowchart.Context))) switch
    {
        null or "" or WaitAny or "2" => WaitAny,
        WaitAll or "0" => WaitAll,
        WaitAllActive or "1" => WaitAllActive,
        _ => throw new ActivityFault("expression.type", "The mode of a join is WaitAny, WaitAll or WaitAllActive."),
    };
}
