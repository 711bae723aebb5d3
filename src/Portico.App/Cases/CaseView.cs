using System.Text.Json.Serialization;
using Portico.App.Forms;

namespace Portico.App.Cases;

/// <summary>A case as the customer, the API and the pages see it.</summary>
public sealed record CaseView
{
    [JsonPropertyName("case")] public required string Number { get; init; }
    public required string Journey { get; init; }
    public required int Version { get; init; }

    /// <summary><c>open</c> the customer can act now; <c>waiting</c> a provider, a timer or an agent is awaited; <c>completed</c>, <c>cancelled</c>, <c>incident</c>.</summary>
    public required string Status { get; init; }

    /// <summary><c>live</c> or <c>test</c>: where it was started, with a key of that environment.</summary>
    public required string Environment { get; init; }

    [JsonIgnore] public bool IsTest => Environment == "test";

    public required int Revision { get; init; }
    public required string Locale { get; init; }
    public StepView? Step { get; init; }
    public required ProgressView Progress { get; init; }
    public string? Outcome { get; init; }

    /// <summary>Only in the answer to starting a case: the customer's key to it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public string? Token { get; init; }

    /// <summary>What the customer must do at a provider, if anything.</summary>
    public ActionView? Action { get; init; }

    /// <summary>While waiting: for what: <c>identity-verification</c>, <c>payment</c>, <c>channel</c>, <c>agent</c>, <c>document</c>, <c>appointment</c>, <c>withdrawal</c>, <c>timer</c>.</summary>
    public string? WaitingFor { get; init; }

    /// <summary>While waiting for a document: which.</summary>
    public string? WaitingForWhat { get; init; }

    /// <summary>While waiting: the day by which it should be over, where that is known; the tenant's clock.</summary>
    public DateOnly? WaitingUntil { get; init; }

    /// <summary>At the end: the last words.</summary>
    public EndView? End { get; init; }

    public bool CanGoBack { get; init; }

    /// <summary>The times that the customer chose, if the journey asks for any.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public IReadOnlyList<AppointmentView>? Appointments { get; init; }

    /// <summary>The right to withdraw from the contract, if the journey grants one; also after it was used or has ended.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public WithdrawalView? Withdrawal { get; init; }

    /// <summary>While no step is open: what is done and when, what happens now, and what is certain to follow.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public IReadOnlyList<TrackView>? Track { get; init; }

    /// <summary>What is awaited is a sandbox: nothing real happens, and the page must say so.</summary>
    public bool Sandbox { get; init; }
}

public sealed record StepView
{
    public required string Id { get; init; }

    /// <summary>Under which the page of a customer may still show it, who opened it before his case was migrated.</summary>
    [JsonIgnore] public string? FormerId { get; init; }
    public required string Title { get; init; }
    public string? Intro { get; init; }
    public string? Submit { get; init; }

    /// <summary><c>form</c> or <c>summary</c>.</summary>
    public required string Kind { get; init; }

    public required IReadOnlyList<FieldView> Fields { get; init; }

    /// <summary>Some values come from a prefilled link: the customer has not confirmed them.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] public bool Prefilled { get; init; }

    /// <summary>For a summary: everything answered so far.</summary>
    public IReadOnlyList<AnsweredStep>? Answered { get; init; }

    /// <summary>Which of <c>title</c>, <c>intro</c> and <c>submit</c> are in another language than the case: by member, a BCP-47 tag.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public IReadOnlyDictionary<string, string>? Foreign { get; init; }
}

/// <summary>A finished step in the summary.</summary>
/// <param name="CanChange">The customer can still go back to it.</param>
/// <param name="TitleIn">The language of the title, if it is another one than that of the case.</param>
public sealed record AnsweredStep(string Id, string Title, bool CanChange, IReadOnlyList<AnsweredField> Fields, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? TitleIn = null);

/// <param name="LabelIn">The language of the label, if it is another one than that of the case.</param>
public sealed record AnsweredField(string Label, string Value, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? LabelIn = null);

public sealed record ProgressView(int Done, int Of);

public sealed record ActionView(string Kind, string Url);

/// <param name="Tone"><c>success</c>, <c>info</c> or <c>stopped</c>.</param>
/// <param name="Foreign">Which of <c>title</c> and <c>text</c> are in another language than the case: by member, a BCP-47 tag.</param>
public sealed record EndView(string Title, string? Text, string Tone, IReadOnlyList<FieldView> Fields, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyDictionary<string, string>? Foreign = null);

/// <summary>Writes case views without reflection: they are in nearly every answer of the API.</summary>
[JsonSourceGenerationOptions(System.Text.Json.JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(CaseView))]
internal sealed partial class CaseViewJson : JsonSerializerContext;
