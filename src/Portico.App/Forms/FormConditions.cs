using System.Text.Json;
using System.Text.Json.Nodes;

namespace Portico.App.Forms;

/// <summary>Which fields of a form are asked, given the answers so far.</summary>
internal static class FormConditions
{
    public static bool IsAsked(FormField field, FormDefinition form, Func<string, JsonNode?> answer) => IsAsked(field, form, answer, form.Fields.Count);

    /// <summary>A value as conditions compare it: <c>true</c>, <c>12</c> and <c>card</c> without quotes.</summary>
    public static string? Text(JsonNode? value) => value?.GetValueKind() is JsonValueKind.String ? value.GetValue<string>() : value?.ToJsonString();

    private static bool IsAsked(FormField field, FormDefinition form, Func<string, JsonNode?> answer, int depth)
    {
        if (field.VisibleWhen is not { } condition) return true;
        var sibling = form.Fields.FirstOrDefault(f => f.Name == condition.Field);
        if (sibling is not null && (depth == 0 || !IsAsked(sibling, form, answer, depth - 1))) return false;
        return answer(condition.Field) is JsonArray several ? several.Any(one => Text(one) == Text(condition.Value)) : Text(answer(condition.Field)) == Text(condition.Value);
    }
}
