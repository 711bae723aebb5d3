using Portico.App.Journeys;
using Portico.App.Pilots;

namespace Portico.App.Tests.Pilots;

/// <summary>The figures agree with the published ones, and keep what they promise when it is tried a thousand times.</summary>
public sealed class EstimateTests
{
    [Theory]
    [InlineData(81, 263, 0.2553, 0.3662)]
    [InlineData(15, 148, 0.0624, 0.1605)]
    [InlineData(0, 20, 0.0000, 0.1611)]
    [InlineData(1, 29, 0.0061, 0.1718)]
    public void A_share_has_the_interval_that_the_literature_gives(int count, int of, double from, double to)
    {
        var share = Estimate.Share(count, of)!;

        Assert.Equal((from, to), (Math.Round(share.From, 4), Math.Round(share.To, 4)));
    }

    [Theory]
    [InlineData(56, 70, 48, 80, 0.0524, 0.3339)]
    [InlineData(9, 10, 3, 10, 0.1705, 0.8090)]
    [InlineData(5, 56, 0, 29, -0.0381, 0.1926)]
    [InlineData(10, 10, 0, 20, 0.6791, 1.0000)]
    public void A_difference_has_the_interval_that_the_literature_gives(int one, int ofOne, int other, int ofOther, double from, double to)
    {
        var difference = Estimate.Difference((one, ofOne), (other, ofOther), 1.959964);

        Assert.Equal((from, to), (Math.Round(difference.From, 4), Math.Round(difference.To, 4)));
    }

    [Theory]
    [InlineData(0.02)]
    [InlineData(0.3)]
    [InlineData(0.6)]
    [InlineData(0.95)]
    public void Where_there_is_no_difference_not_one_of_twenty_pilots_is_told_one_though_it_is_looked_at_again_and_again(double share)
    {
        var random = new Random(20261125);

        var alarms = Enumerable.Range(0, 1_000).Count(_ => Looks(random, share, share, 3_000).Any(look => look.From > 0 || look.To < 0));

        Assert.InRange(alarms, 0, 50);
    }

    [Fact]
    public void The_usual_interval_would_not_stand_being_looked_at_every_day()
    {
        var random = new Random(20261125);

        var alarms = Enumerable.Range(0, 1_000).Count(_ => Looks(random, 0.6, 0.6, 3_000, usual: true).Any(look => look.From > 0 || look.To < 0));

        Assert.True(alarms > 150, $"{alarms} of 1000");
    }

    [Fact]
    public void A_true_difference_is_found_and_its_size_lies_in_the_interval()
    {
        var random = new Random(7);

        var ends = Enumerable.Range(0, 500).Select(_ => Looks(random, 0.68, 0.60, 2_500).Last()).ToList();

        Assert.InRange(ends.Count(end => end.From > 0), 490, 500);
        Assert.InRange(ends.Count(end => end.From <= 0.08 && end.To >= 0.08), 490, 500);
        Assert.InRange(ends.Average(end => end.Value), 0.075, 0.085);
    }

    [Fact]
    public void The_median_lies_in_its_interval_and_of_a_handful_nothing_is_said()
    {
        var random = new Random(11);
        List<TimeSpan> Sample(int size) => [.. Enumerable.Range(0, size).Select(_ => TimeSpan.FromHours(-10 * Math.Log(1 - random.NextDouble())))];
        var truth = TimeSpan.FromHours(10 * Math.Log(2));

        var held = Enumerable.Range(0, 1_000).Count(_ => Estimate.Median(Sample(61))! is var m && m.From <= truth && truth <= m.To);

        Assert.InRange(held, 950, 1_000);
        Assert.Null(Estimate.Median(Sample(5)));
        Assert.Equal(TimeSpan.FromHours(5.5), Estimate.Median([.. Enumerable.Range(1, 10).Reverse().Select(h => TimeSpan.FromHours(h))])!.Value);
    }

    [Fact]
    public void Of_nothing_no_share_is_taken()
    {
        Assert.Null(Estimate.Share(0, 0));
        Assert.Null(Estimate.Difference((0, 0), (1, 2)));
    }

    [Theory]
    [InlineData(5)]
    [InlineData(20)]
    [InlineData(50)]
    public void The_groups_are_as_large_as_they_were_asked_for_and_as_large_as_each_other(int percent)
    {
        var pilot = Pilot(percent);
        const int lots = 20_000;

        var groups = Enumerable.Range(0, lots).Select(lot => pilot.GroupOf($"K-{lot}", "en")).ToList();

        var (expected, sigma) = (lots * percent / 100.0, Math.Sqrt(lots * percent / 100.0 * (100 - percent) / 100));
        Assert.InRange(groups.Count(g => g == PilotGroup.Pilot), expected - 4.5 * sigma, expected + 4.5 * sigma);
        Assert.InRange(groups.Count(g => g == PilotGroup.Control), expected - 4.5 * sigma, expected + 4.5 * sigma);
    }

    [Fact]
    public void Whoever_is_in_a_group_stays_in_it_while_the_share_grows()
    {
        var pilot = Pilot(1);
        var before = new Dictionary<string, PilotGroup>();

        for (var percent = 1; percent <= JourneyPilot.LargestShare; percent++)
        {
            pilot.Percent = percent;
            foreach (var lot in Enumerable.Range(0, 1_000).Select(n => $"K-{n}"))
            {
                var group = pilot.GroupOf(lot, "en");
                if (before.TryGetValue(lot, out var known)) Assert.Equal(known, group);
                else if (group is { } fresh) before[lot] = fresh;
            }
        }

        Assert.Equal(1_000, before.Count); // at half, everybody is in one of the two
    }

    [Fact]
    public void The_interval_of_a_mean_holds_the_truth_nineteen_times_of_twenty_and_says_nothing_of_few()
    {
        var random = new Random(17);
        var holds = 0;
        for (var i = 0; i < 1_000; i++)
        {
            // Most cases cost one check, some two: 1.2 on average.
            var cost = Estimate.Mean([.. Enumerable.Range(0, 200).Select(_ => random.NextDouble() < 0.2 ? 2.0 : 1.0).CountBy(value => value).Select(same => (same.Key, same.Value))])!;
            if (cost.From <= 1.2 && 1.2 <= cost.To) holds++;
        }

        Assert.InRange(holds, 925, 970);
        Assert.Null(Estimate.Mean([(1.0, 29)]));
    }

    [Fact]
    public void The_few_of_one_pilot_are_not_the_few_of_the_next()
    {
        var (first, second) = (Pilot(10), Pilot(10));
        var few = Enumerable.Range(0, 10_000).Select(n => $"K-{n}").Where(lot => first.GroupOf(lot, "en") == PilotGroup.Pilot).ToList();

        Assert.InRange(few.Count(lot => second.GroupOf(lot, "en") == PilotGroup.Pilot) / (double)few.Count, 0.07, 0.13);
    }

    /// <summary>A look after each twenty-five cases of a group, from the first verdict on.</summary>
    private static IEnumerable<Estimate<double>> Looks(Random random, double one, double other, int size, bool usual = false)
    {
        var (a, b) = (0, 0);
        for (var n = 1; n <= size; n++)
        {
            if (random.NextDouble() < one) a++;
            if (random.NextDouble() < other) b++;
            if (n >= ReadPilot.LeastCases && n % 25 == 0) yield return usual ? Estimate.Difference((a, n), (b, n), 1.959964) : Estimate.Difference((a, n), (b, n))!;
        }
    }

    private static JourneyPilot Pilot(int percent) => new()
    {
        Id = Guid.CreateVersion7(DateTimeOffset.UnixEpoch.AddYears(50)), JourneyKey = "j", Version = 2, VersionId = "v2", Against = 1, AgainstId = "v1", Percent = percent, StartedAt = DateTimeOffset.UnixEpoch, StartedBy = "staff:1",
    };
}
