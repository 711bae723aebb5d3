using System.Text.Json;
using System.Text.Json.Nodes;
using Portico.App.Journeys;

namespace Portico.App.Tests.Journeys;

public sealed class JourneyDocumentTests
{
    private const string Drawing = """
        {"definitionId":"move-in","name":"Move in","fromTheFuture":{"a":[1,null]},"options":{},"root":{"id":"flow","type":"Elsa.Flowchart","version":1,
          "activities":[{"id":"ask","type":"Portico.ShowForm","version":1,"metadata":{"designer":{"position":{"x":10,"y":20}}}},
            {"id":"maybe","type":"Elsa.If","version":1,"then":{"id":"inner","type":"Elsa.WriteLine","version":1}}],"connections":[]}}
        """;

    [Fact]
    public void What_the_create_dialog_leaves_out_is_filled_in()
    {
        var dialog = JourneyDocument.Parse("""{"definitionId":null,"id":null,"name":"New","variables":null,"inputs":null,"outputs":null,"outcomes":null,"customProperties":null,"options":null,"root":{"id":"f","type":"Elsa.Flowchart","version":1,"name":"Flowchart1"}}""");

        var stored = JourneyDocument.Merge(null, dialog);

        Assert.All(["variables", "inputs", "outputs", "outcomes"], list => Assert.IsType<JsonArray>(stored[list]));
        Assert.All(["customProperties", "options"], owner => Assert.IsType<JsonObject>(stored[owner]));
        Assert.Equal("Workflow1:f", stored["root"]!["nodeId"]!.ToString());
        Assert.IsType<JsonArray>(stored["root"]!["activities"]);
    }

    [Fact]
    public void Every_activity_is_named_by_the_path_to_it_however_deep_it_stands()
    {
        var stored = JourneyDocument.Merge(null, JourneyDocument.Parse(Drawing));

        Assert.Equal(["Workflow1:flow", "Workflow1:flow:ask", "Workflow1:flow:maybe", "Workflow1:flow:maybe:inner"],
            JourneyDocument.WithAllInside(stored["root"]!.AsObject()).Select(activity => activity["nodeId"]!.ToString()));
    }

    [Fact]
    public void The_activities_of_cases_and_of_expected_statuses_are_inside_too()
    {
        var drawing = JourneyDocument.Parse("""
            {"name":"x","root":{"id":"s","type":"Elsa.Switch","version":1,"cases":[{"label":"A","activity":{"id":"a","type":"Elsa.SendHttpRequest","version":1,
              "expectedStatusCodes":[{"statusCode":200,"activity":{"id":"ok","type":"Elsa.WriteLine","version":1}}]}},{"label":"B","activity":null}]}}
            """);

        var stored = JourneyDocument.Merge(null, drawing);

        Assert.Equal(["Workflow1:s", "Workflow1:s:a", "Workflow1:s:a:ok"], JourneyDocument.WithAllInside(stored["root"]!.AsObject()).Select(activity => activity["nodeId"]!.ToString()));
    }

    [Fact]
    public void Members_that_nobody_here_knows_survive_a_save_of_a_client_that_does_not_know_them_either()
    {
        var stored = JourneyDocument.Merge(null, JourneyDocument.Parse(Drawing));
        var saved = stored.DeepClone().AsObject();
        saved.Remove("fromTheFuture");
        saved["links"] = new JsonArray();
        saved["isPublished"] = true;

        Assert.Equal(JourneyDocument.Write(stored), JourneyDocument.Write(JourneyDocument.Merge(stored, saved)));
    }

    [Theory]
    [InlineData("""{"customProperties":{"x":null},"options":{"usableAsActivity":null,"autoUpdateConsumingWorkflows":false}}""")]
    [InlineData("""{"toolVersion":null,"outcomes":[]}""")]
    public void Null_empty_and_off_are_no_change(string laidOver)
    {
        var stored = JourneyDocument.Merge(null, JourneyDocument.Parse(Drawing));

        Assert.True(JourneyDocument.Same(stored, JourneyDocument.Merge(stored, JourneyDocument.Parse(laidOver))));
    }

    [Fact]
    public void The_measured_size_of_a_node_is_no_change_but_its_place_is()
    {
        var stored = JourneyDocument.Merge(null, JourneyDocument.Parse(Drawing));
        var measured = stored.DeepClone().AsObject();
        measured["root"]!["activities"]![0]!["metadata"]!["designer"]!["size"] = new JsonObject { ["width"] = 131.8, ["height"] = 54 };
        var moved = stored.DeepClone().AsObject();
        moved["root"]!["activities"]![0]!["metadata"]!["designer"]!["position"]!["x"] = 11;

        Assert.True(JourneyDocument.Same(stored, measured));
        Assert.False(JourneyDocument.Same(stored, moved));
    }

    [Theory]
    [InlineData("""{"name":"x","variables":{}}""")]
    [InlineData("""{"name":"x","options":[]}""")]
    [InlineData("""{"name":"x","root":"Elsa.Flowchart"}""")]
    [InlineData("""{"name":"x","root":{"id":"f","type":"Elsa.Flowchart","version":1,"activities":{}}}""")]
    public void What_has_the_wrong_shape_is_no_definition(string json) => Assert.Throws<JsonException>(() => JourneyDocument.Merge(null, JourneyDocument.Parse(json)));

    [Fact]
    public void A_member_that_stands_twice_is_refused() => Assert.Throws<JsonException>(() => JourneyDocument.Parse("""{"name":"a","name":"b"}"""));

    [Theory]
    [InlineData("Move in!", "move-in")]
    [InlineData("  Élan vital (2026) ", "elan-vital-2026")]
    [InlineData("انتقال", "journey")]
    public void A_key_is_made_of_the_name(string name, string key)
    {
        Assert.Equal(key, JourneyDocument.KeyOf(name));
        Assert.True(JourneyDocument.IsKey(key));
    }

    [Theory]
    [InlineData("")]
    [InlineData("-a")]
    [InlineData("Move-in")]
    [InlineData("a/b")]
    public void What_cannot_stand_in_an_address_is_no_key(string key) => Assert.False(JourneyDocument.IsKey(key));
}
