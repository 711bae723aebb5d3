using System.Text.Json.Nodes;
using static Portico.Workflows.Tests.Tree;

namespace Portico.Workflows.Tests.Histories;

/// <summary>Journeys made up so that together they pass every activity, many of them in ways that no tidy journey would.</summary>
internal static class RecordedJourneys
{
    public static IEnumerable<(string Name, JsonObject Json)> All()
    {
        yield return ("loops", Whole(Loops(), "numbers"));
        yield return ("branches", Flow(Branches()));
        yield return ("counters", Flow(Branches().WithCounters()));
        yield return ("waits", Whole(Waits()));
        yield return ("children", Whole(Children(), "channel"));
        yield return ("people", Flow(People()));
        yield return ("tasks", Flow(Tasks()));
        yield return ("appointments", Flow(Appointments()));
        yield return ("withdrawals", Flow(Withdrawals()));
        yield return ("systems", Flow(Systems()));
        yield return ("accidents", Whole(Accidents(), options: new() { ["incidentStrategyType"] = "Elsa.Workflows.IncidentStrategies.ContinueWithIncidentsStrategy, Elsa.Workflows.Core" }));
    }

    private static JsonObject Whole(JsonObject root, string? input = null, JsonObject? options = null) => new()
    {
        ["id"] = "recorded-1", ["definitionId"] = "recorded", ["name"] = "Recorded", ["version"] = 1, ["variables"] = new JsonArray(), ["options"] = options,
        ["inputs"] = input is null ? [] : new JsonArray(new JsonObject { ["name"] = input, ["type"] = "Object" }), ["outputs"] = new JsonArray(new JsonObject { ["name"] = "Total", ["type"] = "Object" }), ["root"] = root,
    };

    private static JsonObject Flow(Journey journey) => journey.ToNode();

    private static JsonObject Form(string id, string form) => Act("Portico.ShowForm", ("id", id), ("form", form), ("reminderAfter", "24"), ("reminderTemplate", "nudge"), ("expiresAfter", "72"));

    private static JsonObject Loops()
    {
        var each = ForEach("=getInput('numbers') ?? [1, 2]", Sequence(
            Form("each-form", "per-item"),
            Set("Sum", "=getSum() + Number(getCurrentValue()) + (getAnswer('n') ?? 0)"),
            If("=getAnswer('n') === 4", Break()),
            Line("=`${getCurrentIndex()}: ${getCurrentValue()} ${getSum()}`")));
        var parallel = ForEach("=['a', 'b', 'c']", Sequence(
            Set("Mine", "=getCurrentValue() + newGuid().length"),
            If("=getCurrentIndex() === 1", Act("Elsa.Delay", ("timeSpan", "01:00:00")), Event("go")),
            Line("=getMine() + getCurrentIndex()")).Declaring(("Mine", "String", "")), "Elsa.ParallelForEach");
        return Sequence(
            For(3, 0, -1, Sequence(Line("=getCurrentValue()"), If("=getCurrentValue() === 1", Break()))),
            each, While("=getSum() < 20", Sequence(Set("Sum", "=getSum() + 5 + Math.floor(Math.random() * 3)"), Event("tick"))), parallel,
            Act("Elsa.SetOutput", ("outputName", "Total"), ("outputValue", "=getSum()"))).Declaring(("Sum", "Int32", 0));
    }

    private static Journey Branches()
    {
        var cases = new JsonArray(
            new JsonObject { ["label"] = "small", ["condition"] = new JsonObject { ["type"] = "JavaScript", ["value"] = "getAnswer('n') < 2" }, ["activity"] = Line("small") },
            new JsonObject { ["label"] = "even", ["condition"] = new JsonObject { ["type"] = "JavaScript", ["value"] = "getAnswer('n') % 2 === 0" }, ["activity"] = Form("even-form", "even") });
        return new Journey().Add("start", "Elsa.Start").Add("form", "Portico.ShowForm", ("form", "first")).Add("decide", "Elsa.FlowDecision", ("condition", "=getAnswer('n') > 2"))
            .Add("fork", "Elsa.FlowFork").With("fork", "branches", JsonNode.Parse("""{"expression":{"type":"Object","value":"[\"A\",\"B\",\"C\"]"}}""")!)
            .Add("switch", "Elsa.FlowSwitch", ("mode", "MatchAny")).With("switch", "cases", JsonNode.Parse("""[{"label":"one","condition":{"type":"JavaScript","value":"getAnswer('n') === 3"}},{"label":"two","condition":{"type":"JavaScript","value":"getAnswer('n') > 1"}}]""")!)
            .Add("classic", "Elsa.Switch", ("mode", "MatchAny")).With("classic", "cases", cases).With("classic", "default", Line("default"))
            .Add("inner", "Elsa.FlowNode").With("inner", "body", Parallel(Line("left"), Fork("WaitAny", Event("quick", "quick"), Sequence(Act("Elsa.Delay", ("id", "slow"), ("timeSpan", "00:30:00")), Line("slow")))))
            .Add("join", "Elsa.FlowJoin", ("mode", "WaitAllActive")).Add("last", "Elsa.WriteLine", ("text", "=`${getAnswer('givenName')} ${getAnswer('n')}`")).Add("end", "Elsa.End")
            .Connect("start > form").Connect("form:Submitted > decide").Connect("form:Expired > end").Connect("decide:True > fork").Connect("decide:False > switch")
            .Connect("switch:one > last").Connect("switch:two > last").Connect("switch:Default > classic").Connect("classic > form")
            .Connect("fork:A > inner > join").Connect("fork:B > classic").Connect("fork:C > join > last > end");
    }

    private static JsonObject Waits()
    {
        var methods = new JsonObject { ["expression"] = new JsonObject { ["type"] = "Object", ["value"] = "[\"POST\"]" } };
        var statuses = new JsonArray(new JsonObject { ["statusCode"] = 200, ["activity"] = Line("=`read ${getOutputFrom('older', 'ParsedContent').n}`") });
        JsonObject Send(string id) => Act("Elsa.FlowSendHttpRequest", ("id", id), ("url", "https://grid.example/meters"), ("method", "POST"), ("content", "={ id: getOutputFrom('http', 'RouteData')?.id }"), ("expectedStatusCodes", "200,404"));
        return Sequence(
            Act("Elsa.HttpEndpoint", ("id", "http"), ("path", "meters/{id}"), ("supportedMethods", methods)).Starting(),
            Event("Order Shipped", "event").Starting(),
            Act("Elsa.Timer", ("id", "timer"), ("interval", "01:30:00")).Starting(),
            Act("Elsa.Cron", ("id", "cron"), ("cronExpression", "0 30 2 * * MON-FRI")).Starting(),
            Act("Elsa.StartAt", ("id", "at"), ("dateTime", "2026-06-01T00:00:00+02:00")).Starting(),
            Act("Elsa.PublishEvent", ("eventName", "=`reading-${getOutputFrom('http', 'ParsedContent')?.reading ?? 0}`"), ("payload", "={ number: getOutputFrom('event')?.number }"), ("isLocalEvent", "=getCorrelationId() === null")),
            Send("send"), Act("Elsa.SendHttpRequest", ("id", "older"), ("url", "https://grid.example/read"), ("expectedStatusCodes", statuses), ("unmatchedStatusCode", Line("odd")), ("timeout", Act("Elsa.Delay", ("timeSpan", "00:05:00")))),
            Line("=getOutputFrom('send', 'StatusCode') ?? 'nothing'"));
    }

    private static JsonObject Children()
    {
        var body = new Journey().Add("begin", "Elsa.Start").Add("good", "Elsa.WriteLine", ("text", "=`good ${getKept()}`")).Add("bad", "Elsa.Complete", ("outcomes", "Failed")).Add("odd", "Elsa.Finish")
            .Add("journey", "Some.Journey", ("input1", "=getInput('channel')")).With("journey", "workflowDefinitionId", "other").With("journey", "workflowDefinitionVersionId", "other-3")
            .With("journey", "result", JsonNode.Parse("""{"memoryReference":{"id":"Kept"}}""")!)
            .Connect("begin > journey").Connect("journey:Success > good").Connect("journey:Failed > bad").Connect("journey:Done > odd").ToNode()["root"]!.DeepClone().AsObject();
        return Sequence(
            Act("Elsa.RunJavaScript", ("id", "script"), ("script", "const a = getInput('channel'); setOutcome(a); return a + newGuid().slice(0, 4);")),
            Act("Elsa.ExecuteWorkflow", ("id", "run"), ("workflowDefinitionId", "other"), ("input", "={ n: 1 }"), ("waitForCompletion", "=getInput('channel') === 'web'")),
            Act("Elsa.DispatchWorkflow", ("id", "dispatch"), ("workflowDefinitionId", "third"), ("correlationId", "=getOutputFrom('script')"), ("waitForCompletion", "True")),
            body, Act("Elsa.SetOutput", ("outputName", "Total"), ("outputValue", "=getKept()")), Line("=getLastResult()")).Declaring(("Kept", "Object", null));
    }

    private static Journey People() =>
        new Journey().Variable("seen", "Int32", "0").Add("form", "Portico.ShowForm", ("form", "contact"), ("reminderAfter", "24"), ("reminderTemplate", "nudge"), ("expiresAfter", "240"))
            .Add("name", "Elsa.SetName", ("value", "=getAnswer('givenName')")).Add("ref", "Elsa.Correlate", ("correlationId", "=`C-${getAnswer('n')}`")).Add("count", "Elsa.SetVariable", ("value", "=getSeen() + 1")).With("count", "variable", new JsonObject { ["id"] = "v-seen" })
            .Add("more", "Portico.ShowForm", ("form", "more")).Add("kyc", "Portico.VerifyIdentity").Add("pay", "Portico.SetUpPayment", ("amountMinor", "=getAnswer('n') * 100"), ("currency", "EUR")).Add("agent", "Portico.AgentDecision", ("title", "=`Look at ${getSeen()}`"))
            .Add("tell", "Portico.SendMessage", ("template", "welcome")).Add("end", "Portico.EndJourney", ("outcome", "Activated"), ("page", "thanks")).Add("no", "Portico.EndJourney", ("outcome", "Rejected"))
            .Connect("form:Submitted > name > ref > count > more").Connect("form:Expired > no").Connect("more:Submitted > kyc").Connect("kyc:Verified > pay").Connect("kyc:Refused > no").Connect("kyc:NeedsReview > agent").Connect("kyc:TryAgain > more").Connect("kyc:Failed > agent")
            .Connect("agent:Approved > pay").Connect("agent:Declined > no").Connect("pay:Active > tell").Connect("pay:Refused > more").Connect("pay:Cancelled > more").Connect("pay:Failed > agent").Connect("tell:Sent > end").Connect("tell:Failed > end");

    private static Journey Tasks() =>
        new Journey().Add("form", "Portico.ShowForm", ("form", "contact")).Add("fork", "Elsa.FlowFork").With("fork", "branches", JsonNode.Parse("""{"expression":{"type":"Object","value":"[\"A\",\"B\"]"}}""")!)
            .Add("two", "Portico.AgentDecision", ("title", "=`Credit for ${getAnswer('givenName')}?`"), ("suggestion", "=getAnswer('n') > 2 ? 'Approved' : 'Declined'"), ("fourEyes", "true"), ("skill", "credit"), ("deadlineWorkingDays", "1"), ("escalateAfter", "72"), ("escalationTemplate", "wake-up"), ("escalationTo", "team@example.test"), ("expiresAfter", "240"))
            .Add("doc", "Portico.RequestDocument", ("document", "Lease"), ("reminderAfter", "24"), ("reminderTemplate", "nudge"), ("deadlineHours", "48"), ("expiresAfter", "96"))
            .Add("cooling", "Portico.WaitUntil", ("days", "14")).Add("rescind", "Portico.WaitUntil", ("days", "3"), ("dayKind", "working"), ("countFrom", "2026-06-05"), ("moveToWorkingDay", "true"))
            .Add("join", "Elsa.FlowJoin", ("mode", "WaitAllActive")).Add("say", "Elsa.WriteLine", ("text", "=`${getOutputFrom('doc', 'Reason') ?? 'fine'} ${getOutputFrom('cooling', 'Until') ?? 'never'}`")).Add("end", "Portico.EndJourney", ("outcome", "Activated"))
            .Connect("form:Submitted > fork").Connect("fork:A > two").Connect("fork:B > doc").Connect("two:Approved > cooling > join").Connect("two:Declined > form").Connect("two:Expired > join").Connect("doc:Received > rescind > join").Connect("doc:Refused > doc")
            .Connect("doc:Expired > join > say > end");

    private static Journey Appointments() =>
        new Journey().Add("form", "Portico.ShowForm", ("form", "when")).Add("more", "Portico.ShowForm", ("form", "more")).Add("wait", "Portico.AwaitAppointment", ("appointment", "visit"), ("reminderBefore", "24"), ("reminderTemplate", "nudge"))
            .Add("say", "Elsa.WriteLine", ("text", "=`${getOutputFrom('wait', 'StartsAt')}`")).Add("end", "Portico.EndJourney", ("outcome", "Activated"))
            .Connect("form:Submitted > more").Connect("more:Submitted > wait").Connect("wait:Held > say > end").Connect("wait:Cancelled > form").Connect("wait:NoShow > form");

    private static Journey Withdrawals() =>
        new Journey().Add("form", "Portico.ShowForm", ("form", "contract")).Add("fork", "Elsa.FlowFork").With("fork", "branches", JsonNode.Parse("""{"expression":{"type":"Object","value":"[\"A\",\"B\"]"}}""")!)
            .Add("period", "Portico.WithdrawalPeriod", ("days", "=getAnswer('n') === 0 ? 0 : 14"), ("noticeTemplate", "nudge"), ("template", "received")).Add("short", "Portico.WithdrawalPeriod", ("days", "3"), ("dayKind", "working"), ("moveToWorkingDay", "true"), ("template", "received"))
            .Add("kyc", "Portico.VerifyIdentity").Add("join", "Elsa.FlowJoin", ("mode", "WaitAllActive")).Add("say", "Elsa.WriteLine", ("text", "=`${getOutputFrom('period', 'Until')} ${getOutputFrom('period', 'WithdrawnAt') ?? 'kept'}`")).Add("end", "Portico.EndJourney", ("outcome", "Activated")).Add("gone", "Portico.EndJourney", ("outcome", "Withdrawn"))
            .Connect("form:Submitted > fork").Connect("fork:A > period").Connect("fork:B > kyc").Connect("period:Over > join").Connect("period:Withdrawn > say").Connect("kyc:Verified > short").Connect("kyc:Refused > join").Connect("kyc:NeedsReview > join").Connect("kyc:TryAgain > kyc").Connect("kyc:Failed > join")
            .Connect("short:Over > join").Connect("short:Withdrawn > gone").Connect("join > end").Connect("say > gone");

    private static Journey Systems() =>
        new Journey().Add("form", "Portico.ShowForm", ("form", "contact")).Add("crm", "Portico.CallSystem", ("operation", "=getAnswer('n') === 0 ? '' : 'addContact'"), ("input", "={ name: getAnswer('givenName'), n: getAnswer('n') }"))
            .Add("text", "Portico.CallSystem", ("operation", "note"), ("input", "=getAnswer('n') === 1 ? 'no object' : JSON.stringify({ n: getAnswer('n') })"), ("timeoutHours", "2")).Add("say", "Elsa.WriteLine", ("text", "=`${getOutputFrom('crm', 'Result')?.id ?? 'nobody'}`")).Add("end", "Portico.EndJourney", ("outcome", "Activated"))
            .Connect("form:Submitted > crm").Connect("crm:Done > text").Connect("crm:Failed > form").Connect("text:Done > say > end").Connect("text:Failed > say");

    private static JsonObject Accidents() => Parallel(
        ForEach("=['a', 'b']", Sequence(If("=getCurrentValue() === 'b' && getAnswer('n') === undefined", Act("Elsa.Fault", ("code", "test.fault"), ("message", "Look at it."))), Form("late", "late"), Line("=getAnswer('givenName').length")), "Elsa.ParallelForEach"),
        While("=getAnswer('missing').deep || false", Line("never")),
        Sequence(Event("one"), Set("N", "=getAnswer('n') > 3 ? 'no number' : getAnswer('n')"), For(0, 2, 1, Sequence(Act("Elsa.Delay", ("timeSpan", "00:10:00")), Line("=getN()")))).Declaring(("N", "Int32", 0)));
}
