using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Portico.App.Forms;

/// <summary>A field as the API and the pages show it: in one language, with what was answered before.</summary>
public sealed record FieldView
{
    public required string Name { get; init; }
    public required string Type { get; init; }
    public required string Label { get; init; }
    public string? Help { get; init; }
    public string? Purpose { get; init; }

    /// <summary>A heading above this field and those after it.</summary>
    public string? Section { get; init; }

    public bool Required { get; init; }
    public IReadOnlyList<OptionView>? Options { get; init; }
    public string? Appearance { get; init; }
    public string? Min { get; init; }
    public string? Max { get; init; }
    public string? Pattern { get; init; }
    public string? Scheme { get; init; }
    /// <summary>For <c>file</c>: the media types that are taken; <see cref="Max"/> is the largest size in megabytes.</summary>
    public IReadOnlyList<string>? Accept { get; init; }

    public string? Autocomplete { get; init; }

    /// <summary>Of a <c>slot</c>: what its options are times of, and how to see others.</summary>
    public SlotsView? Slots { get; init; }
    public bool Visible { get; init; } = true;

    /// <summary>Shown only when this sibling has this value (the page may toggle it; the server decides).</summary>
    public VisibleWhenView? VisibleWhen { get; init; }

    /// <summary>What the customer answered before, here or to the question this one is filled in from; or what a prefilled link left for him.</summary>
    public JsonNode? Value { get; init; }

    public JsonNode? Example { get; init; }

    /// <summary>Which of its texts are in another language than the case, because the form lacks it: by member, a BCP-47 tag.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public IReadOnlyDictionary<string, string>? Foreign { get; init; }
}

/// <param name="Foreign">As in <see cref="FieldView"/>.</param>
public sealed record OptionView(string Value, string Label, string? Help, string? Note, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyDictionary<string, string>? Foreign = null);

/// <param name="Service">Its name.</param>
/// <param name="TimeZone">IANA; by whose clock the options are written.</param>
/// <param name="Minutes">How long it takes.</param>
/// <param name="Earlier">A day from which earlier options are shown; null: there are none.</param>
/// <param name="Later">A day from which later options are shown; null: there are none.</param>
public sealed record SlotsView(string Service, string TimeZone, int Minutes, DateOnly? Earlier, DateOnly? Later);

public sealed record VisibleWhenView(string Field, string? Value);
