namespace Portico.App.Providers;

/// <summary>What a version of a plugin asks for, one line each: hosts that it reaches and kinds of personal data that it handles.</summary>
public static class Permissions
{
    /// <param name="Key">What is agreed to. The words of a purpose may change without asking anew, what is reached and handled may not.</param>
    public sealed record Line(string Key, string What, string Purpose, bool IsHost);

    public static IReadOnlyList<Line> Of(PluginManifest manifest) =>
    [
        .. manifest.Egress.Select(egress => new Line($"host {egress.Protocol} {egress.Host.ToLowerInvariant()}", egress.Setting is { } setting ? $"the host in “{manifest.Settings.FirstOrDefault(s => s.Name == setting)?.Label ?? setting}”" : egress.Host, egress.Purpose, true)).DistinctBy(line => line.Key),
        .. manifest.DataClasses.Select(data => new Line($"data {data.Class} {data.Retention}", data.Class, data.Retention == "none" ? data.Purpose : $"{data.Purpose}; kept {(data.Retention.StartsWith("until", StringComparison.Ordinal) ? "" : "for ")}{data.Retention}", false)).DistinctBy(line => line.Key),
    ];

    public static IReadOnlyList<Line> NewIn(PluginManifest manifest, IReadOnlyCollection<string> agreed) => [.. Of(manifest).Where(line => !agreed.Contains(line.Key))];
}
