using Portico.App.Demo;
using Portico.App.Forms;
using Portico.App.Journeys;
using Portico.App.Tenants;
using Portico.Workflows;

namespace Portico.App.Gallery;

/// <summary>A journey to begin with, as this release ships it.</summary>
/// <param name="Version">Grows with each release that changes it.</param>
/// <param name="Commodity">What the forms ask about.</param>
/// <param name="Raw">With placeholders where the tenant's name and support stand.</param>
public sealed record Template(string Key, int Version, string Commodity, Bundle Raw)
{
    public string ContentHash { get; } = Raw.ContentHash;

    public string Name => Raw.Name;
}

/// <summary>What the gallery holds: the journeys of the demonstration, once for each commodity that has forms of its own.</summary>
public static class Templates
{
    /// <summary>By key. Raise it with every change of what the template consists of: tenants who took it are then told, and what is different.</summary>
    private static readonly Dictionary<string, int> Versions = new() { ["move-in-electricity"] = 2, ["move-in-water"] = 2, ["switch-electricity"] = 1 };

    private static readonly Lazy<IReadOnlyList<Template>> Shipped = new(() =>
        [.. from demo in DemoContent.Tenants from journey in demo.Journeys let key = $"{journey.Key}-{demo.Commodity}" orderby key select new Template(key, Versions[key], demo.Commodity, BundleOf(DemoContent.For(demo, "{company}", "{supportPhone}", "{supportEmail}"), journey.Key))]);

    public static IReadOnlyList<Template> All => Shipped.Value;

    public static Template? Find(string key) => All.FirstOrDefault(template => template.Key == key);

    /// <summary>In the words of this tenant.</summary>
    public static Bundle For(this Template template, Tenant tenant) => Bundle.Read(Address(template.Raw.Write(), tenant));

    /// <summary>What is in a text of a template for this tenant.</summary>
    public static string Address(string text, Tenant tenant) => DemoContent.Address(text, Escaped(tenant.Name), Escaped(tenant.SupportPhone ?? ""), Escaped(tenant.SupportEmail ?? ""));

    // The text is JSON, and a name may hold a quotation mark.
    private static string Escaped(string words) => System.Text.Json.JsonEncodedText.Encode(words, System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping).ToString();

    private static Bundle BundleOf(DemoTenant demo, string key)
    {
        var journey = demo.Journeys.Single(one => one.Key == key);
        var drawing = WorkflowDefinition.Parse(journey.Definition);
        var (forms, messages) = (drawing.FormsOf(key), Bundle.MessagesOf(drawing));
        return Bundle.Of(key, journey.Definition, demo.Forms.Where(form => forms.Contains(form.Key)).Select(form => FormDefinition.Parse(form.Value)),
            demo.Templates.Where(message => messages.Contains(message.Key)).Select(message => new BundleMessage(message.Key, message.Channel, message.Locale, message.Subject, message.Body)));
    }
}
