namespace Portico.Workflows;

/// <summary>One activity of a definition.</summary>
/// <param name="NodeId">Its path through the containers, unique within the definition.</param>
/// <param name="DisplayText">The caption given in the designer, else the activity's name, else its type.</param>
/// <param name="Literals">Inputs that are literals, by their name in camelCase.</param>
public sealed record NodeInfo(string Id, string NodeId, string Type, int Version, string DisplayText, IReadOnlyDictionary<string, string> Literals)
{
    /// <summary>Contract of whom it asks outside; null: nobody.</summary>
    public string? Contract { get; init; }

    /// <summary>Names of the customer's answers that it uses: takes by itself, or reads by an expression.</summary>
    public required IReadOnlySet<string> Answers { get; init; }

    /// <summary>True: which answers its expressions read shows only when it runs.</summary>
    public bool ReadsAnyAnswer { get; init; }

    /// <summary>Whether that input is given by an expression, so that its value shows only when it runs.</summary>
    public required IReadOnlySet<string> Computed { get; init; }
}

/// <summary>How far a customer is: steps done, of the steps that a smooth run takes from here.</summary>
public sealed record Progress(int Done, int Of);
