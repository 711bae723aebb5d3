namespace Portico.App.Pilots;

/// <summary>What was counted, and between which values the truth lies in 95 of 100 cases.</summary>
public sealed record Estimate<T>(T Value, T From, T To);

/// <summary>How sure one can be of what was counted.</summary>
public static class Estimate
{
    /// <summary>Standard deviations around the middle that hold 95 % of a normal distribution.</summary>
    private const double Usual = 1.959963984540054;

    /// <summary>A share with Wilson's score interval (E. B. Wilson, JASA 22, 1927), which holds for few cases and for shares near 0 and 1, too.</summary>
    /// <returns>Null: there is nothing to take a share of.</returns>
    public static Estimate<double>? Share(int count, int of) => of == 0 ? null : Share(count, of, Usual);

    /// <summary>
    /// The difference of two shares by Newcombe's hybrid score (R. G. Newcombe, Statistics in Medicine 17, 1998, method 10). A pilot is looked at every day, and a usual interval that is looked at
    /// again and again leaves out the truth sooner or later. So this one is as wide as it must be to hold it at all looks together, by the mixture boundary of H. Robbins (Annals of
    /// Mathematical Statistics 41, 1970).
    /// </summary>
    /// <returns>The first minus the second; null: one of the two is empty.</returns>
    public static Estimate<double>? Difference((int Count, int Of) one, (int Count, int Of) other) =>
        one.Of == 0 || other.Of == 0 ? null : Difference(one, other, Watched(Math.Min(one.Of, other.Of)));

    /// <summary>The median by order statistics (W. J. Conover, Practical Nonparametric Statistics, 1999, 3.2): whatever the distribution is.</summary>
    /// <returns>Null: too few to say.</returns>
    public static Estimate<TimeSpan>? Median(IReadOnlyList<TimeSpan> values)
    {
        var half = values.Count / 2.0;
        var around = Usual * Math.Sqrt(values.Count) / 2;
        // Ranks from 1, and rather too wide than too narrow.
        var (low, high) = ((int)Math.Floor(half - around), (int)Math.Ceiling(half + around) + 1);
        if (low < 1 || high > values.Count) return null;
        var sorted = values.Order().ToList();
        var middle = TimeSpan.FromTicks((sorted[(values.Count - 1) / 2].Ticks + sorted[values.Count / 2].Ticks) / 2);
        return new(middle, sorted[low - 1], sorted[high - 1]);
    }

    /// <summary>The mean, as money is added up; its interval holds for some thirty values and more, however they are distributed (central limit theorem).</summary>
    /// <param name="values">Each with how often it stands.</param>
    /// <returns>Null: too few to say.</returns>
    public static Estimate<double>? Mean(IReadOnlyCollection<(double Value, int Count)> values)
    {
        const int enough = 30;
        var of = values.Sum(value => value.Count);
        if (of < enough) return null;
        var mean = values.Sum(value => value.Value * value.Count) / of;
        var around = Usual * Math.Sqrt(values.Sum(value => value.Count * (value.Value - mean) * (value.Value - mean)) / (of - 1) / of);
        return new(mean, mean - around, mean + around);
    }

    private static Estimate<double> Share(int count, int of, double deviations)
    {
        double share = (double)count / of, square = deviations * deviations;
        var middle = (share + square / (2 * of)) / (1 + square / of);
        var around = deviations / (1 + square / of) * Math.Sqrt(share * (1 - share) / of + square / (4.0 * of * of));
        return new(share, count == 0 ? 0 : middle - around, count == of ? 1 : middle + around);
    }

    /// <param name="deviations">How wide, in standard deviations: 1.96 for 95 % at one look.</param>
    public static Estimate<double> Difference((int Count, int Of) one, (int Count, int Of) other, double deviations)
    {
        var (a, b) = (Share(one.Count, one.Of, deviations), Share(other.Count, other.Of, deviations));
        var difference = a.Value - b.Value;
        return new(difference, difference - Distance(a.Value - a.From, b.To - b.Value), difference + Distance(a.To - a.Value, b.Value - b.From));
    }

    /// <summary>Deviations that a difference of two groups of this size passes at no look in 95 of 100 cases. Narrowest, about 3, for some hundred to some thousand cases.</summary>
    private static double Watched(int size)
    {
        const double missed = 0.05, mixture = 100;
        return Math.Sqrt((1 + mixture / size) * Math.Log((size + mixture) / (mixture * missed * missed)));
    }

    private static double Distance(double one, double other) => Math.Sqrt(one * one + other * other);
}
