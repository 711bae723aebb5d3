using Portico.App.Data;
using Portico.App.Forms;
using Portico.Workflows;

namespace Portico.App.Journeys;

/// <summary>The forms that belong to a drawing: those that it shows, and the start page of its journey.</summary>
public static class NamedForms
{
    /// <summary>Their keys; one that is still to be chosen is not among them.</summary>
    public static IReadOnlyCollection<string> FormsOf(this WorkflowDefinition drawing, string journey) => [.. drawing.UsedForms.Where(form => form.Length > 0), FormDefinition.StartPageOf(journey)];

    /// <param name="pins">The versions that it was published with; null: the newest.</param>
    public static Task<Dictionary<string, Form>> OfDrawingAsync(this IQueryable<Form> forms, string journey, WorkflowDefinition drawing, IReadOnlyDictionary<string, int>? pins, CancellationToken ct) =>
        pins is null ? forms.NewestAsync(drawing.FormsOf(journey), ct) : forms.PinnedAsync(pins, ct);
}
