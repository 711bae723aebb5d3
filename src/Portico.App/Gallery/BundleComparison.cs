using System.Text.Json;
using System.Text.Json.Nodes;
using Portico.App.Forms;
using Portico.App.Journeys;
using Kind = Portico.App.Journeys.JourneyComparison.Kind;

namespace Portico.App.Gallery;

/// <summary>What differs between two bundles, in words: the drawing, the fields and texts of its forms, and its messages.</summary>
public static class BundleComparison
{
    /// <summary>Which part of a bundle a change is about; also how they are called in the API.</summary>
    public const string Drawing = "drawing", Form = "form", Message = "message";

    public sealed record Change(string Part, JourneyComparison.Change Said);

    /// <param name="Moved">Activities that only stand somewhere else on the canvas.</param>
    public sealed record Result(IReadOnlyList<Change> Changes, int Moved);

    private const int LongestValue = 200;

    public static Result Of(Bundle before, Bundle after)
    {
        var drawing = JourneyComparison.Of(JourneyDocument.Write(before.Journey), JourneyDocument.Write(after.Journey));
        var (formsBefore, forms) = (before.Forms.ToDictionary(form => form.Key), after.Forms.ToDictionary(form => form.Key));
        var (wordsBefore, words) = (before.Messages.ToDictionary(message => message.Name), after.Messages.ToDictionary(message => message.Name));
        return new(
            [
                .. drawing.Changes.Select(change => new Change(Drawing, change)),
                .. CameOrWent(formsBefore.Keys, forms.Keys, key => $"The form “{key}”").Concat(forms.Where(form => formsBefore.ContainsKey(form.Key)).SelectMany(form => OfForm(formsBefore[form.Key], form.Value))).Select(change => new Change(Form, change)),
                .. CameOrWent(wordsBefore.Keys, words.Keys, Named).Concat(words.Where(message => wordsBefore.ContainsKey(message.Key)).SelectMany(message => OfMessage(wordsBefore[message.Key], message.Value))).Select(change => new Change(Message, change)),
            ],
            drawing.Moved);

        static string Named(string name) => name.Split('/') is [var key, var channel, var locale] ? $"The message “{key}”, {channel} {locale}" : name;
    }

    private static IEnumerable<JourneyComparison.Change> CameOrWent(IEnumerable<string> before, IEnumerable<string> after, Func<string, string> name) =>
        after.Except(before).Select(key => new JourneyComparison.Change(Kind.Added, name(key))).Concat(before.Except(after).Select(key => new JourneyComparison.Change(Kind.Removed, name(key))));

    private static IEnumerable<JourneyComparison.Change> OfMessage(BundleMessage before, BundleMessage after)
    {
        var where = $"The message “{after.Key}”, {after.Channel} {after.Locale}";
        if (before.Subject != after.Subject) yield return new(Kind.Changed, where, "subject", Short(before.Subject), Short(after.Subject));
        if (before.Body != after.Body) yield return new(Kind.Changed, where, "text", Short(before.Body), Short(after.Body));
    }

    private static IEnumerable<JourneyComparison.Change> OfForm(FormDefinition before, FormDefinition after)
    {
        var form = $"The form “{after.Key}”";
        foreach (var change in Members(form, Said(before with { Fields = [] }), Said(after with { Fields = [] }))) yield return change;
        var (was, fields) = (before.Fields.GroupBy(field => field.Name).ToDictionary(same => same.Key, same => same.First()), after.Fields.GroupBy(field => field.Name).ToDictionary(same => same.Key, same => same.First()));
        foreach (var change in CameOrWent(was.Keys, fields.Keys, name => $"{form}, field “{name}”")) yield return change;
        foreach (var (name, field) in fields.Where(field => was.ContainsKey(field.Key)))
            foreach (var change in Members($"{form}, field “{name}”", Said(was[name]), Said(field))) yield return change;
        var (stayed, stayedBefore) = (fields.Keys.Where(was.ContainsKey).ToList(), was.Keys.Where(fields.ContainsKey).ToList());
        if (!stayed.SequenceEqual(stayedBefore)) yield return new(Kind.Changed, form, "order", string.Join(", ", stayedBefore), string.Join(", ", stayed));
    }

    private static IEnumerable<JourneyComparison.Change> Members(string where, Dictionary<string, string> before, Dictionary<string, string> after) =>
        after.Keys.Union(before.Keys).Where(member => before.GetValueOrDefault(member) != after.GetValueOrDefault(member))
            .Select(member => new JourneyComparison.Change(Kind.Changed, where, member, Short(before.GetValueOrDefault(member)), Short(after.GetValueOrDefault(member))));

    /// <summary>All that is said of a form or a field, one text for each member and language.</summary>
    private static Dictionary<string, string> Said<T>(T thing)
    {
        var said = new Dictionary<string, string>();
        Walk(JsonSerializer.SerializeToNode(thing, FormDefinition.Json), "");
        return said;

        void Walk(JsonNode? node, string path)
        {
            switch (node)
            {
                case JsonObject owner:
                    foreach (var (member, value) in owner) Walk(value, path.Length == 0 ? member : $"{path}, {member}");
                    break;
                case JsonArray list:
                    foreach (var (item, at) in list.Select((item, at) => (item, at))) Walk(item, $"{path} “{(item as JsonObject)?["value"] ?? at + 1}”");
                    break;
                case not null:
                    said[path] = node.ToString();
                    break;
            }
        }
    }

    private static string? Short(string? text) => text is { Length: > LongestValue } ? text[..LongestValue] + "…" : text;
}
