namespace Portico.Workflows;

/// <summary>How many runs of a definition there may be at the same time.</summary>
public enum ActivationStrategy
{
    Always,

    /// <summary>One unfinished run of the definition at a time.</summary>
    Singleton,

    /// <summary>One unfinished run for each correlation id, whichever definition it belongs to.</summary>
    Correlation,

    /// <summary>One unfinished run of the definition for each correlation id.</summary>
    CorrelatedSingleton,
}

public enum StarterKind { Timer, Cron, StartAt, Event, Http }

/// <summary>What starts a run of a published definition by itself.</summary>
/// <param name="ActivityId">Where the run then begins.</param>
/// <param name="Interval">Timer: the time from one start to the next.</param>
/// <param name="CronExpression">Cron: for <see cref="Schedules.CronSchedule"/>.</param>
/// <param name="At">StartAt: once, then.</param>
/// <param name="Event">Event: its name.</param>
/// <param name="Path">Http: a route with a leading slash, for example <c>/meters/{id}</c>.</param>
/// <param name="Methods">Http: in capitals.</param>
/// <param name="Authorize">Http: only for callers that are known.</param>
public sealed record Starter(
    string ActivityId,
    StarterKind Kind,
    TimeSpan? Interval = null,
    string? CronExpression = null,
    DateTimeOffset? At = null,
    string? Event = null,
    string? Path = null,
    IReadOnlyList<string>? Methods = null,
    bool Authorize = false);
