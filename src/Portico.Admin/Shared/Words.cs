using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Portico.App.Cases;
using Portico.App.Forms;
using Portico.App.Messages;
using Portico.App.Plugins;

namespace Portico.Admin.Shared;

/// <summary>The product's words for what the store calls by codes.</summary>
public static class Words
{
    public static string Of(CaseStatus status) => status switch
    {
        CaseStatus.Open => "Customer’s turn",
        CaseStatus.Waiting => "Waiting",
        CaseStatus.Completed => "Completed",
        CaseStatus.Cancelled => "Cancelled",
        _ => "Needs attention",
    };

    public static string Tone(CaseStatus status) => status switch
    {
        CaseStatus.Open => "info",
        CaseStatus.Waiting => "warning",
        CaseStatus.Completed => "success",
        CaseStatus.Incident => "danger",
        _ => "neutral",
    };

    public static string Tone(MessageState state) => state switch { MessageState.Sent => "success", MessageState.Failed => "danger", _ => "neutral" };

    public static string Tone(PluginProcessStatus status) => status switch { PluginProcessStatus.Ready => "success", PluginProcessStatus.Quarantined => "danger", PluginProcessStatus.Stopped => "neutral", _ => "warning" };

    /// <summary>A language in its own words.</summary>
    public static string Language(string locale)
    {
        var culture = CultureInfo.GetCultureInfo(locale);
        return culture.TextInfo.ToTitleCase(culture.NativeName);
    }

    public static string Contract(string contract) => contract switch
    {
        "identity-verification" => "Identity check",
        "payment" => "Payment",
        "channel" => "Messages",
        "connector" => "System",
        _ => contract,
    };

    public static string Icon(string contract) => contract switch
    {
        "identity-verification" => "badge",
        "payment" => "payments",
        "channel" => "send",
        "connector" => "hub",
        _ => "extension",
    };

    /// <summary>An answer as staff read it.</summary>
    public static string Of(ReadCaseFile.Answer answer) => answer.Value switch
    {
        null => "—",
        JsonArray many => string.Join(", ", many.Select(one => Option(answer, one))),
        JsonObject parts => string.Join(", ", parts.Select(p => p.Value?.ToString()).Where(p => !string.IsNullOrWhiteSpace(p))),
        _ when answer.Value.GetValueKind() is JsonValueKind.True => "Yes",
        _ when answer.Value.GetValueKind() is JsonValueKind.False => "No",
        _ when answer.Type == "iban" => Masked(answer.Value.ToString()),
        _ when answer.Type == FieldTypes.Slot && SlotTimes.Read(answer.Value.ToString()) is { } start => SlotTimes.InWords(start, "en", "GB"),
        _ when answer.Type == "date" && DateOnly.TryParse(answer.Value.ToString(), CultureInfo.InvariantCulture, out var date) => date.ToString("d MMMM yyyy", CultureInfo.InvariantCulture),
        _ => Option(answer, answer.Value),
    };

    private static string Option(ReadCaseFile.Answer answer, JsonNode? value) => answer.Options.GetValueOrDefault(value?.ToString() ?? "", value?.ToString() ?? "");

    private static string Masked(string iban) => iban.Length <= 8 ? iban : $"{iban[..4]} •••• {iban[^4..]}";
}
