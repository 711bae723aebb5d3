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

public enum TrackState
{
    Done,

    /// <summary>The run rests there.</summary>
    Current,

    /// <summary>It follows, whichever way the run goes on, unless somebody does not act or the customer does not want it any more.</summary>
    Next,
}

/// <summary>Something of a run that its customer may see.</summary>
/// <param name="Shows">What it is for the customer: <c>form</c>, <c>identity-verification</c>, <c>payment</c>, <c>agent</c>, <c>document</c>, <c>appointment</c>, <c>period</c>, <c>withdrawal</c>, <c>end</c>; null: the run rests at something technical.</param>
/// <param name="At">When it was done; null: that was not written down yet.</param>
/// <param name="Outcome">By which it was left.</param>
/// <param name="Wait">Of what is current.</param>
public sealed record TrackEntry(string ActivityId, string? Shows, TrackState State, DateTimeOffset? At, string? Outcome, Wait? Wait);

/// <summary>How far a customer is: steps done, of the steps that a smooth run takes from here.</summary>
public sealed record Progress(int Done, int Of);
