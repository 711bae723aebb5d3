using Portico.App.Journeys;
using static Portico.App.Journeys.ComparedCanvas;

namespace Portico.App.Tests.Journeys;

public sealed class ComparedCanvasTests
{
    [Fact]
    public void What_came_went_changed_or_moved_is_marked_and_what_stayed_is_not()
    {
        var canvas = Compare(
            Flow([Line("same", 0), Line("moved", 300), Line("changed", 600), Line("gone", 900)], ["same>moved", "moved>changed", "changed>gone"]),
            Flow([Line("same", 0), Line("moved", 300, y: 90), Line("changed", 600, "other words"), Line("new", 900)], ["same>moved", "moved>changed", "changed>new"]));

        Assert.Equal([("changed", Mark.Changed), ("gone", Mark.Removed), ("moved", Mark.Moved), ("new", Mark.Added), ("same", Mark.Same)], canvas.Nodes.Select(node => (node.Id, node.Mark)).Order());
        Assert.Equal([("changed", "gone", Mark.Removed), ("changed", "new", Mark.Added), ("moved", "changed", Mark.Same), ("same", "moved", Mark.Same)], canvas.Ways.Select(way => (way.Source, way.Target, way.Mark)).Order());
    }

    [Fact]
    public void An_activity_tells_its_own_changes_and_those_of_its_ways()
    {
        var canvas = Compare(Flow([Line("a", 0), Line("b", 300)], []), Flow([Line("a", 0, "other words"), Line("b", 300)], ["a>b"]));

        Assert.Equal(["text", "Done → b"], canvas.Nodes.Single(node => node.Id == "a").Changes.Select(change => change.What));
        var target = canvas.Nodes.Single(node => node.Id == "b");
        Assert.Equal(["Done → b"], target.Changes.Select(change => change.What));
        Assert.Equal(Mark.Same, target.Mark); // it is as it was; only a line to it is new
    }

    [Fact]
    public void What_is_gone_does_not_hide_what_took_its_place()
    {
        var canvas = Compare(Flow([Line("old", 300)], []), Flow([Line("new", 310)], []));

        var (removed, added) = (canvas.Nodes.Single(node => node.Id == "old"), canvas.Nodes.Single(node => node.Id == "new"));
        Assert.True(removed.Y >= added.Y + added.Height);
        Assert.All(canvas.Nodes, node => Assert.True(node is { X: >= 0, Y: >= 0 } && node.X + node.Width <= canvas.Width && node.Y + node.Height <= canvas.Height));
    }

    [Fact]
    public void What_stands_inside_an_activity_is_listed_there()
    {
        static string Nested(string inner) => Flow([$$$"""{"id":"loop","type":"Elsa.While","version":1,"name":"Loop","body":{"id":"inner","type":"Elsa.Flowchart","version":1,"activities":[{{{inner}}}],"connections":[]}}"""], []);

        var loop = Assert.Single(Compare(Nested(Line("stays", 0) + "," + Line("goes", 300)), Nested(Line("stays", 0) + "," + Line("comes", 300))).Nodes);

        Assert.Equal(Mark.Changed, loop.Mark);
        Assert.Equal([("comes", Mark.Added), ("goes", Mark.Removed), ("stays", Mark.Same)], loop.Inside.Select(inner => (inner.Name, inner.Mark)).Order());
        Assert.Equal(["comes", "goes"], loop.Changes.Select(change => change.Where).Order());
    }

    [Fact]
    public void A_sequence_stands_one_below_the_other_and_another_order_is_a_change()
    {
        static string Sequence(params string[] ids) => $$$"""{"id":"v","definitionId":"j","name":"J","root":{"id":"root","type":"Elsa.Sequence","version":1,"activities":[{{{string.Join(',', ids.Select(id => Line(id, 0)))}}}]}}""";

        var result = JourneyComparison.Of(Stored(Sequence("a", "b", "c")), Stored(Sequence("b", "a", "new", "c")));

        Assert.Equal(["b", "a", "new", "c"], result.Canvas.Nodes.OrderBy(node => node.Y).Select(node => node.Id));
        var order = Assert.Single(result.Changes, change => change.What == "order");
        Assert.Equal(("a, b, c", "b, a, c"), (order.Before, order.After));
        Assert.DoesNotContain(JourneyComparison.Of(Stored(Sequence("a", "b")), Stored(Sequence("new", "a", "b"))).Changes, change => change.What == "order");
    }

    [Fact]
    public void Drawings_of_others_without_places_are_laid_in_a_row()
    {
        const string plain = """{"definitionId":"j","name":"J","root":{"id":"root","type":"Elsa.Flowchart","version":1,"activities":[{"id":"a","type":"Elsa.WriteLine","version":1},{"id":"b","type":"Elsa.WriteLine","version":1,"metadata":{"designer":{"position":{"x":"left"}}}}],"connections":[{"source":{"activity":"a"},"target":{"activity":"nowhere"}}]}}""";

        var canvas = Compare(plain, plain);

        Assert.Equal(2, canvas.Nodes.Select(node => node.X).Distinct().Count());
        Assert.Empty(canvas.Ways);
    }

    private static ComparedCanvas Compare(string before, string after) => JourneyComparison.Of(Stored(before), Stored(after)).Canvas;

    private static string Stored(string json) => JourneyDocument.Write(JourneyDocument.Merge(null, JourneyDocument.Parse(json)));

    private static string Line(string id, int x, string text = "words", int y = 0) =>
        $$$"""{"id":"{{{id}}}","type":"Elsa.WriteLine","version":1,"name":"{{{id}}}","text":{"typeName":"String","expression":{"type":"Literal","value":"{{{text}}}"}},"metadata":{"designer":{"position":{"x":{{{x}}},"y":{{{y}}}},"size":{"width":200,"height":54} } } }""";

    private static string Flow(string[] activities, string[] ways) =>
        $$$"""{"definitionId":"j","name":"J","root":{"id":"root","type":"Elsa.Flowchart","version":1,"activities":[{{{string.Join(',', activities)}}}],"connections":[{{{string.Join(',', ways.Select(way => way.Split('>')).Select(way => $$$"""{"source":{"activity":"{{{way[0]}}}","port":"Done"},"target":{"activity":"{{{way[1]}}}","port":"In"}}"""))}}}]}}""";
}
