namespace Portico.Workflows.Activities;

/// <summary>The closed list of what can run. A type name from a definition is only ever looked up here.</summary>
internal static class Registry
{
    public static IReadOnlyList<Activity> All { get; } =
    [
        new ShowForm(), new VerifyIdentity(), new SetUpPayment(), new CallSystem(), new SendMessage(), new AgentDecision(), new RequestDocument(), new AwaitAppointment(), new WithdrawalPeriod(), new WaitUntil(), new EndJourney(),
        new Start(), new End(), new FlowDecision(), new FlowSwitch(), new FlowFork(), new FlowJoin(), new If(), new Delay(),
        new SetVariable(), new SetOutput(), new SetName(), new Correlate(), new WriteLine(), new Fault(), new Finish(), new Complete(),
        new Switch(), new Fork(), new Parallel(), new While(), new For(), new ForEach(), new ParallelForEach(), new Break(),
        new Timer(), new Cron(), new StartAt(), new Event(), new PublishEvent(), new HttpEndpoint(), new FlowSendHttpRequest(), new SendHttpRequest(), new RunJavaScript(),
        new ExecuteWorkflow(), new DispatchWorkflow(), new RunJourney(),
        new Flowchart(), new Sequence(), new FlowNode(), new Workflow(), new NotFoundActivity(),
    ];

    private static readonly Dictionary<(string, int), Activity> ByType = All.Where(activity => activity is not NotFoundActivity).ToDictionary(activity => (activity.Descriptor.Type, activity.Descriptor.Version));

    public static Activity? Find(string type, int version) => ByType.GetValueOrDefault((Plain(type), version));

    /// <summary>Workflows written in C# name generic types with their arguments: <c>Elsa.Workflows.Activities.ForEach&lt;String&gt;</c> is our <c>Elsa.ForEach</c>.</summary>
    private static string Plain(string type)
    {
        var end = type.IndexOf('<', StringComparison.Ordinal);
        if (end < 0) return type;
        var name = type[..end];
        return name.StartsWith("Elsa.Workflows.Activities.", StringComparison.Ordinal) ? "Elsa." + name[(name.LastIndexOf('.') + 1)..] : name;
    }
}
