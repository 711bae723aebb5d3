using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Portico.App.Cases;
using Portico.App.Forms;
using Portico.Workflows;

namespace Portico.App.Simulation;

/// <summary>
/// Walks one case through a drawing with the engine of the platform, a clock of its own and an agenda of what is to come. Nothing leaves the house: providers, agents and the customer
/// are a <see cref="Cast"/>. The same arguments always give the same result.
/// </summary>
internal sealed class VirtualRun
{
    /// <summary>Things that happen in one run before it is taken for endless.</summary>
    public const int MostEvents = 1_000;

    private readonly Stage stage;
    private readonly Cast cast;
    private readonly long seed;
    private readonly PriorityQueue<Func<bool>, (DateTimeOffset At, int Order)> agenda = new();
    private readonly List<Member> members = [];
    private readonly List<string> path = [], submitted = [], asked = [];
    private readonly List<RunFinding> findings = [];
    private readonly List<JournalLine>? journal;
    private DateTimeOffset now;
    private int planned, events;

    private VirtualRun(Stage stage, Cast cast, DateTimeOffset start, long seed, List<JournalLine>? journal) => (this.stage, this.cast, now, this.seed, this.journal) = (stage, cast, start, seed, journal);

    /// <param name="journal">Is filled with what a case would have in its journal; null: nobody reads it.</param>
    public static VirtualResult Walk(Stage stage, Cast cast, DateTimeOffset start, long seed, List<JournalLine>? journal = null)
    {
        var run = new VirtualRun(stage, cast, start, seed, journal);
        var main = run.Begin(stage.Drawing, [], null, null);
        while (!main.IsOver && run.agenda.TryDequeue(out var happen, out var when))
        {
            if (run.events >= MostEvents)
            {
                run.Find(RunFinding.StepLimit, stage.Name, $"After {MostEvents} events it was still not at an end: it goes round in a circle.");
                break;
            }
            var before = run.now;
            run.now = when.At;
            // What was called off meanwhile takes no time.
            if (!happen()) run.now = before;
        }
        if (run.agenda.Count == 0 && !main.IsOver) run.FindEndlessWaits();
        return new(main.State.Status, main.State.Outcome, run.now - start, run.path, run.submitted, run.asked, run.findings) { End = journal is null ? null : main.State };
    }

    private Member Begin(Drawing drawing, JsonObject input, Member? parent, ChildStart? child)
    {
        var number = members.Count + 1;
        var member = new Member(drawing, parent, child);
        members.Add(member);
        Apply(member, WorkflowRunner.Start(drawing.Definition, new(FormattableString.Invariant($"virtual-{number}"), input, Locale: stage.Locale), Environment()));
        return member;
    }

    private RunEnvironment Environment() => new(now, unchecked(seed + events), stage.Time.Zone, stage.Time.Calendar, stage.Time.Quiet);

    /// <returns>False: it came too late, and nothing happened.</returns>
    private bool Push(Member member, RunEvent e)
    {
        if (member.IsOver) return false;
        Burst burst;
        try
        {
            burst = WorkflowRunner.Push(member.Drawing.Definition, member.State, e, Environment());
        }
        catch (StaleEventException)
        {
            return false;
        }
        events++;
        Apply(member, burst);
        return true;
    }

    private void Plan(TimeSpan after, Func<bool> happen) => agenda.Enqueue(happen, (now + after, planned++));

    private void Apply(Member member, Burst burst)
    {
        member.State = burst.State;
        member.Withdrawn.UnionWith(burst.Cancelled);
        if (member.Parent is null) Follow(burst.Journal);
        foreach (var incident in burst.State.Incidents.Where(incident => member.Seen.Add(incident.Id))) Find(incident.Code, member.Drawing.NameOf(incident.ActivityId), incident.Message);
        foreach (var timer in burst.Timers) Plan(timer.DueAt - now, () => !member.Withdrawn.Contains(timer.Id) && Push(member, new RunEvent.TimerFired(timer.Id)));
        // Nobody waits for the answer to a reminder, so it changes nothing.
        foreach (var call in burst.Calls.Where(call => call.Awaited)) Ask(member, call);
        foreach (var child in burst.Children) Plan(TimeSpan.Zero, () => StartChild(member, child));
        foreach (var published in burst.Events) Plan(TimeSpan.Zero, () => Deliver(member, published));
        foreach (var wait in burst.State.Waits.Where(wait => wait.Kind is WaitKind.Form or WaitKind.Agent or WaitKind.Event or WaitKind.Http or WaitKind.Appointment or WaitKind.Withdrawal && member.Seen.Add(wait.Id))) Await(member, wait);
        if (member is { IsOver: true, Parent: { } parent, Child: { Awaited: true } started })
            Plan(TimeSpan.Zero, () => Push(parent, new RunEvent.ChildFinished(started.Id, member.State.Status, member.State.Output, member.State.Outcomes)));
    }

    private void Follow(IEnumerable<JournalEntry> entries)
    {
        foreach (var entry in entries)
        {
            journal?.Add(new(journal.Count + 1, now, "test", entry.Kind, entry.ActivityId, entry.ActivityType, entry.Data));
            if (entry is { Kind: JournalKinds.ActivityStarted, ActivityId: { } started } && started != stage.Drawing.Canvas) path.Add(started);
            if (entry is { Kind: JournalKinds.StepCompleted, ActivityType: "Portico.ShowForm", ActivityId: { } completed }) submitted.Add(completed);
        }
    }

    private void Ask(Member member, Call call)
    {
        var stop = member.Drawing.At(call.ActivityId);
        if (stop.Kind != StopKind.Message) asked.Add(stop.Id);
        var (outcome, after) = cast.Next(stop, member.Visit(stop));
        if (outcome != Stop.Never) Plan(after, () => Push(member, Answered(call, outcome)));
    }

    private static RunEvent Answered(Call call, string outcome)
    {
        if (outcome == Stop.Failed) return new RunEvent.CallFailed(call.Id, "provider.failed");
        if (outcome == Stop.TimedOut) return new RunEvent.CallFailed(call.Id, "http.timeout");
        var answer = call.Contract switch
        {
            CallContracts.IdentityVerification => new JsonObject { ["decision"] = outcome },
            CallContracts.Payment => new JsonObject { ["state"] = outcome },
            CallContracts.Connector => [], // what it would say is not known here
            CallContracts.Http => new JsonObject { ["statusCode"] = int.Parse(outcome, CultureInfo.InvariantCulture) },
            _ => new JsonObject { ["status"] = outcome },
        };
        return new RunEvent.CallCompleted(call.Id, JsonSerializer.SerializeToElement(answer));
    }

    private void Await(Member member, Wait wait)
    {
        var stop = member.Drawing.At(wait.ActivityId);
        var (outcome, after) = cast.Next(stop, member.Visit(stop));
        if (outcome == Stop.Never) return;
        Plan(after, wait.Kind switch
        {
            WaitKind.Form => () => Submit(member, stop, wait),
            WaitKind.Agent when wait.Data["fourEyes"] is not null => () => Push(member, new RunEvent.Proposed(wait.Id, outcome, "first", null)) && Push(member, new RunEvent.Confirmed(wait.Id, outcome, "second", null)),
            WaitKind.Agent => () => Push(member, new RunEvent.Decided(wait.Id, outcome, null)),
            WaitKind.Event => () => Push(member, new RunEvent.EventReceived(wait.Id, null)),
            WaitKind.Withdrawal => () => Push(member, new RunEvent.Withdrawn(wait.Id)),
            WaitKind.Appointment => () => Push(member, new RunEvent.AppointmentEnded((string)wait.Data["appointment"]!, outcome)),
            _ => () => Push(member, new RunEvent.HttpReceived(wait.Id, [])),
        });
    }

    private bool Submit(Member member, Stop stop, Wait wait)
    {
        if (member.State.Waits.All(open => open.Id != wait.Id)) return false;
        var key = (string)wait.Data["form"]!;
        if (!member.Drawing.Forms.TryGetValue(key, out var form))
        {
            Find(RunFinding.FormMissing, stop.Name, $"The form “{key}” does not exist.");
            return false;
        }
        var today = stage.Time.DayOf(now);
        var check = FormAnswers.Check(form, cast.Answer(stop, form, today), member.State.Answers, stage.Locale, today, stage.Country, SampleAnswers.Files(form));
        if (check.Ok) return Push(member, new RunEvent.Submitted(wait.Id, check.Accepted));
        Find(RunFinding.AnswersRefused, stop.Name, "The form refuses the answers: " + string.Join(" ", check.Errors.Select(error => $"{error.Key}: {string.Join(" ", error.Value)}")));
        return false;
    }

    private bool StartChild(Member parent, ChildStart child)
    {
        var depth = 1;
        for (var above = parent; above.Parent is not null; above = above.Parent) depth++;
        if (depth < NewCases.Deepest && stage.Others.TryGetValue(child.DefinitionId, out var drawing)) Begin(drawing, child.Input, parent, child);
        else if (child.Awaited) return Push(parent, new RunEvent.ChildFinished(child.Id, RunStatus.Faulted, [], Code: depth < NewCases.Deepest ? "child.not_published" : "workflow.too_deep"));
        return true;
    }

    /// <summary>An event that the journey publishes reaches whoever waits for it now.</summary>
    private bool Deliver(Member publisher, PublishedEvent published)
    {
        var waits = from member in published.IsLocal ? [publisher] : members.ToList()
                    from wait in member.State.Waits
                    where wait.Kind == WaitKind.Event && (string?)wait.Data["event"] == published.Name && (published.CorrelationId is null || published.CorrelationId == member.State.CorrelationId)
                    select (member, wait.Id);
        var reached = false;
        foreach (var (member, wait) in waits.ToList()) reached |= Push(member, new RunEvent.EventReceived(wait, published.Payload?.DeepClone()));
        return reached;
    }

    /// <summary>A wait for a child is not named beside what the child itself waits for.</summary>
    private void FindEndlessWaits()
    {
        foreach (var member in members.Where(member => !member.IsOver))
        {
            foreach (var wait in member.State.Waits.Where(wait => wait.Kind != WaitKind.Child))
                Find(RunFinding.EndlessWait, member.Drawing.NameOf(wait.ActivityId), "It waits for ever: nobody acts here, and no time limit ends it.");
        }
    }

    private void Find(string code, string place, string text) => findings.Add(new(code, place, text));

    /// <summary>The case itself, or one that it started.</summary>
    private sealed class Member(Drawing drawing, Member? parent, ChildStart? child)
    {
        private readonly Dictionary<string, int> visits = new(StringComparer.Ordinal);

        public Drawing Drawing => drawing;

        public Member? Parent => parent;

        public ChildStart? Child => child;

        public RunState State { get; set; } = null!;

        public bool IsOver => State.Status is RunStatus.Completed or RunStatus.Cancelled or RunStatus.Faulted;

        /// <summary>Waits and incidents that were noticed already.</summary>
        public HashSet<string> Seen { get; } = new(StringComparer.Ordinal);

        /// <summary>Timers that are no longer wanted.</summary>
        public HashSet<string> Withdrawn { get; } = new(StringComparer.Ordinal);

        public int Visit(Stop stop) => visits[stop.Id] = visits.GetValueOrDefault(stop.Id) + 1;
    }
}
