using System.Text.Json;
using System.Text.Json.Nodes;
using Portico.Workflows;

namespace Portico.Cli.Journeys;

internal static class RunJourney
{
    public static int Execute(string[] arguments, TextWriter output, TextWriter errors)
    {
        List<string> files = [];
        var input = new JsonObject();
        var answers = new JsonObject();
        for (var i = 0; i < arguments.Length; i++)
        {
            var value = i + 1 < arguments.Length ? arguments[i + 1] : null;
            switch (arguments[i])
            {
                case "--input" when value?.IndexOf('=', StringComparison.Ordinal) > 0:
                    input[value[..value.IndexOf('=', StringComparison.Ordinal)]] = ReadValue(value[(value.IndexOf('=', StringComparison.Ordinal) + 1)..]);
                    i++;
                    break;
                case "--input":
                    errors.WriteLine("--input takes name=value.");
                    return 2;
                case "--answers" when value is not null:
                    if (ReadAnswers(value, errors) is not { } read) return 2;
                    answers = read;
                    i++;
                    break;
                case var option when option.StartsWith('-'):
                    errors.WriteLine($"The option {option} is not known, or lacks its value.");
                    return 2;
                case var file:
                    files.Add(file);
                    break;
            }
        }
        if (files.Count == 0)
        {
            errors.WriteLine("Name the file to run: portico journey run FILE…");
            return 2;
        }

        List<WorkflowDefinition> definitions = [];
        foreach (var file in files)
        {
            if (Definitions.Read(file, errors) is not { } definition) return 2;
            Definitions.Print(file, definition.Findings.Where(finding => finding.Severity == FindingSeverity.Error), errors);
            if (!definition.IsRunnable) return 2;
            definitions.Add(definition);
        }

        var rehearsal = new Rehearsal(definitions, answers, output.WriteLine);
        var state = rehearsal.Run(input);
        foreach (var incident in state.Incidents) errors.WriteLine($"{incident.ActivityId}: {incident.Code}: {incident.Message}");
        var status = Status(state);
        output.WriteLine($"status: {status}");
        return status == "faulted" ? 1 : 0;
    }

    private static string Status(RunState state)
    {
        if (state.Status is RunStatus.Completed or RunStatus.Cancelled) return "finished";
        // A join whose branches will not come is what Elsa calls suspended: nothing went wrong, nothing goes on.
        if (state.Status == RunStatus.Faulted && state.Incidents.Any(incident => incident.Code != "workflow.join_blocked")) return "faulted";
        return "waiting " + (state.Waits.Count > 0 ? state.Waits[0].ActivityId : state.Incidents[0].ActivityId);
    }

    private static JsonNode? ReadValue(string text)
    {
        try
        {
            return JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            return JsonValue.Create(text);
        }
    }

    private static JsonObject? ReadAnswers(string file, TextWriter errors)
    {
        try
        {
            if (JsonNode.Parse(File.ReadAllText(file)) is JsonObject answers && answers.All(step => step.Value is JsonObject)) return answers;
            errors.WriteLine($"{file}: answers are an object of steps, each an object of fields.");
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            errors.WriteLine($"{file}: cannot be read: {e.Message}");
        }
        return null;
    }
}
