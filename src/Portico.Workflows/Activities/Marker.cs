using Portico.Workflows.Engine;

namespace Portico.Workflows.Activities;

/// <summary>An activity that only marks a place: what it means is known to the container it stands in.</summary>
internal abstract class Marker : Activity
{
    public override void Execute(Step step) => step.Complete();
}
