using System.Text.Json.Nodes;
using Portico.Workflows;

namespace Portico.Cli.Journeys;

/// <summary>A run and its children in memory: hands in prepared answers, lets delays pass at once, and stops where somebody else would have to act.</summary>
internal sealed class Rehearsal(IReadOnlyList<WorkflowDefinition> definitions, JsonObject answers, Action<string> writeLine)
{
    private const int MaxDepth = 8;
    private const int MaxEvents = 1000;

    private readonly List<Member> members = [];
    private DateTimeOffset now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private int events;

    public RunState Run(JsonObject input)
    {
        var main = Start(definitions[0], input, null, null);
        while (events < MaxEvents && (Submit() || Fire())) { }
        return main.State;
    }

    private Member Start(WorkflowDefinition definition, JsonObject input, Member? parent, ChildStart? child)
    {
        var number = members.Count + 1;
        var burst = WorkflowRunner.Start(definition, new($"run-{number}", input, ContinueWithIncidents: false), new(now, number));
        var member = new Member { Definition = definition, Parent = parent, Child = child, State = burst.State };
        members.Add(member);
        Apply(member, burst);
        return member;
    }

    private void Push(Member member, RunEvent e)
    {
        events++;
        Apply(member, WorkflowRunner.Push(member.Definition, member.State, e, new(now, members.IndexOf(member) + 1)));
    }

    private void Apply(Member member, Burst burst)
    {
        member.State = burst.State;
        foreach (var entry in burst.Journal)
            if (entry.Kind == JournalKinds.LineWritten) writeLine(entry.Data["line"]!.GetValue<string>());
        member.Timers.RemoveAll(timer => burst.Cancelled.Contains(timer.Id));
        member.Timers.AddRange(burst.Timers);
        foreach (var child in burst.Children) StartChild(member, child);
        if (burst.State.Status is RunStatus.Completed or RunStatus.Cancelled or RunStatus.Faulted && member is { Parent: { } parent, Child: { Awaited: true } started, Reported: false })
        {
            member.Reported = true;
            Push(parent, new RunEvent.ChildFinished(started.Id, burst.State.Status, burst.State.Output, burst.State.Outcomes));
        }
    }

    private void StartChild(Member parent, ChildStart child)
    {
        var depth = 0;
        for (var member = parent; member is not null; member = member.Parent) depth++;
        var definition = definitions.FirstOrDefault(definition => definition.DefinitionId == child.DefinitionId);
        if (definition is not null && depth < MaxDepth) Start(definition, child.Input, parent, child);
        else if (child.Awaited) Push(parent, new RunEvent.ChildFinished(child.Id, RunStatus.Faulted, [], Code: depth < MaxDepth ? null : "workflow.too_deep"));
    }

    private bool Submit()
    {
        foreach (var member in members)
        {
            foreach (var wait in member.State.Waits.Where(wait => wait.Kind == WaitKind.Form))
            {
                var form = wait.Data["form"]!.GetValue<string>();
                if ((answers[wait.ActivityId] ?? answers[form]) is not JsonObject prepared) continue;
                Push(member, new RunEvent.Submitted(wait.Id, prepared.DeepClone().AsObject()));
                return true;
            }
        }
        return false;
    }

    /// <summary>Only delays, and periods in which nobody withdraws: a reminder or a time limit belongs to a wait that somebody else ends.</summary>
    private bool Fire()
    {
        var due = members
            .Where(member => member.State.Status == RunStatus.Running)
            .SelectMany(member => member.Timers.Where(timer => member.State.Waits.Any(wait => wait.Kind is WaitKind.Timer or WaitKind.Withdrawal && wait.ActivityId == timer.ActivityId)).Select(timer => (Member: member, Timer: timer)))
            .OrderBy(pair => pair.Timer.DueAt).FirstOrDefault();
        if (due.Timer is null) return false;
        due.Member.Timers.Remove(due.Timer);
        now = due.Timer.DueAt > now ? due.Timer.DueAt : now;
        Push(due.Member, new RunEvent.TimerFired(due.Timer.Id));
        return true;
    }

    private sealed class Member
    {
        public required WorkflowDefinition Definition { get; init; }

        public required Member? Parent { get; init; }

        public required ChildStart? Child { get; init; }

        public required RunState State { get; set; }

        public List<TimerRequest> Timers { get; } = [];

        public bool Reported { get; set; }
    }
}
