namespace Portico.Workflows.Json;

/// <summary>The .NET types that Elsa writes into the options of a definition, by their short names.</summary>
internal static class Strategies
{
    public const string Incident = "incidentStrategyType";
    public const string Activation = "activationStrategyType";

    public static IReadOnlyDictionary<string, IReadOnlyList<string>> Known { get; } = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal)
    {
        [Incident] = ["FaultStrategy", "ContinueWithIncidentsStrategy"],
        [Activation] = ["AllowAlwaysStrategy", "SingletonStrategy", "CorrelationStrategy", "CorrelatedSingletonStrategy"],
    };

    /// <summary><c>Elsa.Workflows.IncidentStrategies.FaultStrategy, Elsa.Workflows.Core</c> → <c>FaultStrategy</c>.</summary>
    public static string ShortName(string type) => type.Split(',')[0].Split('.')[^1].Trim();
}
