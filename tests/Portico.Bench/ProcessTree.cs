using System.Globalization;

namespace Portico.Bench;

/// <summary>What processes used so far, with all their children; read from <c>/proc</c>.</summary>
public static class ProcessTree
{
    private const double TicksPerSecond = 100;

    public readonly record struct Use(double CpuSeconds, double MegaBytes);

    public static Use Of(IEnumerable<int> roots)
    {
        var parents = new Dictionary<int, int>();
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var id) && Stat(id) is { } stat) parents[id] = int.Parse(stat[1], CultureInfo.InvariantCulture);
        }

        var all = roots.ToList();
        for (var i = 0; i < all.Count; i++) all.AddRange(parents.Where(p => p.Value == all[i]).Select(p => p.Key));
        return new(all.Sum(Cpu), all.Sum(Pss) / 1024);
    }

    /// <summary>Flushes that the disk was asked for since it was started.</summary>
    public static long Flushes() => File.ReadLines("/proc/diskstats").Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Where(f => f.Length >= 19).Sum(f => long.Parse(f[18], CultureInfo.InvariantCulture));

    private static double Cpu(int id) => Stat(id) is { } stat ? stat[11..15].Sum(ticks => double.Parse(ticks, CultureInfo.InvariantCulture)) / TicksPerSecond : 0;

    // Proportional: what PostgreSQL's processes share counts once.
    private static double Pss(int id) => Lines($"/proc/{id}/smaps_rollup").FirstOrDefault(l => l.StartsWith("Pss:", StringComparison.Ordinal)) is { } line
        ? double.Parse(line[4..].Replace("kB", "", StringComparison.Ordinal), CultureInfo.InvariantCulture) : 0;

    /// <summary>The fields after the program's name, which may hold anything.</summary>
    private static string[]? Stat(int id) => Lines($"/proc/{id}/stat").FirstOrDefault() is { } line ? line[(line.LastIndexOf(')') + 2)..].Split(' ') : null;

    private static string[] Lines(string file)
    {
        try
        {
            return File.ReadAllLines(file);
        }
        catch (IOException)
        {
            return []; // it ended meanwhile
        }
    }
}
