namespace Portico.Workflows.Json;

/// <summary>Elsa gives each output of a named activity a getter: <c>getResultFromVerify1()</c>.</summary>
internal static class OutputNames
{
    private const string From = "From";

    /// <param name="member">The name behind <c>get</c>, for example <c>ResultFromVerify1</c>.</param>
    /// <returns>The activity and the name of the output in camelCase; null if there is none of that name.</returns>
    public static (ActivityNode Node, string Output)? Find(IEnumerable<ActivityNode> nodes, string member)
    {
        for (var at = member.IndexOf(From, StringComparison.Ordinal); at > 0; at = member.IndexOf(From, at + 1, StringComparison.Ordinal))
        {
            var (output, activity) = (member[..at], member[(at + From.Length)..]);
            if (activity.Length > 0 && nodes.FirstOrDefault(node => node.Activity is not null && node.Name is { } name && Pascal(name) == activity) is { } node) return (node, char.ToLowerInvariant(output[0]) + output[1..]);
        }
        return null;
    }

    /// <summary><c>check identity</c> → <c>CheckIdentity</c>.</summary>
    private static string Pascal(string name) =>
        string.Concat(name.Split([' ', '-', '_'], StringSplitOptions.RemoveEmptyEntries).Select(word => char.ToUpperInvariant(word[0]) + word[1..]));
}
