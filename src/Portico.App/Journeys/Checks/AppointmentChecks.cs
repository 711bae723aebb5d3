using Portico.App.Forms;
using Portico.Workflows;

namespace Portico.App.Journeys.Checks;

/// <summary>Whether the services that a drawing offers are there, and whether what it waits for can have been chosen.</summary>
internal static class AppointmentChecks
{
    public static IEnumerable<Finding> Of(WorkflowDefinition drawing, World world, IReadOnlyList<(NodeInfo Node, FormDefinition Form)> shown)
    {
        foreach (var (node, form) in shown)
            foreach (var field in form.Fields.Where(field => field is { Type: FieldTypes.Slot, Service: { Length: > 0 } service } && !world.Services.Contains(service)))
                yield return new("form.service_missing", FindingSeverity.Error, node.NodeId, $"The form “{form.Key}” offers times of the service “{field.Service}”, which does not exist.", "Choose another one in the form, or create it under Appointments.", $"{form.Key}.{field.Name}");
        if (drawing.Nodes.Any(node => node.Type == "Portico.ShowForm" && node.Computed.Contains("form"))) yield break;
        foreach (var node in drawing.Nodes.Where(node => node.Type == "Portico.AwaitAppointment"))
        {
            if (node.Literals.GetValueOrDefault("appointment") is { Length: > 0 } name && !shown.Any(step => step.Form.Fields.Any(field => field.Type == FieldTypes.Slot && field.Name == name)))
                yield return new("appointment.never_chosen", FindingSeverity.Error, node.NodeId, $"“{node.DisplayText}” waits for “{name}”, but no form of this journey has an appointment of that name.", "Write the name of the field at which the time is chosen.", name);
        }
    }
}
