using static Portico.Workflows.Tests.Tree;

namespace Portico.Workflows.Tests.Definitions;

/// <summary>Each finding about the ways of a drawing, with a drawing that has it and one that is put right.</summary>
public sealed class GraphFindingsTests
{
    private static readonly string[] Ids = ["definition.unreachable", "flow.dead_end", "flow.outcome_unconnected", "flow.loop_without_rest", "activity.no_time_limit"];

    [Fact]
    public void An_activity_that_no_way_leads_to_is_found()
    {
        var lonely = new Journey().Add("a", "Elsa.Start").Add("b", "Elsa.WriteLine");

        Assert.Equal(("definition.unreachable", "b"), Only(lonely));
        Assert.Empty(Found(lonely.Connect("a > b")));
        Assert.Equal("definition.unreachable", Assert.Single(Sequence(Act("Elsa.Finish"), Line("never")).Build().Findings).Id);
        Assert.Empty(Sequence(Line("first"), Act("Elsa.Finish")).Build().Findings);
    }

    [Fact]
    public void A_second_start_is_no_lonely_activity() =>
        Assert.Empty(Found(new Journey().Add("a", "Elsa.Start").Add("b", "Elsa.Event", ("eventName", "Order")).With("b", "customProperties", new System.Text.Json.Nodes.JsonObject { ["canStartWorkflow"] = true }).Connect("a > b")));

    [Fact]
    public void A_customer_who_is_left_without_a_last_page_is_found()
    {
        var lost = new Journey().Add("form", "Portico.ShowForm", ("form", "contact"), ("expiresAfter", "48")).Add("gone", "Portico.EndJourney").Add("line", "Elsa.WriteLine").Connect("form:Expired > gone").Connect("form:Submitted > line");

        Assert.Equal(("flow.dead_end", "line"), Only(lost));
        Assert.Empty(Found(lost.Add("end", "Portico.EndJourney").Connect("line > end")));
    }

    [Theory]
    [InlineData("Elsa.End")]
    [InlineData("Elsa.Finish")]
    [InlineData("Elsa.Complete")]
    [InlineData("Portico.EndJourney")]
    public void Whatever_ends_a_journey_is_no_dead_end(string end) => Assert.Empty(Found(new Journey().Add("form", "Portico.ShowForm", ("form", "contact"), ("expiresAfter", "48")).Add("end", end).Connect("form:Submitted > end").Connect("form:Expired > end")));

    [Fact]
    public void A_journey_without_a_customer_and_a_side_branch_may_just_stop()
    {
        Assert.Empty(Found(new Journey().Add("a", "Elsa.Start").Add("b", "Elsa.WriteLine").Connect("a > b")));
        Assert.Empty(Found(new Journey().Add("form", "Portico.ShowForm", ("form", "contact")).Add("beside", "Elsa.WriteLine").Add("end", "Portico.EndJourney").Connect("form:Submitted > beside").Connect("form:Submitted > end"), "flow.dead_end"));
    }

    [Fact]
    public void A_way_out_that_is_not_connected_is_found_with_its_name()
    {
        var open = new Journey().Add("pay", "Portico.SetUpPayment").Add("end", "Portico.EndJourney").Connect("pay:Active > end").Connect("pay:Refused > end").Connect("pay:Failed > end");

        Assert.Equal(("flow.outcome_unconnected", "pay"), Only(open));
        Assert.Equal("Cancelled", Assert.Single(open.Build().Findings).Subject);
        Assert.Empty(Found(open.Connect("pay:Cancelled > end")));
    }

    [Fact]
    public void A_way_out_that_cannot_be_taken_needs_no_connection()
    {
        var decision = new Journey().Add("ask", "Portico.AgentDecision", ("deadlineHours", "8")).Add("end", "Portico.EndJourney").Connect("ask:Approved > end").Connect("ask:Declined > end");
        Assert.Empty(Found(decision));
        Assert.Equal(("flow.outcome_unconnected", "send"), Only(new Journey().Add("send", "Elsa.FlowSendHttpRequest", ("url", "https://a.example")).Add("end", "Elsa.End").Connect("send > end").Connect("send:Timeout > end")));
        Assert.Empty(Found(new Journey().Add("script", "Elsa.RunJavaScript", ("script", "setOutcome('Left')")).With("script", "possibleOutcomes", System.Text.Json.Nodes.JsonNode.Parse("""{"expression":{"type":"Object","value":"[\"Left\"]"}}""")!)
            .Add("end", "Elsa.End").Connect("script:Left > end")));
    }

    [Fact]
    public void A_loop_in_which_nothing_rests_is_found_once()
    {
        var loop = new Journey().Add("a", "Elsa.WriteLine").Add("b", "Elsa.WriteLine").Connect("a > b > a");

        Assert.Equal(("flow.loop_without_rest", "a"), Only(loop));
        Assert.Empty(Found(new Journey().Add("a", "Elsa.WriteLine").Add("b", "Elsa.Delay").Connect("a > b > a")));
        Assert.Equal("flow.loop_without_rest", Assert.Single(While("=true", Line("x")).Build().Findings.Concat(While("true", Line("x")).Build().Findings)).Id);
        Assert.Empty(While("true", Sequence(Line("x"), Act("Elsa.Delay"))).Build().Findings);
        Assert.Empty(While("true", Sequence(Line("x"), Break())).Build().Findings);
    }

    [Fact]
    public void A_wait_without_a_limit_of_time_is_found()
    {
        var form = new Journey().Add("form", "Portico.ShowForm", ("form", "contact")).Add("end", "Portico.EndJourney").Connect("form:Submitted > end");

        Assert.Equal(("activity.no_time_limit", "form"), Only(form));
        Assert.Empty(Found(new Journey().Add("form", "Portico.ShowForm", ("form", "contact"), ("expiresAfter", "=24 * 30")).Add("end", "Portico.EndJourney").Connect("form:Submitted > end").Connect("form:Expired > end")));
        Assert.Equal("activity.no_time_limit", Assert.Single(Event("Paid").Build().Findings).Id);
        Assert.Empty(Event("Paid").Starting().Build().Findings);
        Assert.Equal("activity.no_time_limit", Assert.Single(Act("Portico.VerifyIdentity", ("timeoutHours", "0")).Build().Findings).Id);
        Assert.Empty(Act("Portico.VerifyIdentity").Build().Findings);
    }

    [Fact]
    public void A_wait_that_a_timer_races_has_its_limit()
    {
        var raced = new Journey().Add("start", "Elsa.Start").Add("event", "Elsa.Event", ("eventName", "Paid")).Add("delay", "Elsa.Delay").Add("first", "Elsa.FlowJoin", ("mode", "WaitAny")).Connect("start > event > first").Connect("start > delay > first");

        Assert.Empty(Found(raced));
        Assert.Equal(("activity.no_time_limit", "event"), Only(raced.With("first", "mode", Journey.Input("WaitAll"))));
        Assert.Empty(Fork("WaitAny", Event("Paid"), Act("Elsa.Delay")).Build().Findings);
    }

    [Fact]
    public void Each_is_in_the_reference() => Assert.All(Ids, id => Assert.Contains(JourneyReferenceTests.Page, line => line.StartsWith($"| `{id}` |", StringComparison.Ordinal)));

    private static (string Id, string Node) Only(Journey journey)
    {
        var finding = Assert.Single(journey.Build().Findings);
        Assert.Equal(FindingSeverity.Warning, finding.Severity);
        return (finding.Id, finding.NodeId!.Split(':')[^1]);
    }

    private static IEnumerable<string> Found(Journey journey, string? id = null) => journey.Build().Findings.Select(finding => finding.Id).Where(found => id is null || found == id);
}
