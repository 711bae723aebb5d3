namespace Portico.House.Tests;

/// <summary>The map of the rooms of Portico.App. What is not listed is forbidden; what is listed must be used, or the permit goes.</summary>
public sealed class RoomsTests
{
    private static readonly (string From, string To, string Why)[] Allowed =
    [
        ("Audit", "Data", "entries are tenant-owned rows"),
        ("Cases", "Data", "cases and journals are tenant-owned rows"),
        ("Cases", "Forms", "a step shows the fields of a form"),
        ("Cases", "Journeys", "a case runs one pinned version of a journey"),
        ("Cases", "Shared", "errors, results, ids"),
        ("Forms", "Data", "forms are tenant-owned rows"),
        ("Forms", "Shared", "texts in several languages"),
        ("Journeys", "Data", "journeys and versions are tenant-owned rows"),
        ("Messages", "Cases", "a message is about a case"),
        ("Messages", "Data", "messages and templates are tenant-owned rows"),
        ("Outbox", "Cases", "what is due is due for a case"),
        ("Outbox", "Data", "due rows are tenant-owned"),
        ("Providers", "Data", "installations are tenant-owned rows"),
        ("Providers", "Shared", "errors and results"),
        ("Shared", "Data", "a use case runs in the scope of one tenant"),
        ("Tenants", "Data", "the table of tenants"),
        ("Users", "Data", "staff and keys are tenant-owned rows"),
    ];

    private static readonly IReadOnlyDictionary<(string From, string To), string> Edges = Read("Portico.App", "Portico.App");

    [Fact]
    public void A_room_names_only_rooms_the_map_allows()
    {
        Verdict.Holds("Not on the map. Avoid them, or add them with a reason that convinces:", Edges
            .Where(edge => edge.Key.To != "" && !Allowed.Any(a => (a.From, a.To) == edge.Key))
            .Select(edge => $"""        ("{edge.Key.From}", "{edge.Key.To}", ""), // {edge.Value}"""));
    }

    [Fact]
    public void A_permit_that_nobody_uses_goes()
    {
        Verdict.Holds("Nobody takes these ways any more; remove them from the map:", Allowed
            .Where(a => !Edges.ContainsKey((a.From, a.To))).Select(a => $"{a.From} -> {a.To}"));
    }

    [Fact]
    public void Every_permit_has_a_reason_and_stands_once()
    {
        Assert.All(Allowed, a => Assert.False(string.IsNullOrWhiteSpace(a.Why), $"{a.From} -> {a.To} has no reason."));
        Assert.Equal(Allowed.Length, Allowed.DistinctBy(a => (a.From, a.To)).Count());
    }

    [Fact]
    public void The_map_has_no_circle()
    {
        Assert.Null(Rooms.CircleIn(Allowed.Select(a => (a.From, a.To))));
    }

    [Fact]
    public void No_room_names_the_composition_that_puts_the_rooms_together()
    {
        Verdict.Holds("These name a type of the namespace Portico.App itself:", Edges.Where(edge => edge.Key.To == "").Select(edge => edge.Value));
    }

    [Fact]
    public void The_rooms_are_really_read()
    {
        Assert.Contains(("Cases", "Data"), Edges.Keys);
    }

    [Theory]
    [InlineData("Lambda")]
    [InlineData("TypeArgument")]
    [InlineData("Signature")]
    [InlineData("Attribute")]
    [InlineData("Constraint")]
    [InlineData("Catch")]
    [InlineData("Async")]
    public void A_hidden_way_into_another_room_is_found(string right)
    {
        Assert.Contains(("Left", right), Read("Portico.House.Tests", "Portico.House.Tests.Canary").Keys);
    }

    [Fact]
    public void A_circle_is_found()
    {
        Assert.Equal("B -> C -> B", Rooms.CircleIn([("A", "B"), ("B", "C"), ("C", "B")]));
        Assert.Null(Rooms.CircleIn([("A", "B"), ("A", "C"), ("B", "C")]));
    }

    private static IReadOnlyDictionary<(string From, string To), string> Read(string assembly, string root)
    {
        using var module = Repository.Assembly(assembly);
        return Rooms.EdgesOf(module, root);
    }
}
