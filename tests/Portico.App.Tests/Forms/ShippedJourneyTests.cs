using System.Text.Json.Nodes;
using Portico.App.Demo;

namespace Portico.App.Tests.Forms;

public sealed class ShippedJourneyTests
{
    /// <summary>What each activity can be left by.</summary>
    private static readonly Dictionary<string, string[]> Ports = new()
    {
        ["Elsa.Start"] = ["Done"],
        ["Portico.ShowForm"] = ["Submitted", "Expired"],
        ["Portico.VerifyIdentity"] = ["Verified", "Refused", "NeedsReview", "TryAgain", "Failed"],
        ["Portico.SetUpPayment"] = ["Active", "Refused", "Cancelled", "Failed"],
        ["Portico.SendMessage"] = ["Sent", "Failed"],
        ["Portico.AgentDecision"] = ["Approved", "Declined"],
        ["Portico.WithdrawalPeriod"] = ["Over", "Withdrawn"],
        ["Portico.EndJourney"] = [],
    };

    public static IEnumerable<object[]> EveryJourney => DemoContent.Tenants.SelectMany(t => t.Journeys.Select(j => new object[] { t.Id, j.Key }));

    [Fact]
    public void Each_tenant_ships_moving_in_and_electricity_can_be_switched()
    {
        Assert.Equal(["aurora move-in", "aurora switch", "clearwater move-in"], DemoContent.Tenants.SelectMany(tenant => tenant.Journeys.Select(journey => $"{tenant.Id} {journey.Key}")));
        Assert.All(DemoContent.Tenants, tenant => Assert.Contains(tenant.Name, tenant.Journeys[0].Description, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(EveryJourney))]
    public void Every_way_out_of_every_activity_leads_on(string tenant, string key)
    {
        var drawing = Read(tenant, key);

        Assert.Equal(key, (string?)drawing.Definition["definitionId"]);
        foreach (var activity in drawing.Activities)
        {
            var ports = PortsOf(activity);
            var used = drawing.Connections.Where(c => c.Source == Id(activity)).Select(c => c.Port).ToArray();
            Assert.Equal(ports.Order(), used.Distinct().Order());
            Assert.Equal(used.Length, used.Distinct().Count());      // two ways out of one port would run in parallel
        }
        Assert.All(drawing.Connections, c => Assert.Contains(c.Target, drawing.Activities.Select(Id)));
        Assert.All(drawing.Connections, c => Assert.Equal("In", c.TargetPort));
    }

    [Theory]
    [MemberData(nameof(EveryJourney))]
    public void Every_activity_can_be_reached_and_can_reach_an_end(string tenant, string key)
    {
        var drawing = Read(tenant, key);
        var ends = drawing.Activities.Where(a => (string?)a["type"] == "Portico.EndJourney").Select(Id).ToHashSet();

        Assert.Equal(drawing.Activities.Count, drawing.From("start").Count);
        Assert.All(drawing.Activities, a => Assert.True(drawing.From(Id(a)).Overlaps(ends), Id(a)));
    }

    [Theory]
    [MemberData(nameof(EveryJourney))]
    public void Node_ids_are_unique_and_below_their_flowchart(string tenant, string key)
    {
        var drawing = Read(tenant, key);

        Assert.Equal(drawing.Activities.Count, drawing.Activities.Select(Id).Distinct().Count());
        Assert.Equal(drawing.Activities.Count, drawing.Activities.Select(a => (string)a["name"]!).Distinct().Count());
        Assert.All(drawing.Activities, a => Assert.Equal($"Workflow1:flow1:{Id(a)}", (string?)a["nodeId"]));
    }

    [Theory]
    [MemberData(nameof(EveryJourney))]
    public void Forms_and_messages_that_a_journey_names_are_shipped(string tenant, string key)
    {
        var content = DemoContent.Tenants.Single(t => t.Id == tenant);
        var drawing = Read(tenant, key);

        Assert.All(drawing.Literals("form").Concat(drawing.Literals("page")), form => Assert.Contains(form, content.Forms.Keys));
        Assert.All(drawing.Literals("template").Concat(drawing.Literals("reminderTemplate")), template => Assert.Contains(template, content.Templates.Select(t => t.Key)));
    }

    [Theory]
    [MemberData(nameof(EveryJourney))]
    public void Outputs_are_bound_to_variables_that_exist(string tenant, string key)
    {
        var drawing = Read(tenant, key);
        var variables = drawing.Definition["variables"]!.AsArray().Select(v => (string?)v!["id"]).ToArray();
        var bound = drawing.Activities.SelectMany(a => a).Select(p => (p.Value as JsonObject)?["memoryReference"]?["id"]).OfType<JsonNode>().Select(id => (string?)id).ToArray();

        Assert.NotEmpty(bound);
        Assert.All(bound, id => Assert.Contains(id, variables));
    }

    [Theory]
    [MemberData(nameof(EveryJourney))]
    public void A_step_with_several_ways_in_does_not_wait_for_all_of_them(string tenant, string key)
    {
        var drawing = Read(tenant, key);
        var merges = drawing.Activities.Where(a => drawing.Connections.Count(c => c.Target == Id(a)) > 1);

        Assert.All(merges, a => Assert.Equal("Stream", (string?)a["customProperties"]!["mergeMode"]));
    }

    [Theory]
    [MemberData(nameof(EveryJourney))]
    public void The_drawing_has_room_to_breathe(string tenant, string key)
    {
        var boxes = Read(tenant, key).Activities.Select(a => a["metadata"]!["designer"]!["position"]!).Select(p => ((int)p["x"]!, (int)p["y"]!)).ToArray();

        for (var i = 0; i < boxes.Length; i++)
        {
            for (var j = i + 1; j < boxes.Length; j++)
            {
                Assert.True(Math.Abs(boxes[i].Item1 - boxes[j].Item1) >= 260 || Math.Abs(boxes[i].Item2 - boxes[j].Item2) >= 100, $"{boxes[i]} {boxes[j]}");
            }
        }
    }

    private static string[] PortsOf(JsonObject activity) =>
        (string)activity["type"]! == "Elsa.FlowSwitch" ? [.. activity["cases"]!.AsArray().Select(c => (string)c!["label"]!), "Default"] : Ports[(string)activity["type"]!];

    private static string Id(JsonObject activity) => (string)activity["id"]!;

    private static Drawing Read(string tenant, string key) => new(JsonNode.Parse(DemoContent.Tenants.Single(t => t.Id == tenant).Journeys.Single(j => j.Key == key).Definition)!.AsObject());

    private sealed class Drawing(JsonObject definition)
    {
        public JsonObject Definition => definition;

        public IReadOnlyList<JsonObject> Activities { get; } = [.. definition["root"]!["activities"]!.AsArray().Select(a => a!.AsObject())];

        public IReadOnlyList<(string Source, string Port, string Target, string TargetPort)> Connections { get; } =
            [.. definition["root"]!["connections"]!.AsArray().Select(c => ((string)c!["source"]!["activity"]!, (string)c["source"]!["port"]!, (string)c["target"]!["activity"]!, (string)c["target"]!["port"]!))];

        public IEnumerable<string> Literals(string input) => Activities.Select(a => a[input]).OfType<JsonNode>().Select(i => (string)i["expression"]!["value"]!);

        public HashSet<string> From(string start)
        {
            var seen = new HashSet<string> { start };
            for (var open = new Queue<string>([start]); open.TryDequeue(out var at);)
            {
                foreach (var next in Connections.Where(c => c.Source == at && seen.Add(c.Target))) open.Enqueue(next.Target);
            }
            return seen;
        }
    }
}
