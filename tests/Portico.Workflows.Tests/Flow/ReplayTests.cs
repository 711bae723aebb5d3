using System.Text.Json;

namespace Portico.Workflows.Tests.Flow;

/// <summary>Random customers, providers, clocks and agents against one journey with everything in it.</summary>
public sealed class ReplayTests
{
    private static readonly WorkflowDefinition Definition = new Journey().Variable("id", "String")
        .Add("start", "Elsa.Start").Add("contact", "Portico.ShowForm", ("form", "contact"), ("reminderAfter", "24"), ("reminderTemplate", "nudge"), ("expiresAfter", "72"))
        .Add("supply", "Portico.ShowForm", ("form", "supply")).Add("kyc", "Portico.VerifyIdentity").Add("review", "Portico.AgentDecision").Add("pay", "Portico.SetUpPayment").Add("pause", "Elsa.Delay", ("timeSpan", "14.00:00:00"))
        .Add("mark", "Elsa.WriteLine", ("text", "=newGuid() + Math.random()")).Add("bad", "Elsa.WriteLine", ("text", "=getAnswer('n') > 2 ? null.x : 'fine'")).Add("join", "Elsa.FlowJoin", ("mode", "WaitAll")).Add("send", "Portico.SendMessage", ("template", "welcome")).Add("end", "Portico.EndJourney", ("outcome", "Active"))
        .Connect("start > contact").Connect("contact:Submitted > supply").Connect("contact:Expired > end").Connect("supply:Submitted > kyc").Connect("supply:Submitted > bad > pause > join").Connect("kyc:Verified > pay").Connect("kyc:NeedsReview > review").Connect("kyc:TryAgain > contact")
        .Connect("review:Approved > pay").Connect("pay:Active > mark > join").Connect("pay:Refused > pay").Connect("join > send").Connect("send:Sent > end").Build();

    [Fact]
    public void A_thousand_random_runs_keep_their_promises()
    {
        var ended = 0;
        for (var seed = 0; seed < 1000; seed++)
        {
            var random = new Random(seed);
            var run = TestRun.Start(Definition);
            HashSet<string> asked = [];
            for (var i = 0; i < 60 && run.State.Status is RunStatus.Running or RunStatus.Faulted; i++)
            {
                Check(run, asked);
                if (Next(random, run) is { } e) run.Push(e);
            }
            Check(run, asked);
            if (run.State.Status == RunStatus.Completed) ended++;
        }
        Assert.InRange(ended, 200, 1000);
    }

    private static void Check(TestRun run, HashSet<string> asked)
    {
        foreach (var id in run.Burst.Calls.Select(call => call.Id).Concat(run.Burst.Timers.Select(timer => timer.Id))) asked.Add(id);
        Assert.All(run.Burst.Cancelled, id => Assert.Contains(id, asked));
        Assert.Equal(run.State.Waits.Count, run.State.Waits.Select(wait => wait.Id).Distinct().Count());
        if (run.State.Status == RunStatus.Running) Assert.NotEmpty(run.State.Waits);
        if (run.State.Status == RunStatus.Faulted) Assert.NotEmpty(run.State.Incidents);
        if (run.State.Status == RunStatus.Completed) Assert.Empty(run.State.Waits);
    }

    private static RunEvent? Next(Random random, TestRun run)
    {
        if (run.State.Incidents.Count > 0 && random.Next(3) == 0) return random.Next(2) == 0 ? new RunEvent.Skip(run.State.Incidents[0].Id, null) : new RunEvent.Retry(run.State.Incidents[0].Id);
        if (run.State.CanGoBack && random.Next(4) == 0) return new RunEvent.WentBack(null);
        if (run.Timers.Count > 0 && random.Next(5) == 0)
        {
            var timer = run.Timers.MinBy(timer => timer.DueAt)!;
            run.Timers.Remove(timer);
            run.Now = timer.DueAt;
            return new RunEvent.TimerFired(timer.Id);
        }
        if (run.State.Waits.Count == 0) return null;
        var wait = run.State.Waits[random.Next(run.State.Waits.Count)];
        return wait.Kind switch
        {
            WaitKind.Form => new RunEvent.Submitted(wait.Id, new() { ["n"] = random.Next(5), ["givenName"] = "Ada" }),
            WaitKind.Agent => new RunEvent.Decided(wait.Id, random.Next(2) == 0 ? "Approved" : "Declined", null),
            WaitKind.Call => random.Next(6) switch
            {
                0 => new RunEvent.CallFailed(run.CallOf(wait.ActivityId), "provider.down"),
                1 => new RunEvent.CallPending(run.CallOf(wait.ActivityId), new("redirect", "https://x")),
                _ => new RunEvent.CallCompleted(run.CallOf(wait.ActivityId), Value(random)),
            },
            _ => null,
        };
    }

    private static JsonElement Value(Random random)
    {
        string[] decisions = ["approved", "approved", "approved", "review", "resubmission", "declined"];
        string[] states = ["active", "active", "active", "refused", "cancelled"];
        return JsonSerializer.SerializeToElement(new { decision = decisions[random.Next(decisions.Length)], state = states[random.Next(states.Length)] });
    }
}
