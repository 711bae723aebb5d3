using Portico.App.Calendars;
using Portico.App.Forms;
using Portico.App.Shared;
using Portico.Workflows;

namespace Portico.App.Simulation;

/// <summary>A drawing with the forms it shows.</summary>
internal sealed class Drawing
{
    private readonly Dictionary<string, Stop> stops;

    /// <param name="prefix">Before the ids of its stops; empty for the journey that is tested.</param>
    public Drawing(WorkflowDefinition definition, IReadOnlyDictionary<string, FormDefinition> forms, string prefix = "")
    {
        (Definition, Forms) = (definition, forms);
        Stops = Stop.Of(definition, prefix);
        stops = Stops.DistinctBy(stop => stop.Id).ToDictionary(stop => stop.Id[prefix.Length..], StringComparer.Ordinal);
        Names = definition.Nodes.DistinctBy(node => node.Id).ToDictionary(node => node.Id, node => node.DisplayText, StringComparer.Ordinal);
    }

    public WorkflowDefinition Definition { get; }

    public IReadOnlyDictionary<string, FormDefinition> Forms { get; }

    /// <summary>Id of what all other activities lie on; nobody calls it an activity.</summary>
    public string Canvas => Definition.Nodes[0].Id;

    /// <summary>All but the canvas, in the order of the drawing.</summary>
    public IEnumerable<NodeInfo> Activities => Definition.Nodes.Skip(1).DistinctBy(node => node.Id);

    public IReadOnlyList<Stop> Stops { get; }

    /// <summary>By activity id.</summary>
    public IReadOnlyDictionary<string, string> Names { get; }

    public Stop At(string activityId) => stops[activityId];

    public string NameOf(string activityId) => Names.GetValueOrDefault(activityId, activityId);
}

/// <summary>All that a virtual run needs to know, read once: it then touches no database.</summary>
/// <param name="Others">Journeys that this one starts, by key, as they are live; and those that they start.</param>
internal sealed record Stage(string Key, string Name, int Version, Drawing Drawing, IReadOnlyDictionary<string, Drawing> Others, string Country, string Locale, TenantCalendars.TenantTime Time)
{
    /// <summary>Why nobody can walk through it; null: somebody can.</summary>
    public Error? Problem => Drawing.Definition.IsRunnable ? null
        : new(409, "journey.cannot_run", "This drawing cannot be run yet. " + string.Join(' ', Drawing.Definition.Findings.Where(finding => finding.Severity == FindingSeverity.Error).Select(finding => finding.Message)));

    public IEnumerable<Stop> Stops => Others.Values.Prepend(Drawing).SelectMany(drawing => drawing.Stops);

    /// <summary>The forms a customer may see, by the stop that shows them; a stop whose form is computed is not in it.</summary>
    public IEnumerable<(Stop Stop, FormDefinition Form)> Shown =>
        from drawing in Others.Values.Prepend(Drawing)
        from node in drawing.Definition.Nodes
        where node.Type == "Portico.ShowForm" && node.Literals.TryGetValue("form", out var key) && drawing.Forms.ContainsKey(key)
        select (drawing.At(node.Id), drawing.Forms[node.Literals["form"]]);

    /// <summary>Whether this is a day of this century, as year-month-day.</summary>
    public static bool CanStartOn(string day) => FormDates.Read(day) is { Year: >= 2000 and < 2100 };

    /// <summary>The moment a virtual run begins: nine in the morning where the tenant is.</summary>
    public DateTimeOffset Morning(DateOnly day)
    {
        var nine = day.ToDateTime(new TimeOnly(9, 0));
        return new DateTimeOffset(nine, Time.Zone.GetUtcOffset(nine)).ToUniversalTime();
    }
}
