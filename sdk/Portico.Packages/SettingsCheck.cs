using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Portico.Packages;

internal static class SettingsCheck
{
    public const int LongestTextChars = 4000;

    public static Dictionary<string, string[]> Run(IReadOnlyList<SettingDescriptor> descriptors, JsonObject settings, IReadOnlySet<string> secretsSet)
    {
        var errors = new Dictionary<string, string[]>();
        foreach (var descriptor in descriptors.Where(d => IsShown(d, descriptors, settings)))
        {
            var complaint = descriptor.Type is SettingType.Secret
                ? MissingSecret(descriptor, settings, secretsSet)
                : Check(descriptor, settings[descriptor.Name]);
            if (complaint is not null) errors[descriptor.Name] = [complaint];
        }

        foreach (var (name, _) in settings.Where(s => descriptors.All(d => d.Name != s.Key))) errors[name] = ["There is no such setting."];
        return errors;
    }

    private static bool IsShown(SettingDescriptor descriptor, IReadOnlyList<SettingDescriptor> all, JsonObject settings)
    {
        if (descriptor.ShowWhen is not { } condition) return true;
        var value = settings[condition.Setting] ?? all.FirstOrDefault(d => d.Name == condition.Setting)?.Default;
        return value is not null && condition.Values.Contains(Words(value));
    }

    private static string? MissingSecret(SettingDescriptor descriptor, JsonObject settings, IReadOnlySet<string> secretsSet)
    {
        if (settings.ContainsKey(descriptor.Name)) return "A secret must not be stored among the settings.";
        return descriptor.Required && !secretsSet.Contains(descriptor.Name) ? $"{descriptor.Label} is needed." : null;
    }

    private static string? Check(SettingDescriptor descriptor, JsonNode? value)
    {
        if (value is null || value is JsonValue text && text.TryGetValue<string>(out var s) && s.Trim().Length == 0)
            return descriptor.Required && descriptor.Default is null ? $"{descriptor.Label} is needed." : null;
        return descriptor.Type switch
        {
            SettingType.Number => CheckNumber(descriptor, value),
            SettingType.Boolean => value.GetValueKind() is JsonValueKind.True or JsonValueKind.False ? null : "Choose yes or no.",
            SettingType.Select => value.GetValueKind() is JsonValueKind.String && descriptor.Options.Any(o => o.Value == value.GetValue<string>())
                ? null
                : $"Choose one of: {string.Join(", ", descriptor.Options.Select(o => o.Label))}.",
            SettingType.Uri => CheckUri(value),
            _ => CheckText(descriptor, value),
        };
    }

    private static string? CheckNumber(SettingDescriptor descriptor, JsonNode value)
    {
        if (value.GetValueKind() is not JsonValueKind.Number || !decimal.TryParse(value.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
            return "Enter a number.";
        if (number < descriptor.Min) return string.Create(CultureInfo.InvariantCulture, $"Enter {descriptor.Min} or more.");
        return number > descriptor.Max ? string.Create(CultureInfo.InvariantCulture, $"Enter {descriptor.Max} or less.") : null;
    }

    private static string? CheckUri(JsonNode value)
    {
        if (value.GetValueKind() is not JsonValueKind.String || !Uri.TryCreate(value.GetValue<string>(), UriKind.Absolute, out var uri) || uri.Scheme != Uri.UriSchemeHttps)
            return "Enter an address that starts with https://.";
        return uri.UserInfo.Length > 0 ? "The address must not hold a user name or password." : null;
    }

    private static string? CheckText(SettingDescriptor descriptor, JsonNode value)
    {
        if (value.GetValueKind() is not JsonValueKind.String) return "Enter a text.";
        var text = value.GetValue<string>();
        var longest = descriptor.Max ?? LongestTextChars;
        if (text.Length > longest) return string.Create(CultureInfo.InvariantCulture, $"Enter at most {longest} characters.");
        if (text.Length < descriptor.Min) return string.Create(CultureInfo.InvariantCulture, $"Enter at least {descriptor.Min} characters.");
        return text.Any(char.IsControl) ? "Line breaks and control characters are not allowed." : null;
    }

    private static string Words(JsonNode value) => value.GetValueKind() is JsonValueKind.String ? value.GetValue<string>() : value.ToJsonString();
}
