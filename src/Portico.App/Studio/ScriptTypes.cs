using System.Text;
using System.Text.Json.Nodes;
using Portico.App.Journeys;

namespace Portico.App.Studio;

/// <summary>TypeScript declarations of what an expression can name, for the editor's suggestions.</summary>
internal static class ScriptTypes
{
    private const string Always = """
        /** All answers of the customer so far, by field name. */
        declare const answers: { [field: string]: any };
        /** One answer of the customer, by field name. */
        declare function getAnswer(field: string): any;
        declare function getVariable(name: string): any;
        declare function setVariable(name: string, value: any): void;
        declare function getInput(name: string): any;
        declare function getOutputFrom(activity: string, output?: string): any;
        declare function getCorrelationId(): string;
        declare function getWorkflowInstanceId(): string;
        declare function newGuid(): string;

        """;

    public static string For(JourneyVersion? version)
    {
        var text = new StringBuilder(Always);
        var variables = version is null ? [] : JourneyDocument.Parse(version.Definition)["variables"]!.AsArray().OfType<JsonObject>().ToList();
        text.AppendLine("declare const variables: {");
        foreach (var variable in variables.Where(variable => IsIdentifier(variable["name"]?.ToString())))
        {
            text.AppendLine(System.Globalization.CultureInfo.InvariantCulture, $"  {variable["name"]}: {TypeOf(variable)};");
        }
        return text.AppendLine("  [name: string]: any;").AppendLine("};").ToString();
    }

    private static bool IsIdentifier(string? name) => name is { Length: > 0 } && !char.IsDigit(name[0]) && name.All(letter => char.IsLetterOrDigit(letter) || letter is '_' or '$');

    private static string TypeOf(JsonObject variable)
    {
        var type = variable["typeName"]?.ToString() switch
        {
            "String" or "DateTimeOffset" or "TimeSpan" => "string",
            "Boolean" => "boolean",
            "Int32" or "Int64" or "Decimal" or "Double" => "number",
            _ => "any",
        };
        return variable["isArray"] is JsonValue many && many.TryGetValue(out bool isArray) && isArray ? type + "[]" : type;
    }
}
