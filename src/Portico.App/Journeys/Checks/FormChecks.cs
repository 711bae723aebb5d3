using Portico.App.Forms;
using Portico.Workflows;

namespace Portico.App.Journeys.Checks;

/// <summary>Whether the forms that a drawing names are there, work, and speak all languages of the tenant.</summary>
internal static class FormChecks
{
    public static IEnumerable<Finding> Of(WorkflowDefinition drawing, World world)
    {
        foreach (var node in drawing.Nodes)
        {
            foreach (var key in new[] { "form", "page" }.Select(input => node.Literals.GetValueOrDefault(input)).OfType<string>().Where(key => node.Type is "Portico.ShowForm" or "Portico.EndJourney"))
            {
                if (!world.Forms.TryGetValue(key, out var form)) yield return new("form.missing", FindingSeverity.Error, node.NodeId, $"The form “{key}” does not exist.", "Choose another one, or create it under Forms.", key);
                else
                    foreach (var finding in OfForm(form, node.NodeId, world)) yield return finding;
            }
        }
        if (world.Forms.GetValueOrDefault(FormDefinition.StartPageOf(world.Key)) is { } start)
            foreach (var finding in OfForm(start, null, world)) yield return finding;
    }

    private static IEnumerable<Finding> OfForm(FormDefinition form, string? nodeId, World world)
    {
        var found = FormFindings.Check(form, world.Tenant.Locales);
        foreach (var broken in found.Where(finding => finding.Blocks))
            yield return new("form.broken", FindingSeverity.Error, nodeId, $"Form “{form.Key}”: {(broken.Field is null ? "" : broken.Field + ": ")}{broken.Message}", "Put it right under Forms.", $"{form.Key}.{broken.Field}");
        var untranslated = found.Where(finding => finding.Id == FormFindings.NotTranslated).ToList();
        if (untranslated.Count > 0)
            yield return new("text.missing_translation", FindingSeverity.Warning, nodeId,
                $"The form “{form.Key}” does not speak all your languages. {string.Join(' ', untranslated.Take(3).Select(finding => $"{finding.Field ?? "Form"}: {finding.Message}"))}{(untranslated.Count > 3 ? $" And {untranslated.Count - 3} more." : "")}",
                "Translate it under Forms; until then these customers read another language.", form.Key);
    }
}
