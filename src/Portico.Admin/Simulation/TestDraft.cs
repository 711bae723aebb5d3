using Portico.App.Simulation;

namespace Portico.Admin.Simulation;

/// <summary>A test while it is edited.</summary>
public sealed class TestDraft(JourneyTest source)
{
    public string Name { get; set; } = source.Name;
    public string StartsOn { get; set; } = source.StartsOn ?? "";
    public string Outcome { get; set; } = source.Outcome ?? "";
    public List<AnswerDraft> Answers { get; } = [.. source.Answers.Select(given => new AnswerDraft { Field = given.Field, Value = given.Value, Stop = given.Stop ?? "" })];
    public List<ActDraft> Acts { get; } = [.. source.Acts.Select(act => new ActDraft { Stop = act.Stop, Outcome = act.Outcome, AfterHours = act.AfterHours })];
    public List<WayDraft> Ways { get; } = [.. source.Passes.Select(activity => new WayDraft { Activity = activity, Passes = true }), .. source.Avoids.Select(activity => new WayDraft { Activity = activity })];

    public JourneyTest Close() => new()
    {
        Name = Name.Trim(),
        StartsOn = StartsOn.Trim() is { Length: > 0 } day ? day : null,
        Outcome = Outcome.Trim() is { Length: > 0 } outcome ? outcome : null,
        Answers = [.. Answers.Select(given => new GivenAnswer(given.Field, given.Value, given.Stop.Length > 0 ? given.Stop : null))],
        Acts = [.. Acts.Select(act => new GivenAct(act.Stop, act.Outcome, act.AfterHours))],
        Passes = [.. Ways.Where(way => way is { Passes: true, Activity.Length: > 0 }).Select(way => way.Activity)],
        Avoids = [.. Ways.Where(way => way is { Passes: false, Activity.Length: > 0 }).Select(way => way.Activity)],
    };
}

public sealed class AnswerDraft
{
    public string Field { get; set; } = "";
    public string Value { get; set; } = "";

    /// <summary>Empty: wherever the field is asked.</summary>
    public string Stop { get; set; } = "";
}

public sealed class ActDraft
{
    public string Stop { get; set; } = "";
    public string Outcome { get; set; } = "";
    public double AfterHours { get; set; }
}

public sealed class WayDraft
{
    public string Activity { get; set; } = "";

    /// <summary>False: the case must not come to it.</summary>
    public bool Passes { get; set; }
}
