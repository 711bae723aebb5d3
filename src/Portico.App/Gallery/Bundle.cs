using System.Text.Json;
using System.Text.Json.Nodes;
using Portico.App.Forms;
using Portico.App.Journeys;
using Portico.App.Shared;
using Portico.Workflows;

namespace Portico.App.Gallery;

/// <summary>A message in one channel and language.</summary>
public sealed record BundleMessage(string Key, string Channel, string Locale, string? Subject, string Body)
{
    internal string Name => NameOf(Key, Channel, Locale);

    internal static string NameOf(string key, string channel, string locale) => $"{key}/{channel}/{locale}";
}

/// <summary>
/// A journey with the forms and messages it refers to, as a file that goes from one tenant to another. It says nothing of whose it was and which version: the same content is the same text,
/// byte for byte, wherever it was exported.
/// </summary>
public sealed record Bundle(JsonObject Journey, IReadOnlyList<FormDefinition> Forms, IReadOnlyList<BundleMessage> Messages)
{
    public const int LongestBytes = 5 * 1024 * 1024;

    private const int Format = 1;

    /// <summary>Sent by the platform itself, whatever a journey refers to: the link to go on later.</summary>
    private const string OfThePlatform = "resume-link";

    private static readonly JsonSerializerOptions Indented = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true, NewLine = "\n", Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public string Key => Journey["definitionId"]!.ToString();

    public string Name => Journey["name"]!.ToString();

    public string ContentHash => Ids.Hash(Write());

    /// <summary>Keys of the messages that go with a drawing.</summary>
    internal static IReadOnlyCollection<string> MessagesOf(WorkflowDefinition drawing) => [.. drawing.UsedTemplates, OfThePlatform];

    public WorkflowDefinition Drawing() => WorkflowDefinition.Parse(JourneyDocument.Write(Journey));

    /// <param name="definition">As it is stored.</param>
    public static Bundle Of(string key, string definition, IEnumerable<FormDefinition> forms, IEnumerable<BundleMessage> messages)
    {
        var journey = JourneyDocument.Merge(null, JourneyDocument.Parse(definition));
        JourneyDocument.Stamp(journey, key, key, 1, journey["name"]!.ToString()); // which version it was is the exporting tenant's own business
        // Members of a drawing that was laid over another one stand in that one's order.
        journey = new JsonObject(journey.OrderBy(member => member.Key, StringComparer.Ordinal).Select(member => KeyValuePair.Create(member.Key, member.Value?.DeepClone())));
        return new(journey, [.. forms.OrderBy(form => form.Key, StringComparer.Ordinal)], [.. messages.OrderBy(message => message.Name, StringComparer.Ordinal)]);
    }

    public string Write() => new JsonObject
    {
        ["portico"] = Format,
        ["journey"] = Journey.DeepClone(),
        ["forms"] = new JsonArray([.. Forms.Select(form => JsonNode.Parse(form.ToJson()))]),
        ["messages"] = new JsonArray([.. Messages.Select(message => JsonSerializer.SerializeToNode(message, Indented))]),
    }.ToJsonString(Indented) + "\n";

    /// <exception cref="JsonException">It is no bundle; the message says why, in words for whoever chose the file.</exception>
    public static Bundle Read(string text)
    {
        var file = JourneyDocument.Parse(text);
        if (file["portico"] is not JsonValue format || !format.TryGetValue(out int number)) throw new JsonException("It is not a bundle that Portico exported. An Elsa definition is imported in the designer.");
        if (number != Format) throw new JsonException($"It has format {number}; this platform reads format {Format}.");
        if (file["journey"] is not JsonObject drawing || drawing["definitionId"]?.ToString() is not { } key || !JourneyDocument.IsKey(key) || drawing["name"]?.ToString() is not { Length: > 0 and <= 200 }) throw new JsonException("It holds no journey with a short name and a name.");
        var definition = JourneyDocument.Write(drawing);
        try
        {
            WorkflowDefinition.Parse(definition);
        }
        catch (DefinitionFormatException e)
        {
            throw new JsonException("Its journey is not an Elsa 3 definition. " + e.Message, e);
        }
        var forms = (file["forms"] as JsonArray ?? []).Select(form => form?.Deserialize<FormDefinition>(FormDefinition.Json) ?? throw new JsonException("One of its forms is empty.")).ToList();
        var messages = (file["messages"] as JsonArray ?? []).Select(message => message?.Deserialize<BundleMessage>(Indented) is { Key: not null, Channel: "email" or "sms", Locale: not null, Body: not null } read ? read : throw new JsonException("One of its messages lacks its key, channel, language or words.")).ToList();
        if (forms.DistinctBy(form => form.Key).Count() < forms.Count || messages.DistinctBy(message => message.Name).Count() < messages.Count) throw new JsonException("It holds a form or a message twice.");
        return Of(key, definition, forms, messages);
    }

    /// <summary>The same for a journey of another short name: its start page goes by that name.</summary>
    public Bundle Under(string key, string name)
    {
        var journey = Journey.DeepClone().AsObject();
        JourneyDocument.Stamp(journey, key, key, 1, name);
        return this with { Journey = journey, Forms = [.. Forms.Select(form => form.Key == FormDefinition.StartPageOf(Key) ? form with { Key = FormDefinition.StartPageOf(key) } : form).OrderBy(form => form.Key, StringComparer.Ordinal)] };
    }
}
