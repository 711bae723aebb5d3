namespace Portico.App.Plugins;

/// <summary>
/// How a plugin that is no .NET assembly is started. A manifest names a runtime by a word and never a program: which program that word means on this machine, if any, is the operator's
/// decision, and the only argument that a plugin has a say in is a file of its own folder.
/// </summary>
internal static class PluginRuntimes
{
    public static bool IsKnownForm(string runtime, string entry) =>
        runtime.Length is > 0 and <= 20 && runtime.All(char.IsAsciiLetterLower) && entry.Length > 0 && entry[0] is not ('-' or '.');

    /// <returns>Null: there is no such runtime here.</returns>
    public static string? ProgramOf(PluginOptions options, PluginManifest plugin) => options.Runtimes.TryGetValue(plugin.Runtime!, out var program) && File.Exists(program) ? program : null;
}
