using System.Globalization;
using System.Text;

namespace Portico.Bench;

/// <summary>Medians over the rounds, and ratios to the limit of the same round: those can be compared between machines.</summary>
public static class Report
{
    public static string Of(IReadOnlyList<Slice> slices)
    {
        var text = new StringBuilder("| server | steps/s | p50 ms | p95 ms | p99 ms | CPU s per 1,000 steps | memory MB | flushes per step | steps/s of limit | p95 of limit | CPU of limit |\n|---|---|---|---|---|---|---|---|---|---|---|\n");
        var rounds = slices.GroupBy(s => s.Label).ToDictionary(g => g.Key, g => g.ToList());
        foreach (var (label, own) in rounds)
        {
            var limit = rounds.GetValueOrDefault(label.Contains("sqlite", StringComparison.Ordinal) ? Measurement.LimitSqlite : Measurement.LimitPostgres);
            string Ratio(Func<Slice, double> of) => limit is null ? "" : Number(Median(own.Zip(limit, (mine, theirs) => of(mine) / of(theirs))), "0.00");
            text.AppendJoin(" | ", "| " + label, Number(Median(own.Select(s => s.StepsPerSecond)), "#,0"), Number(Median(own.Select(s => s.P50)), "0.0"), Number(Median(own.Select(s => s.P95)), "0.0"), Number(Median(own.Select(s => s.P99)), "0.0"),
                Number(Median(own.Select(s => s.CpuPerThousand)), "0.00"), Number(Median(own.Select(s => s.MegaBytes)), "0"), Number(Median(own.Select(s => s.FlushesPerStep)), "0.00"), Ratio(s => s.StepsPerSecond), Ratio(s => s.P95), Ratio(s => s.CpuPerThousand)).AppendLine(" |");
        }

        return text.ToString();
    }

    public static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted.Count == 0 ? double.NaN : (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
    }

    private static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
