using Portico.App.Outbox;

namespace Portico.App.Tests.Outbox;

/// <summary>Tenants have their turns one after the other, however many places are dealt at a time.</summary>
public sealed class FairTurnsTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    public void Whoever_weighs_three_times_as_much_gets_three_times_as_much(int places)
    {
        var dealt = Deal(new FairTurns(), 840 / places, places, new("a", 3, 99), new("b", 1, 99), new("c", 2, 99));

        Assert.Equal([("a", 420), ("b", 140), ("c", 280)], dealt);
    }

    [Fact]
    public void A_turn_goes_on_where_there_were_too_few_places_for_it()
    {
        var turns = new FairTurns();

        var order = Enumerable.Range(0, 8).Select(_ => Assert.Single(turns.Deal(1, [new("a", 3, 9), new("b", 1, 9)])).TenantId);

        Assert.Equal("aaabaaab", string.Concat(order));
    }

    [Fact]
    public void Nobody_gets_more_than_he_has_room_for_and_the_rest_goes_to_the_others()
    {
        var shares = new FairTurns().Deal(10, [new("a", 5, 2), new("b", 1, 0), new("c", 1, 99)]);

        Assert.Equal([new("a", 2), new Share("c", 8)], shares);
    }

    [Fact]
    public void A_tenant_that_came_in_between_has_his_turn_and_one_that_went_is_passed_by()
    {
        var turns = new FairTurns();

        var first = turns.Deal(1, [new("a", 2, 9), new("c", 1, 9)]);
        var then = turns.Deal(3, [new("b", 1, 9), new("c", 1, 9), new("d", 1, 9)]);

        Assert.Equal("a", Assert.Single(first).TenantId);
        Assert.Equal(["b", "c", "d"], then.Select(s => s.TenantId));
    }

    [Fact]
    public void Where_nobody_waits_or_nobody_has_room_nothing_is_dealt()
    {
        Assert.Empty(new FairTurns().Deal(5, []));
        Assert.Empty(new FairTurns().Deal(5, [new("a", 1, 0)]));
    }

    private static IEnumerable<(string, int)> Deal(FairTurns turns, int times, int places, params WaitingTenant[] waiting) =>
        Enumerable.Range(0, times).SelectMany(_ => turns.Deal(places, waiting)).GroupBy(s => s.TenantId).Select(g => (g.Key, g.Sum(s => s.Places))).OrderBy(pair => pair.Key);
}
