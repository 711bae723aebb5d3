using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Portico.Packages;

/// <summary>A version such as <c>1.4.2</c> or <c>2.0.0-beta.1</c>, in the order of semver.org. Without build metadata: two files of one version would differ in nothing that is compared.</summary>
public sealed partial class SemanticVersion
{
    private readonly string text;
    private readonly int[] numbers;
    private readonly string[] pre;

    private SemanticVersion(string text, int[] numbers, string[] pre) => (this.text, this.numbers, this.pre) = (text, numbers, pre);

    private bool IsPreRelease => pre.Length > 0;

    public static bool TryParse(string? text, [NotNullWhen(true)] out SemanticVersion? version)
    {
        version = null;
        if (text is null || text.Length > 64 || Pattern().Match(text) is not { Success: true } match) return false;
        var numbers = new int[3];
        for (var i = 0; i < 3; i++)
            if (!int.TryParse(match.Groups[i + 1].Value, NumberStyles.None, CultureInfo.InvariantCulture, out numbers[i])) return false;
        version = new SemanticVersion(text, numbers, match.Groups[4].Success ? match.Groups[4].Value.Split('.') : []);
        return true;
    }

    /// <summary>Versions as texts, the lowest first; what is no version stands before all others.</summary>
    public static IComparer<string> Order { get; } = Comparer<string>.Create((a, b) =>
        TryParse(a, out var first) ? TryParse(b, out var second) ? first.CompareTo(second) : 1 : TryParse(b, out _) ? -1 : string.CompareOrdinal(a, b));

    private int CompareTo(SemanticVersion other)
    {
        for (var i = 0; i < 3; i++)
            if (numbers[i] != other.numbers[i]) return numbers[i].CompareTo(other.numbers[i]);
        if (IsPreRelease != other.IsPreRelease) return IsPreRelease ? -1 : 1;
        for (var i = 0; i < Math.Min(pre.Length, other.pre.Length); i++)
        {
            var (a, b) = (pre[i], other.pre[i]);
            var (aIsNumber, bIsNumber) = (int.TryParse(a, NumberStyles.None, CultureInfo.InvariantCulture, out var x), int.TryParse(b, NumberStyles.None, CultureInfo.InvariantCulture, out var y));
            var order = aIsNumber && bIsNumber ? x.CompareTo(y) : aIsNumber ? -1 : bIsNumber ? 1 : string.CompareOrdinal(a, b);
            if (order != 0) return order;
        }

        return pre.Length.CompareTo(other.pre.Length);
    }

    public override string ToString() => text;

    [GeneratedRegex(@"^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(?:-([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?\z")]
    private static partial Regex Pattern();
}
