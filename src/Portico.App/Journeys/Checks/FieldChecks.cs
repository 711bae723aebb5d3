using Portico.App.Forms;
using Portico.App.Messages;
using Portico.Workflows;

namespace Portico.App.Journeys.Checks;

/// <summary>Whether each question has somebody who needs the answer, is asked once, and may go where it goes.</summary>
internal static class FieldChecks
{
    // Taken by the platform itself: where the link to continue is sent, and how messages go out.
    private static readonly string[] OfThePlatform = ["email"], OfMessages = ["phone", "preferredChannel"];

    public static IEnumerable<Finding> Of(WorkflowDefinition drawing, World world, IReadOnlyList<(NodeInfo Node, FormDefinition Form)> shown) =>
        Unused(drawing, world, shown).Concat(AskedTwice(drawing, shown)).Concat(drawing.Nodes.Where(node => node.Contract is not null).SelectMany(node => WithoutPurpose(node, world, shown)));

    /// <summary>All answers lie in the case file, so that alone is no use: the purpose says what the people who read it there need it for.</summary>
    private static IEnumerable<Finding> Unused(WorkflowDefinition drawing, World world, IReadOnlyList<(NodeInfo Node, FormDefinition Form)> shown)
    {
        if (drawing.Nodes.Any(node => node.ReadsAnyAnswer)) yield break;
        var used = drawing.Nodes.SelectMany(node => node.Answers).Concat(world.Templates.SelectMany(words => MessageVariables.In(words).Answers)).Concat(OfThePlatform).Concat(world.Templates.Count > 0 ? OfMessages : [])
            .Concat(shown.SelectMany(step => step.Form.Fields).Select(field => field.VisibleWhen?.Field).OfType<string>()).ToHashSet(StringComparer.Ordinal);
        foreach (var (node, form) in shown)
            foreach (var field in form.Fields.Where(field => field.Type is not (FieldTypes.Info or FieldTypes.Consent or FieldTypes.Signature or FieldTypes.Slot) && field.Purpose is null && !used.Contains(field.Name)))
                yield return new("form.field_unused", FindingSeverity.Warning, node.NodeId, $"The form “{form.Key}” asks for “{field.Name}”, and nobody uses the answer: no expression, no message, no provider; and the field does not say why it is asked.",
                    "Remove the field, or write into it why you ask: then it is for the people who work on the case.", $"{form.Key}.{field.Name}");
    }

    /// <summary>Asking again makes sense once somebody has looked at the first answer, and it was not good.</summary>
    private static IEnumerable<Finding> AskedTwice(WorkflowDefinition drawing, IReadOnlyList<(NodeInfo Node, FormDefinition Form)> shown)
    {
        HashSet<(string, string)> said = [];
        foreach (var (first, form) in shown)
        {
            foreach (var (second, again) in shown.Where(step => step.Node.Id != first.Id))
            {
                foreach (var field in again.Fields.Where(field => field.Type != FieldTypes.Info && form.Fields.Any(asked => asked.Name == field.Name)))
                {
                    var looked = drawing.Nodes.Where(node => node.Id != second.Id && (node.ReadsAnyAnswer || node.Answers.Contains(field.Name) || (field.VisibleWhen is { } condition && node.Answers.Contains(condition.Field)))).Select(node => node.Id).ToHashSet(StringComparer.Ordinal);
                    if (said.Contains((first.Id, field.Name)) || !drawing.LeadsTo(first.Id, second.Id, looked) || !said.Add((second.Id, field.Name))) continue;
                    yield return new("form.asked_twice", FindingSeverity.Warning, second.NodeId, $"“{field.Name}” was asked before, at “{first.DisplayText}”, and nothing looked at the answer in between.", "Ask it once: an answer is known wherever its name is used.", $"{again.Key}.{field.Name}");
                }
            }
        }
    }

    private static IEnumerable<Finding> WithoutPurpose(NodeInfo node, World world, IReadOnlyList<(NodeInfo Node, FormDefinition Form)> shown)
    {
        var sent = node.Answers.Concat(world.Templates.Where(words => words.Key == node.Literals.GetValueOrDefault("template")).SelectMany(words => MessageVariables.In(words).Answers)).ToHashSet(StringComparer.Ordinal);
        return from step in shown
               from field in step.Form.Fields
               where sent.Contains(field.Name) && field.IsPersonal && field.Purpose is null
               group step.Form.Key by field.Name into lacking
               select new Finding("data.no_purpose", FindingSeverity.Warning, node.NodeId, $"“{node.DisplayText}” gives “{lacking.Key}” to a provider, and the customer is not told why: {string.Join(", ", lacking.Distinct().Select(form => $"form “{form}”"))}.",
                   "Write under Forms, at the field, why you ask.", lacking.Key);
    }
}
