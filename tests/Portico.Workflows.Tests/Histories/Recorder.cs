using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Portico.Workflows.Tests.Histories;

/// <summary>Plays customers, providers, clocks, agents, children and the world outside against one run, and writes down what happens.</summary>
internal sealed class Recorder(WorkflowDefinition definition, int seed)
{
    private const int MaxPushes = 30;
    private readonly Random random = new(seed);
    private readonly List<TimerRequest> timers = [];
    private readonly List<string> looseCalls = [];
    private readonly Dictionary<string, string> contracts = new(StringComparer.Ordinal);
    private DateTimeOffset now = new DateTimeOffset(2026, 1, 1, 8, 0, 0, TimeSpan.Zero).AddHours(seed * 31 % 8760);

    public History Record()
    {
        var starter = definition.Starters.Count > 0 && random.Next(2) == 0 ? definition.Starters[random.Next(definition.Starters.Count)] : null;
        var start = new RunStart($"run-{seed}", new() { ["channel"] = Pick("web", "phone"), ["numbers"] = new JsonArray(random.Next(5), random.Next(5), random.Next(5)) },
            random.Next(2) == 0 ? $"ref-{seed}" : null, Pick("en", "de"), random.Next(4) == 0 ? random.Next(2) == 0 : null, starter?.ActivityId, Payload(starter?.Kind));
        var history = new History(definition.ContentHash, seed, start, random.Next(3) == 0 ? "Europe/Berlin" : null, now, "", []);
        var burst = WorkflowRunner.Start(definition, start, history.Environment(now));
        history = history with { StartHash = History.Hash(burst) };
        Take(burst);
        while (history.Pushes.Count < MaxPushes && Next(burst.State) is { } e)
        {
            burst = WorkflowRunner.Push(definition, burst.State, e, history.Environment(now));
            history.Pushes.Add(new(now, e, History.Hash(burst)));
            Take(burst);
        }
        return history;
    }

    private void Take(Burst burst)
    {
        timers.RemoveAll(timer => burst.Cancelled.Contains(timer.Id));
        looseCalls.RemoveAll(burst.Cancelled.Contains);
        timers.AddRange(burst.Timers);
        looseCalls.AddRange(burst.Calls.Where(call => !call.Awaited).Select(call => call.Id));
        foreach (var call in burst.Calls) contracts[call.Id] = call.Contract;
    }

    private RunEvent? Next(RunState run)
    {
        now = now.AddSeconds(random.Next(1, 7200));
        if (run.Status is RunStatus.Completed or RunStatus.Cancelled) return null;
        if (random.Next(80) == 0) return new RunEvent.Cancel("changed-their-mind");
        if (looseCalls.Count > 0 && random.Next(3) == 0) return AnswerLoose();
        if (run.Incidents.Count > 0 && (run.Waits.Count == 0 || run.Status == RunStatus.Faulted || random.Next(3) == 0))
        {
            var incident = run.Incidents[random.Next(run.Incidents.Count)];
            return random.Next(3) == 0 ? new RunEvent.Retry(incident.Id) : new RunEvent.Skip(incident.Id, null);
        }
        if (run.CanGoBack && random.Next(6) == 0) return new RunEvent.WentBack(random.Next(2) == 0 ? null : run.BackSteps[random.Next(run.BackSteps.Count)]);
        if (timers.Count > 0 && (random.Next(5) == 0 || run.Waits.All(wait => wait.Kind == WaitKind.Timer))) return Fire();
        var waits = run.Waits.Where(wait => wait.Kind != WaitKind.Timer).ToList();
        return waits.Count == 0 ? null : For(waits[random.Next(waits.Count)]);
    }

    private RunEvent.TimerFired Fire()
    {
        var timer = timers.MinBy(timer => (timer.DueAt, timer.Id))!;
        timers.Remove(timer);
        now = timer.DueAt > now ? timer.DueAt : now;
        return new(timer.Id);
    }

    private RunEvent AnswerLoose()
    {
        var id = looseCalls[0];
        looseCalls.RemoveAt(0);
        return random.Next(3) == 0 ? new RunEvent.CallFailed(id, "provider.down") : new RunEvent.CallCompleted(id, JsonSerializer.SerializeToElement(new { }));
    }

    private RunEvent For(Wait wait) => wait.Kind switch
    {
        WaitKind.Form => new RunEvent.Submitted(wait.Id, Answers()),
        WaitKind.Agent when wait.Data["fourEyes"] is not null => ForTwo(wait),
        WaitKind.Agent => new RunEvent.Decided(wait.Id, wait.Data["outcomes"]!.AsArray()[random.Next(wait.Data["outcomes"]!.AsArray().Count)]!.GetValue<string>(), null),
        WaitKind.Child => new RunEvent.ChildFinished(wait.Data["childId"]!.GetValue<string>(), random.Next(6) == 0 ? RunStatus.Faulted : RunStatus.Completed, new() { ["Result"] = random.Next(100) }, random.Next(2) == 0 ? null : [Pick("Success", "Failed")]),
        WaitKind.Event => new RunEvent.EventReceived(wait.Id, Payload(StarterKind.Event)),
        WaitKind.Http => new RunEvent.HttpReceived(wait.Id, Payload(StarterKind.Http)!),
        WaitKind.Withdrawal => new RunEvent.Withdrawn(wait.Id),
        WaitKind.Appointment => random.Next(3) == 0 ? new RunEvent.AppointmentMoved("visit", Time()) : new RunEvent.AppointmentEnded(Pick("visit", "visit", "other"), Pick("Held", "Cancelled", "NoShow")),
        _ => ForCall(wait.Data["callId"]!.GetValue<string>()),
    };

    private RunEvent ForTwo(Wait wait) => wait.Data["proposal"] is not { } proposal ? new RunEvent.Proposed(wait.Id, Pick("Approved", "Declined"), "first", null)
        : random.Next(3) == 0 ? new RunEvent.ProposalRejected(wait.Id, Pick("first", "second"), "no")
        : new RunEvent.Confirmed(wait.Id, (string)proposal["outcome"]!, "second", null);

    private RunEvent ForCall(string id) => random.Next(7) switch
    {
        0 => new RunEvent.CallFailed(id, Pick("provider.down", "http.timeout")),
        1 => new RunEvent.CallPending(id, random.Next(2) == 0 ? null : new("redirect", "https://provider.example/continue")),
        _ => new RunEvent.CallCompleted(id, JsonSerializer.SerializeToElement(Answer(contracts[id]))),
    };

    private JsonObject Answer(string contract) => contract switch
    {
        CallContracts.IdentityVerification => new() { ["decision"] = Pick("approved", "approved", "approved", "review", "resubmission", "declined", "odd") },
        CallContracts.Payment => new() { ["state"] = Pick("active", "active", "pending", "refused", "cancelled", "expired") },
        CallContracts.Http => new() { ["statusCode"] = random.Next(4) switch { 0 => 404, 1 => 500, _ => 200 }, ["parsedContent"] = new JsonObject { ["n"] = random.Next(10) }, ["responseHeaders"] = new JsonObject { ["Server"] = "x" } },
        CallContracts.Connector => new() { ["id"] = $"K{random.Next(100)}" },
        _ => [],
    };

    private JsonObject Answers() => new()
    {
        ["n"] = random.Next(5), ["givenName"] = Pick("Ada", "Emmy", "Zoë"), ["familyName"] = "Example", ["email"] = "someone@example.test", ["country"] = Pick("DE", "GB", "FR"), ["paymentMethod"] = Pick("direct-debit", "card", "invoice"), ["agree"] = random.Next(2) == 0,
        ["visit"] = random.Next(5) == 0 ? null : Time(),
    };

    private string Time() => now.AddHours(random.Next(1, 200)).ToString("yyyy-MM-dd'T'HH:00:00zzz", CultureInfo.InvariantCulture);

    private JsonObject? Payload(StarterKind? kind) => kind switch
    {
        StarterKind.Event => new JsonObject { ["number"] = random.Next(100), ["kind"] = Pick("small", "large") },
        StarterKind.Http => new JsonObject { ["routeData"] = new JsonObject { ["id"] = $"M{random.Next(10)}" }, ["parsedContent"] = new JsonObject { ["reading"] = random.Next(1000) } },
        _ => null,
    };

    private string Pick(params string[] among) => among[random.Next(among.Length)];
}
