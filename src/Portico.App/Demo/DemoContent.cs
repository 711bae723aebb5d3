using System.Reflection;
using System.Text.Json;
using Portico.App.Tenants;

namespace Portico.App.Demo;

/// <summary>A utility of the demonstration with everything it starts with.</summary>
public sealed record DemoTenant
{
    public required string Id { get; init; }
    public required string Name { get; init; }
    public required string Commodity { get; init; }
    public required string Country { get; init; }
    public required string DefaultLocale { get; init; }
    public required IReadOnlyList<string> Locales { get; init; }
    public required string SupportEmail { get; init; }
    public required string SupportPhone { get; init; }
    public required TenantTheme Theme { get; init; }

    /// <summary>Form key to its <see cref="Forms.FormDefinition"/> as JSON.</summary>
    public IReadOnlyDictionary<string, string> Forms { get; init; } = new Dictionary<string, string>();

    public IReadOnlyList<DemoTemplate> Templates { get; init; } = [];
    public IReadOnlyList<DemoJourney> Journeys { get; init; } = [];
}

/// <param name="Channel"><c>email</c> or <c>sms</c>.</param>
/// <param name="Subject">E-mail only.</param>
/// <param name="Body">Handlebars over plain text; a blank line parts paragraphs.</param>
public sealed record DemoTemplate(string Key, string Channel, string Locale, string? Subject, string Body);

/// <param name="Definition">The Elsa-3 definition as JSON.</param>
public sealed record DemoJourney(string Key, string Name, string? Description, string Definition);

/// <summary>What the demonstration shows: read from the embedded files beside this one. A tenant's own file wins over the shared one of the same name.</summary>
public static class DemoContent
{
    private const string Root = "Demo/", Shared = "shared";

    private static readonly Lazy<IReadOnlyList<DemoTenant>> All = new(Load);

    public static IReadOnlyList<DemoTenant> Tenants => All.Value;

    private static readonly Lazy<Dictionary<string, string>> Files = new(() =>
    {
        var assembly = Assembly.GetExecutingAssembly();
        return assembly.GetManifestResourceNames().Where(name => name.StartsWith(Root, StringComparison.Ordinal)).Order(StringComparer.Ordinal).ToDictionary(name => name[Root.Length..].Replace('\\', '/'), name =>
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            return reader.ReadToEnd();
        });
    });

    /// <summary>The same content in the words of another company.</summary>
    public static DemoTenant For(DemoTenant tenant, string company, string supportPhone, string supportEmail) => Furnish(tenant with { Name = company, SupportPhone = supportPhone, SupportEmail = supportEmail }, Files.Value);

    private static DemoTenant[] Load()
    {
        var files = Files.Value;
        return [.. files.Keys.Where(path => path.EndsWith("/tenant.json", StringComparison.Ordinal)).Select(path => Furnish(JsonSerializer.Deserialize<DemoTenant>(files[path], JsonSerializerOptions.Web)!, files))];
    }

    private static DemoTenant Furnish(DemoTenant tenant, Dictionary<string, string> files) => tenant with
    {
        Forms = Room("forms", tenant, files),
        Templates = [.. Room("templates", tenant, files).SelectMany(file => Templates(file.Key, file.Value))],
        Journeys = [.. Room("journeys", tenant, files).Select(file => Journey(file.Key, file.Value))],
    };

    private static Dictionary<string, string> Room(string room, DemoTenant tenant, Dictionary<string, string> files) =>
        new[] { Shared, tenant.Id }.SelectMany(owner => files.Where(file => file.Key.StartsWith($"{owner}/{room}/", StringComparison.Ordinal)))
            .GroupBy(file => Path.GetFileNameWithoutExtension(file.Key))
            .OrderBy(versions => versions.Key, StringComparer.Ordinal)
            .ToDictionary(versions => versions.Key, versions => Address(versions.Last().Value, tenant.Name, tenant.SupportPhone, tenant.SupportEmail));

    /// <summary>Shared words name the tenant they are for.</summary>
    public static string Address(string text, string company, string supportPhone, string supportEmail) => text
        .Replace("{company}", company, StringComparison.Ordinal)
        .Replace("{supportPhone}", supportPhone.Replace(' ', '\u00A0'), StringComparison.Ordinal) // a number is not broken between two lines
        .Replace("{supportEmail}", supportEmail, StringComparison.Ordinal);

    private static IEnumerable<DemoTemplate> Templates(string key, string json)
    {
        var words = JsonSerializer.Deserialize<TemplateFile>(json, JsonSerializerOptions.Web)!;
        return words.Email.Select(w => new DemoTemplate(key, "email", w.Key, w.Value.Subject, w.Value.Body)).Concat(words.Sms.Select(w => new DemoTemplate(key, "sms", w.Key, null, w.Value.Body)));
    }

    private static DemoJourney Journey(string key, string json)
    {
        using var definition = JsonDocument.Parse(json);
        return new DemoJourney(key, definition.RootElement.GetProperty("name").GetString()!, definition.RootElement.GetProperty("description").GetString(), json);
    }

    private sealed record TemplateFile(string Key, Dictionary<string, TemplateWords> Email, Dictionary<string, TemplateWords> Sms);

    private sealed record TemplateWords(string? Subject, string Body);
}
