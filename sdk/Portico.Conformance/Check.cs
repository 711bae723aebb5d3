namespace Portico.Conformance;

/// <summary>What has to be there for a check to mean anything. Where it is not, the check is not applicable, and the reason is said.</summary>
[Flags]
internal enum Needs
{
    Nothing = 0,

    /// <summary>The plugin runs.</summary>
    Process = 1,

    /// <summary>conformance.json says what to ask.</summary>
    Call = 2 | Process,

    /// <summary>A provider over https, which the kit plays.</summary>
    Provider = 4 | Call,

    /// <summary>Something that counts effects: that provider, or a ledger of the plugin's own.</summary>
    Witness = 8 | Call,

    /// <summary>The contract can be asked how something stands, and a call can be made to wait.</summary>
    Get = 16 | Call,

    /// <summary>conformance.json says how callbacks are signed.</summary>
    Callbacks = 32 | Process,

    /// <summary>The plugin can erase.</summary>
    Erasure = 64 | Call,

    /// <summary>A field of the input that holds what a person typed.</summary>
    Personal = 128 | Call,

    /// <summary>The plugin asks for a secret.</summary>
    Secret = 256 | Call,

    /// <summary>.NET code, which can be read.</summary>
    Code = 512,

    /// <summary>The provider tells whether it is there.</summary>
    Health = 1024 | Process,
}

/// <summary>When a check runs.</summary>
internal enum Phase
{
    /// <summary>One after the other, before all others.</summary>
    First,

    /// <summary>Beside others.</summary>
    Together,

    /// <summary>With nothing beside it: it measures.</summary>
    Alone,

    /// <summary>When everything was done that leaves traces.</summary>
    Last,
}

/// <summary>One thing that is held against a plugin.</summary>
/// <param name="Id">Permanent: <c>group.name</c>. Explained in sdk/docs/testing.md.</param>
/// <param name="Title">What holds if it passes.</param>
internal sealed record Check(string Id, string Title, Needs Needs, Func<Trial, Task<Verdict>> Run, Phase Phase = Phase.Together)
{
    public string Group => Id[..Id.IndexOf('.', StringComparison.Ordinal)];
}
