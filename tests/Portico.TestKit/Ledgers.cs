using System.Text.Json;

namespace Portico.TestKit;

/// <summary>Something that a sandbox provider says it has done.</summary>
/// <param name="Provider">The folder of the plugin and tenant that wrote it.</param>
/// <param name="Key">The idempotency key.</param>
public sealed record Effect(string Provider, string Key, string Operation, string What);

/// <summary>The sandbox providers write down what they do before they answer, so it survives any crash: the witness.</summary>
public static class Ledgers
{
    public static IReadOnlyList<Effect> In(string dataFolder)
    {
        var plugins = Path.Combine(dataFolder, "plugins");
        if (!Directory.Exists(plugins)) return [];
        return [.. from file in Directory.EnumerateFiles(plugins, "ledger.jsonl", SearchOption.AllDirectories)
                   from line in ReadWholeLines(file)
                   let read = JsonSerializer.Deserialize<Line>(line, JsonSerializerOptions.Web)!
                   select new Effect(Path.GetRelativePath(plugins, Path.GetDirectoryName(file)!), read.Key, read.Operation, read.Effect)];
    }

    // The plugin may be writing: a last line without its end does not stand yet.
    private static string[] ReadWholeLines(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(stream);
        var text = reader.ReadToEnd();
        return text[..(text.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private sealed record Line(string Key, string Operation, string Effect);
}
