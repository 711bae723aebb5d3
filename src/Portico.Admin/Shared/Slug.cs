using System.Text.RegularExpressions;

namespace Portico.Admin.Shared;

public static partial class Slug
{
    /// <summary>A short name made of a name, as a suggestion.</summary>
    public static string Of(string name) => Others().Replace(name.Trim().ToLowerInvariant(), "-").Trim('-');

    [GeneratedRegex("[^a-z0-9]+")]
    private static partial Regex Others();
}
