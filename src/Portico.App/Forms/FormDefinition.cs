using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Portico.App.Shared;

namespace Portico.App.Forms;

/// <summary>What one step asks. Stored as JSON per tenant, key and version; published versions never change.</summary>
public sealed record FormDefinition
{
    public required string Key { get; init; }
    public required LocalText Title { get; init; }
    public LocalText? Intro { get; init; }

    /// <summary>The words on the button; absent: "Continue".</summary>
    public LocalText? Submit { get; init; }

    /// <summary>What stands above the fields: <c>form</c> questions, <c>summary</c> all answers so far with ways to change them, <c>end</c> last words without a button,
    /// <c>start</c> the first words, before there is a case.</summary>
    public string Kind { get; init; } = "form";

    /// <summary>For <c>end</c>: how the page feels: <c>success</c>, <c>info</c> or <c>stopped</c>.</summary>
    public string? Tone { get; init; }

    public IReadOnlyList<FormField> Fields { get; init; } = [];

    /// <summary>Key of the form whose title and introduction a customer reads before starting a journey; a tenant may have none.</summary>
    public static string StartPageOf(string journeyKey) => "start-" + journeyKey;

    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static FormDefinition Parse(string json) => JsonSerializer.Deserialize<FormDefinition>(json, Json) ?? throw new JsonException("A form must be an object.");

    public string ToJson() => JsonSerializer.Serialize(this, Json);
}

/// <summary>One question. Names are unique within a journey: an answer is known by its field name everywhere.</summary>
public sealed record FormField
{
    public required string Name { get; init; }

    /// <summary>One of <see cref="FieldTypes"/>.</summary>
    public required string Type { get; init; }

    public required LocalText Label { get; init; }
    public LocalText? Help { get; init; }
    public bool Required { get; init; } = true;
    public IReadOnlyList<FieldOption>? Options { get; init; }

    /// <summary>For <c>choice</c>: <c>radio</c> (default), <c>select</c> or <c>cards</c>.</summary>
    public string? Appearance { get; init; }

    /// <summary>Number, money: a number. Date: an ISO date or <c>today+14d</c>, <c>today-18y</c>. Text: a length.</summary>
    public string? Min { get; init; }

    public string? Max { get; init; }
    public string? Pattern { get; init; }

    /// <summary>For <c>meter-point</c>: the identifier scheme, for example <c>gb-mpan</c> or <c>meter-serial</c>.</summary>
    public string? Scheme { get; init; }

    /// <summary>For <c>file</c>: which kinds (<see cref="FileTypes"/>); its <see cref="Max"/> is in megabytes.</summary>
    public string? Accept { get; init; }

    /// <summary>For <c>slot</c>: which bookable service a time is chosen for.</summary>
    public string? Service { get; init; }

    /// <summary>HTML autocomplete token, for example <c>given-name</c>.</summary>
    public string? Autocomplete { get; init; }

    /// <summary>For <c>consent</c>: which purpose, and which version of the text.</summary>
    public string? ConsentPurpose { get; init; }
    public string? ConsentVersion { get; init; }

    /// <summary>Why we ask, shown to the customer on request and kept as the purpose of the data.</summary>
    public LocalText? Purpose { get; init; }

    /// <summary>A heading above this field; it stands for all up to the next one.</summary>
    public LocalText? Section { get; init; }

    /// <summary>Name of another field whose answer stands here until the customer says otherwise. Never for a consent or an account.</summary>
    public string? Prefill { get; init; }

    /// <summary>Whether the answer says who or where somebody is: by its type, or because browsers know it of the person.</summary>
    [JsonIgnore]
    public bool IsPersonal => Type is FieldTypes.Email or FieldTypes.Phone or FieldTypes.Address or FieldTypes.Iban or FieldTypes.MeterPoint or FieldTypes.File or FieldTypes.Signature || !string.IsNullOrEmpty(Autocomplete) || Name is "givenName" or "familyName" or "dateOfBirth" or "documentNumber" or "accountHolder";

    /// <summary>Asked only when an earlier or sibling answer has this value.</summary>
    public FieldCondition? VisibleWhen { get; init; }

    /// <summary>An answer that passes; every field of a shipped journey has one.</summary>
    public JsonNode? Example { get; init; }
}

/// <param name="Help">A line under the label; on cards the description.</param>
/// <param name="Note">On cards: the price or what stands out.</param>
public sealed record FieldOption(string Value, LocalText Label, LocalText? Help = null, LocalText? Note = null);

public sealed record FieldCondition(string Field, [property: JsonPropertyName("equals")] JsonNode? Value);

public static class FieldTypes
{
    public const string Text = "text", Multiline = "multiline", Email = "email", Phone = "phone", Date = "date", Number = "number", Money = "money", Choice = "choice", Choices = "choices",
        Boolean = "boolean", Address = "address", MeterPoint = "meter-point", Iban = "iban", Consent = "consent", File = "file", Signature = "signature", Slot = "slot", Info = "info";

    /// <summary>Members of the answer to an <see cref="Address"/>; <c>line2</c> may be absent.</summary>
    public static readonly IReadOnlyList<string> AddressParts = ["line1", "line2", "city", "postcode"];

    public static readonly IReadOnlySet<string> All = new HashSet<string> { Text, Multiline, Email, Phone, Date, Number, Money, Choice, Choices, Boolean, Address, MeterPoint, Iban, Consent, File, Signature, Slot, Info };
}
