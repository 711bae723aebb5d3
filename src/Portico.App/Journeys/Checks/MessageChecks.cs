using Portico.App.Forms;
using Portico.App.Messages;
using Portico.Workflows;

namespace Portico.App.Journeys.Checks;

/// <summary>Whether the messages of a drawing are there, know what they speak of, and speak all languages of the tenant.</summary>
internal static class MessageChecks
{
    private static readonly string[] ToTheCustomer = ["template", "reminderTemplate"];

    public static IEnumerable<Finding> Of(WorkflowDefinition drawing, World world, IReadOnlyList<FormField> fields)
    {
        var answers = fields.Where(field => field.Type is not (FieldTypes.Info or FieldTypes.Address or FieldTypes.Choices or FieldTypes.File or FieldTypes.Signature)).Select(field => field.Name).ToHashSet(StringComparer.Ordinal);
        var anyForm = drawing.Nodes.Any(node => node.Computed.Contains("form"));
        foreach (var node in drawing.Nodes)
        {
            foreach (var input in ToTheCustomer.Append("escalationTemplate"))
            {
                if (node.Contract is null && !node.Type.StartsWith("Portico.", StringComparison.Ordinal) || node.Literals.GetValueOrDefault(input) is not { } key) continue;
                var words = world.Templates.Where(template => template.Key == key).ToList();
                if (words.Count == 0)
                {
                    yield return new("message.missing", FindingSeverity.Error, node.NodeId, $"The message “{key}” does not exist.", "Choose another one.", key);
                    continue;
                }
                foreach (var undeclared in words.SelectMany(template => MessageVariables.In(template).Undeclared(answers, anyForm).Select(name => (Name: name, template.Channel, template.Locale))).GroupBy(use => use.Name))
                    yield return new("message.undeclared_variable", FindingSeverity.Error, node.NodeId, $"The message “{key}” speaks of “{undeclared.Key}” ({string.Join(", ", undeclared.Select(use => $"{use.Channel} {use.Locale}"))}), which nobody fills in: customers would read a gap.",
                        $"Use one of {string.Join(", ", MessageVariables.Known)} or answers.… with the name of a field that this journey asks.", $"{key}.{undeclared.Key}");
                if (input == "escalationTemplate") continue;
                var gaps = words.GroupBy(template => template.Channel).Select(channel => (channel.Key, Missing: world.Tenant.Locales.Where(locale => !channel.Any(template => template.Locale == locale || template.Locale == locale.Split('-')[0])).ToList())).Where(gap => gap.Missing.Count > 0).ToList();
                if (gaps.Count > 0)
                    yield return new("text.missing_translation", FindingSeverity.Warning, node.NodeId, $"The message “{key}” does not speak all your languages: {string.Join("; ", gaps.Select(gap => $"{gap.Key} is missing in {string.Join(", ", gap.Missing)}"))}.", "Translate it; until then these customers get another language.", key);
            }
        }
    }
}
