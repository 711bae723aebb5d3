using System.Text.Json.Nodes;

namespace Portico.App.Cases;

/// <summary>Paths such as <c>/meters/{id}</c>, and the requests that fit them.</summary>
internal static class HookPaths
{
    /// <returns>What stands for the {names}; null if it does not fit.</returns>
    public static JsonObject? Match(string pattern, string path)
    {
        string[] wanted = pattern.Trim('/').Split('/'), given = path.Trim('/').Split('/');
        if (wanted.Length != given.Length) return null;
        var values = new JsonObject();
        for (var i = 0; i < wanted.Length; i++)
        {
            if (wanted[i] is ['{', .. var name, '}'] && given[i].Length > 0) values[name] = given[i];
            else if (!string.Equals(wanted[i], given[i], StringComparison.OrdinalIgnoreCase)) return null;
        }

        return values;
    }

    /// <summary>How much of it is said plainly: of two that fit, the plainer one is meant.</summary>
    public static int Plainness(string pattern) => pattern.Split('/').Count(part => !part.StartsWith('{'));
}
