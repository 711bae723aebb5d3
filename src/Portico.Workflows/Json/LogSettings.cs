using System.Text.Json.Nodes;

namespace Portico.Workflows.Json;

/// <summary>
/// What the designer's log settings say, in <c>customProperties</c>: <c>logPersistenceConfig</c>, or <c>logPersistenceMode</c> as older versions wrote it. A setting that is decided by an
/// expression counts as "exclude": too little in a log can be mended, too much cannot.
/// </summary>
internal static class LogSettings
{
    /// <summary>Null: as around it.</summary>
    public static bool? IsLogged(JsonObject? custom)
    {
        if (custom is null) return null;
        if (IsExpression(custom)) return false;
        return Mode(custom) switch
        {
            "Exclude" => false,
            "Include" => true,
            _ => null,
        };
    }

    public static bool IsExpression(JsonObject? custom) => Default(custom) is { } setting && DefinitionReader.Text(setting, "evaluationMode") == "Expression";

    private static string? Mode(JsonObject custom)
    {
        if (Default(custom) is { } setting) return DefinitionReader.Text(setting, "strategyType") is { } type ? Strategies.ShortName(type) : null;
        return custom["logPersistenceMode"] is JsonObject older ? DefinitionReader.Text(older, "default") : null;
    }

    private static JsonObject? Default(JsonObject? custom) => (custom?["logPersistenceConfig"] as JsonObject)?["default"] as JsonObject;
}
