namespace Portico.House.Tests;

/// <summary>A rule returns what breaks it; an empty list is a pass. The same function is then given a canary, which it must catch.</summary>
internal static class Verdict
{
    public static void Holds(string rule, IEnumerable<string> violations)
    {
        var found = violations.ToList();
        Assert.True(found.Count == 0, $"{rule}{Environment.NewLine}{string.Join(Environment.NewLine, found)}");
    }
}
