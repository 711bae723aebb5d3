namespace Portico.Workflows.Activities;

/// <summary>The closed list of what can run. A type name from a definition is only ever looked up here.</summary>
internal static class Registry
{
    public static IReadOnlyList<Activity> All { get; } =
    [
        new ShowForm(), new VerifyIdentity(), new SetUpPayment(), new SendMessage(), new AgentDecision(), new EndJourney(),
        new Start(), new End(), new FlowDecision(), new FlowSwitch(), new FlowFork(), new FlowJoin(), new If(), new Delay(),
        new SetVariable(), new SetOutput(), new SetName(), new Correlate(), new WriteLine(), new Fault(), new Finish(), new Complete(),
        new ExecuteWorkflow(), new DispatchWorkflow(),
        new Flowchart(), new Sequence(), new FlowNode(), new Workflow(), new NotFoundActivity(),
    ];

    private static readonly Dictionary<(string, int), Activity> ByType = All.Where(activity => activity is not NotFoundActivity).ToDictionary(activity => (activity.Descriptor.Type, activity.Descriptor.Version));

    public static Activity? Find(string type, int version) => ByType.GetValueOrDefault((type, version));
}
