using Portico.Workflows;

namespace Portico.Cli.Journeys;

/// <summary>Reads definitions from files, and says what is wrong with them.</summary>
internal static class Definitions
{
    public static WorkflowDefinition? Read(string file, TextWriter errors)
    {
        string text;
        try
        {
            text = File.ReadAllText(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            errors.WriteLine($"{file}: cannot be read: {e.Message}");
            return null;
        }
        try
        {
            return WorkflowDefinition.Parse(text);
        }
        catch (DefinitionFormatException e)
        {
            errors.WriteLine($"{file}: not a workflow definition, at {e.Path}: {e.Message}");
            return null;
        }
    }

    public static void Print(string file, IEnumerable<Finding> findings, TextWriter target)
    {
        foreach (var finding in findings)
        {
            var severity = finding.Severity == FindingSeverity.Error ? "error" : "warning";
            target.WriteLine($"{file}: {severity} {finding.Id}{(finding.NodeId is null ? "" : $" at {finding.NodeId}")}: {finding.Message} {finding.Fix}");
        }
    }
}
