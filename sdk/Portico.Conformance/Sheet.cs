using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Portico.Conformance;

/// <summary>conformance.json: what the kit has to know of a plugin's provider to be able to play it. Explained in sdk/docs/testing.md.</summary>
internal sealed record Sheet
{
    public const string File = "conformance.json";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { RespectRequiredConstructorParameters = true, RespectNullableAnnotations = true, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, ReadCommentHandling = JsonCommentHandling.Skip };

    public string Environment { get; init; } = "live";

    /// <summary>Values beyond the defaults of plugin.json.</summary>
    public JsonObject Settings { get; init; } = [];

    /// <summary>Forms of secrets that have one: <c>{secret}</c> stands for what the kit makes up.</summary>
    public IReadOnlyDictionary<string, string> Secrets { get; init; } = new Dictionary<string, string>();
    public SampleCall? Call { get; init; }
    public ProviderSheet? Provider { get; init; }
    public LedgerSheet? Ledger { get; init; }

    /// <summary>Status of the provider → what to put into the input instead, where the plugin plays its provider itself.</summary>
    public IReadOnlyDictionary<string, JsonObject> Magic { get; init; } = new Dictionary<string, JsonObject>();
    public CallbackSheet? Callbacks { get; init; }
    public IReadOnlyList<Permit> Permits { get; init; } = [];

    /// <exception cref="JsonException">It cannot be used; the message says why.</exception>
    public static Sheet Parse(ReadOnlySpan<byte> json) => JsonSerializer.Deserialize<Sheet>(json, Json) ?? throw new JsonException("It says null.");
}

/// <summary>The call with an effect that the checks make.</summary>
/// <param name="Personal">Name of an input field that takes any words; the kit writes its own into it and looks where they turn up.</param>
internal sealed record SampleCall(string Contract, string Operation, JsonObject Input, string? Personal = null);

/// <summary>The provider's side of the conversation.</summary>
/// <param name="Effect">Method and path of the request that has the effect: <c>POST /checks</c>.</param>
/// <param name="Lookup">Of the request that asks how it stands: <c>GET /checks/{ref}</c>.</param>
/// <param name="Erase">Of the request that deletes.</param>
/// <param name="Health">Of the request that tries the connection.</param>
/// <param name="IdempotencyHeader">Which header holds the key; null: each request is an effect, and the plugin itself has to know what it did.</param>
/// <param name="Done">How the provider answers when it is done.</param>
/// <param name="Pending">How it answers while it is not.</param>
/// <param name="Refused">Bodies of answers with other statuses, by status.</param>
/// <param name="Others">Further requests that the plugin makes, such as for a token.</param>
internal sealed record ProviderSheet(
    string Effect,
    SampleAnswer? Done = null,
    SampleAnswer? Pending = null,
    string? Lookup = null,
    string? Erase = null,
    string? Health = null,
    string? IdempotencyHeader = null,
    IReadOnlyDictionary<string, JsonNode>? Refused = null,
    IReadOnlyDictionary<string, SampleAnswer>? Others = null);

/// <param name="Body">JSON, with <c>{ref}</c> for the provider's name of the thing and <c>{now}</c> for the time.</param>
internal sealed record SampleAnswer(int Status, JsonNode? Body = null);

/// <summary>A file in the plugin's data folder with one line of JSON for each effect.</summary>
/// <param name="Key">The member that holds the idempotency key.</param>
internal sealed record LedgerSheet(string File, string Key);

/// <summary>How callbacks look and are signed: an HMAC over text in which <c>{timestamp}</c> and <c>{body}</c> stand for what is sent.</summary>
internal sealed record CallbackSheet(
    string Secret,
    IReadOnlyDictionary<string, string> Headers,
    string Signed,
    JsonObject Final,
    JsonObject? Interim = null,
    string? FormerSecret = null,
    string Algorithm = "hmac-sha256-hex",
    int? ToleranceSeconds = 300);

/// <summary>A forbidden API that the author uses all the same, and why. It stands in every report.</summary>
/// <param name="Api">A type, or a type and a member: <c>System.Environment.FailFast</c>.</param>
/// <param name="In">The assembly, such as <c>Acme.Kyc.dll</c>.</param>
internal sealed record Permit(string Api, string In, string Because);
