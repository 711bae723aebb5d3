namespace Portico.PluginHost;

/// <summary>
/// On an author's own bench (<c>portico plugin run</c>) it is said in full what went wrong, on standard error. Portico itself never asks for it: the text of an exception may hold anything, and what a
/// platform's child writes there is thrown away.
/// </summary>
internal static class AuthorsBench
{
    public const string Variable = "PORTICO_PLUGIN_BENCH";

    private static TextWriter listener = TextWriter.Null;

    /// <summary>Before anything of a plugin runs.</summary>
    public static void Begin(TextWriter errors)
    {
        if (Environment.GetEnvironmentVariable(Variable) == "1") listener = TextWriter.Synchronized(errors);
    }

    public static void Say(Exception problem)
    {
        listener.WriteLine(problem);
        listener.Flush();
    }
}
