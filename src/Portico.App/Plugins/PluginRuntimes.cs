namespace Portico.App.Plugins;

/// <summary>
/// How a plugin that is no .NET assembly is started. A manifest names a runtime by a word and never a program: which program that word means on this machine, if any, is the operator's
/// decision, and the only argument that a plugin has a say in is a file of its own folder.
/// </summary>
internal static class PluginRuntimes
{
    /// <returns>Null: there is no such runtime here.</returns>
    public static string? ProgramOf(PluginOptions options, PluginManifest plugin) => options.Runtimes.TryGetValue(plugin.Runtime!, out var program) && File.Exists(program) ? program : null;
}
