namespace Portico.Workflows;

/// <summary>One activity of a definition.</summary>
/// <param name="NodeId">Its path through the containers, unique within the definition.</param>
/// <param name="DisplayText">The caption given in the designer, else the activity's name, else its type.</param>
/// <param name="Literals">Inputs that are literals, by their name in camelCase.</param>
public sealed record NodeInfo(string Id, string NodeId, string Type, int Version, string DisplayText, IReadOnlyDictionary<string, string> Literals);

/// <summary>How far a customer is: steps done, of the steps that a smooth run takes from here.</summary>
public sealed record Progress(int Done, int Of);
