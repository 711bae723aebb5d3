using System.Text.RegularExpressions;

namespace Portico.App.Shared;

/// <summary>What a journey, a form or a service is called in addresses, files and expressions: permanent.</summary>
public static partial class ShortName
{
    public const string Rule = "Use 2 to 64 lower-case letters, digits and hyphens.";

    public static bool Fits(string text) => Pattern().IsMatch(text);

    [GeneratedRegex(@"\A[a-z0-9][a-z0-9-]{1,63}\z")]
    private static partial Regex Pattern();
}
