namespace Portico.Workflows.Tests.Simulation;

/// <summary>Mistakes in the protocol of commits. The simulation must find each of them.</summary>
internal enum Flaw
{
    None,

    /// <summary>A push is committed whatever the revision is meanwhile.</summary>
    RevisionIgnored,

    /// <summary>The client is told before the commit.</summary>
    ToldBeforeCommit,

    /// <summary>The client is told yes whether or not the commit was accepted.</summary>
    RefusalIgnored,

    /// <summary>A former attempt may record its result.</summary>
    FenceIgnored,

    /// <summary>Each attempt calls with a key of its own.</summary>
    KeyPerAttempt,

    /// <summary>What is due is read from the node's clock.</summary>
    LocalClock,

    /// <summary>The due row goes before its result is committed.</summary>
    DueDroppedFirst,

    /// <summary>The state is committed first and what is due because of it afterwards.</summary>
    CommitSplit,

    /// <summary>The answer for an idempotency key is not kept with the work.</summary>
    AnswerForgotten,

    /// <summary>A callback that comes before its call is known to wait is acknowledged and dropped.</summary>
    InboxForgetsEarly,

    /// <summary>A callback is acknowledged before it is kept.</summary>
    CallbackAcknowledgedFirst,

    /// <summary>A callback is pushed into the run whenever it comes, in whatever the run has become, and goes on from the state it saw.</summary>
    CallbackAppliedTwice,
}
