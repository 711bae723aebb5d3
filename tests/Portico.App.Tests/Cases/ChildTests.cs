using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Portico.App.Journeys;
using Portico.App.Outbox;
using Portico.App.Tests.Journeys;
using Portico.App.Users;
using Portico.TestKit;

namespace Portico.App.Tests.Cases;

/// <summary>Journeys inside journeys.</summary>
public sealed class ChildTests(TestPortico platform) : IClassFixture<TestPortico>
{
    [Fact]
    public async Task A_journey_drawn_as_an_activity_runs_in_the_version_that_was_drawn_and_is_left_by_its_outcome()
    {
        await platform.PublishAsync(Child("Blue"));
        var drawn = await VersionOf("colour-child");
        await platform.PublishAsync(Child("Red"));
        await platform.PublishAsync(Parent("colour-parent", drawn));
        await platform.PublishAsync(Parent("colour-latest", "no-such-version"));

        var (pinned, latest) = (await platform.StartAsync("colour-parent"), await platform.StartAsync("colour-latest"));
        await platform.DrainAsync();

        Assert.Equal(["went Blue"], await platform.LinesAsync(pinned.Number));
        Assert.Equal(["went Red"], await platform.LinesAsync(latest.Number));
    }

    [Fact]
    public async Task Eight_deep_is_the_end()
    {
        await platform.PublishAsync(Drawn.Sequence("deep", Drawn.Activity("self", "Elsa.ExecuteWorkflow", ("workflowDefinitionId", "deep"), ("waitForCompletion", "True"))));
        await platform.PublishAsync(Drawn.Sequence("deep-beside", Drawn.Activity("self", "Elsa.DispatchWorkflow", ("workflowDefinitionId", "deep-beside"))));

        await platform.StartAsync("deep");
        await platform.StartAsync("deep-beside");
        await platform.DrainAsync();

        Assert.Equal((8, 8), ((await platform.CasesAsync("deep")).Count, (await platform.CasesAsync("deep-beside")).Count));
        var incidents = await platform.InStoreAsync("aurora", db => db.Incidents.AsNoTracking().Where(i => i.Code == "workflow.too_deep").ToListAsync());
        Assert.Equal(2, incidents.Select(i => i.CaseId).Distinct().Count());
    }

    [Fact]
    public async Task The_palette_offers_the_journeys_that_may_stand_in_others_and_describes_their_older_versions()
    {
        await platform.PublishAsync(Usable("Check the meter!", 1));
        await platform.PublishAsync(Usable("Check the meter!", 2));
        var admin = await platform.StaffAsync("admin@aurora.example");

        var all = JsonNode.Parse(await admin.GetStringAsync("/elsa/api/descriptors/activities"))!["items"]!.AsArray();
        var theirs = JsonNode.Parse(await (await platform.StaffAsync("admin@clearwater.example")).GetStringAsync("/elsa/api/descriptors/activities"))!["items"]!.AsArray();

        var offered = all.Where(a => (string?)a!["typeName"] == "CheckTheMeter").ToList();
        Assert.Equal([(1, false), (2, true)], offered.Select(a => ((int)a!["version"]!, (bool)a["isBrowsable"]!)));
        Assert.Equal("check-meter", (string?)offered[1]!["constructionProperties"]!["workflowDefinitionId"]);
        Assert.Equal(["Fine", "Broken"], offered[1]!["ports"]!.AsArray().Select(p => (string)p!["name"]!));
        Assert.Equal("Serial", (string?)offered[1]!["inputs"]![0]!["name"]);
        Assert.DoesNotContain(theirs, a => (string?)a!["typeName"] == "CheckTheMeter");
    }

    private static JsonObject Child(string outcome) => Drawn.Sequence("colour-child", Drawn.Activity("done", "Elsa.Complete", ("outcomes", $"[\"{outcome}\"]")));

    private static JsonObject Parent(string key, string version) => JsonNode.Parse($$$"""
        {"definitionId":"{{{key}}}","name":"{{{key}}}","root":{"id":"flow","type":"Elsa.Flowchart","version":1,"activities":[
          {"id":"child","type":"ColourChild","version":1,"workflowDefinitionId":"colour-child","workflowDefinitionVersionId":"{{{version}}}"},
          {{{Drawn.Line("blue", "went Blue")}}}, {{{Drawn.Line("red", "went Red")}}}],
          "connections":[{"source":{"activity":"child","port":"Blue"},"target":{"activity":"blue","port":"In"}},{"source":{"activity":"child","port":"Red"},"target":{"activity":"red","port":"In"}}]}}
        """)!.AsObject();

    private static JsonObject Usable(string name, int version)
    {
        var drawing = Drawn.Sequence("check-meter", Drawn.Line("say", $"version {version}"));
        drawing["name"] = name;
        drawing["outcomes"] = new JsonArray("Fine", "Broken");
        drawing["inputs"] = new JsonArray(new JsonObject { ["name"] = "Serial", ["type"] = "String" });
        drawing["options"] = new JsonObject { ["usableAsActivity"] = true };
        return drawing;
    }

    private Task<string> VersionOf(string key) => platform.InStoreAsync("aurora", db => db.JourneyVersions.Where(v => v.JourneyKey == key && v.PublishedAt != null).OrderByDescending(v => v.Number).Select(v => v.Id).FirstAsync());
}
