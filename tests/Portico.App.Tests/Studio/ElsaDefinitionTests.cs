using System.Text.Json.Nodes;
using Portico.App.Demo;
using Portico.App.Journeys;
using Portico.App.Studio;

namespace Portico.App.Tests.Studio;

public sealed class ElsaDefinitionTests
{
    private const string WithUnknown = """
        {"definitionId":"legacy","name":"Legacy","root":{"id":"flow","type":"Elsa.Flowchart","version":1,"activities":[
          {"id":"a","type":"Elsa.Start","version":1},
          {"id":"b","type":"Acme.Thing","version":3,"colour":{"typeName":"String","expression":{"type":"Literal","value":"red"}},"body":{"id":"c","type":"Acme.Inner","version":1}},
          {"id":"d","type":"Portico.ShowForm","version":99}],
          "connections":[{"source":{"activity":"b","port":"Legacy"},"target":{"activity":"d","port":"In"},"vertices":[]}]}}
        """;

    private static readonly HashSet<(string, string)> NoJourneys = [];

    public static TheoryData<string> Corpus => [.. DemoContent.Tenants.SelectMany(tenant => tenant.Journeys).Select(journey => journey.Definition).Distinct(), WithUnknown];

    [Theory]
    [MemberData(nameof(Corpus))]
    public void Load_and_save_without_an_edit_gives_the_same_bytes(string json)
    {
        var version = Stored(json);

        var seen = JourneyDocument.Parse(ElsaDefinition.Full(version, Place(version), mayWrite: true, journeys: NoJourneys).ToJsonString());
        var saved = JourneyDocument.Merge(JourneyDocument.Parse(version.Definition), UnknownActivities.Restore(seen));
        saved["customProperties"]!.AsObject().Remove(SaveJourney.RevisionMember);

        Assert.Equal(version.Definition, JourneyDocument.Write(saved));
    }

    [Fact]
    public void The_designer_never_sees_an_activity_without_a_descriptor()
    {
        var version = Stored(WithUnknown);

        var seen = ElsaDefinition.Full(version, Place(version), mayWrite: true, journeys: NoJourneys);

        Assert.Equal(["Elsa.Flowchart", "Elsa.Start", "Elsa.NotFoundActivity", "Elsa.NotFoundActivity"],
            JourneyDocument.WithAllInside(seen["root"]!.AsObject()).Select(activity => activity["type"]!.ToString()));
    }

    [Fact]
    public void A_journey_drawn_as_an_activity_is_let_through_as_long_as_it_is_described()
    {
        var version = Stored("""
            {"definitionId":"outer","name":"Outer","root":{"id":"flow","type":"Elsa.Flowchart","version":1,"activities":[
              {"id":"a","type":"CheckTheMeter","version":2,"workflowDefinitionId":"check-meter"},{"id":"b","type":"GoneJourney","version":1,"workflowDefinitionId":"gone"}],"connections":[]}}
            """);

        var seen = ElsaDefinition.Full(version, Place(version), mayWrite: true, journeys: new HashSet<(string, string)> { ("CheckTheMeter", "2") });

        Assert.Equal(["Elsa.Flowchart", "CheckTheMeter", "Elsa.NotFoundActivity"], JourneyDocument.WithAllInside(seen["root"]!.AsObject()).Select(activity => activity["type"]!.ToString()));
        Assert.Equal("GoneJourney", UnknownActivities.Restore(seen)["root"]!["activities"]![1]!["type"]!.ToString());
    }

    [Fact]
    public void An_unknown_activity_that_was_moved_keeps_everything_else()
    {
        var version = Stored(WithUnknown);
        var seen = ElsaDefinition.Full(version, Place(version), mayWrite: true, journeys: NoJourneys);
        seen["root"]!["activities"]![1]!["metadata"] = JsonNode.Parse("""{"designer":{"position":{"x":7,"y":8}}}""");

        var unknown = UnknownActivities.Restore(seen)["root"]!["activities"]![1]!;

        Assert.Equal("Acme.Thing", unknown["type"]!.ToString());
        Assert.Equal(3, (int)unknown["version"]!);
        Assert.Equal("red", unknown["colour"]!["expression"]!["value"]!.ToString());
        Assert.Equal("Acme.Inner", unknown["body"]!["type"]!.ToString());
        Assert.Equal(7, (int)unknown["metadata"]!["designer"]!["position"]!["x"]!);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Only_who_may_write_gets_the_link_that_unlocks_the_canvas(bool mayWrite)
    {
        var version = Stored(WithUnknown);

        var seen = ElsaDefinition.Full(version, Place(version), mayWrite, NoJourneys);

        Assert.Equal(mayWrite, seen["links"]!.AsArray().Any(link => link!["rel"]!.ToString() == "publish"));
    }

    [Fact]
    public void Only_the_newest_version_tells_the_state_that_can_be_saved_upon()
    {
        var version = Stored(WithUnknown);

        var newest = ElsaDefinition.Full(version, Place(version), mayWrite: true, journeys: NoJourneys);
        var older = ElsaDefinition.Full(version, Place(version) with { Latest = 2 }, mayWrite: true, journeys: NoJourneys);

        Assert.Equal("1.1", newest["customProperties"]![SaveJourney.RevisionMember]!.ToString());
        Assert.True((bool)newest["isLatest"]!);
        Assert.Null(older["customProperties"]![SaveJourney.RevisionMember]);
        Assert.False((bool)older["isLatest"]!);
    }

    private static JourneyVersion Stored(string json)
    {
        var document = JourneyDocument.Merge(null, JourneyDocument.Parse(json));
        JourneyDocument.Stamp(document, "legacy", "v1", 1, document["name"]!.ToString());
        return new JourneyVersion { Id = "v1", JourneyKey = "legacy", Number = 1, Definition = JourneyDocument.Write(document) };
    }

    private static ElsaDefinition.Place Place(JourneyVersion version) => new(new Journey { Key = version.JourneyKey, Name = "Legacy" }, version.Number, version.Token);
}
