namespace Portico.Workflows.Json;

/// <summary>Activities of Elsa that do not run here on purpose, with the reason and what to use instead.</summary>
internal static class Unavailable
{
    private const string NoReply = "A journey cannot write the reply to a request: the platform replies at once, and the journey goes on afterwards.";
    private const string NoCode = "Use Elsa.RunJavaScript, or an expression where the value is needed.";

    private static readonly Dictionary<string, (string Message, string Fix)> Reasons = new(StringComparer.Ordinal)
    {
        ["Elsa.WriteHttpResponse"] = (NoReply, "Remove it."),
        ["Elsa.WriteFileHttpResponse"] = (NoReply, "Remove it."),
        ["Elsa.DownloadHttpFile"] = ("A journey does not hold files.", "Let the customer upload it in a form."),
        ["Elsa.RunTask"] = ("There is nobody here who runs tasks by their name.", "Ask an agent (Portico.AgentDecision), or wait for an event (Elsa.Event)."),
        ["Elsa.BulkDispatchWorkflows"] = ("Many journeys cannot be started by one activity.", "Use Elsa.ForEach with Elsa.DispatchWorkflow in it."),
        ["Elsa.RunCSharp"] = ("C# does not run inside a journey.", NoCode),
        ["Elsa.RunPython"] = ("Python does not run inside a journey.", NoCode),
        ["Elsa.ReadLine"] = ("There is no console to read from.", "Ask the customer in a form (Portico.ShowForm)."),
        ["Elsa.StateMachine"] = ("State machines are not available here.", "Draw a flowchart; a way back is a connection to an earlier activity."),
    };

    public static IReadOnlyCollection<string> Types => Reasons.Keys;

    public static (string Message, string Fix)? Reason(string type) => Reasons.TryGetValue(type, out var reason) ? reason : null;
}
