using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace Portico.Packages;

/// <summary>plugin.json: what a plugin is, offers, needs and may do. Read without loading any of its code.</summary>
public sealed partial record PluginManifest
{
    public required int ManifestVersion { get; init; }
    public required string Id { get; init; }
    public required string Version { get; init; }
    public required string DisplayName { get; init; }
    public string Description { get; init; } = "";
    public required string Publisher { get; init; }

    /// <summary>SDK versions the plugin runs on, always with a ceiling: <c>&gt;=1.0 &lt;2.0</c>.</summary>
    public required string Sdk { get; init; }

    /// <summary>File name of the assembly in the plugin's folder.</summary>
    public required string Entry { get; init; }

    /// <summary>What runs the entry: null, our own host for .NET; else a name that the operator has listed under <c>Portico:Plugins:Runtimes</c>.</summary>
    public string? Runtime { get; init; }

    public required IReadOnlyList<ProvidedContract> Provides { get; init; }

    /// <summary>Language → key → text: the words for the plugin's reason and message keys.</summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> Texts { get; init; } = new Dictionary<string, IReadOnlyDictionary<string, string>>();
    public IReadOnlyList<SettingDescriptor> Settings { get; init; } = [];

    /// <summary>It writes settings of other versions as it wants them, when a tenant changes to it.</summary>
    public bool TakesOverSettings { get; init; }
    public IReadOnlyList<EgressPermission> Egress { get; init; } = [];
    public IReadOnlyList<DataClass> DataClasses { get; init; } = [];
    public PluginLimits Limits { get; init; } = new();

    [JsonIgnore]
    public string Folder { get; init; } = "";

    [JsonIgnore]
    public bool FirstParty { get; init; }

    /// <summary>Who answers for it. Not said by the manifest itself.</summary>
    [JsonIgnore]
    public TrustLevel Level { get; init; }

    /// <summary>Names this very content on a host, where several versions may run side by side; of a plugin that lies in a folder of the host: its id.</summary>
    [JsonIgnore]
    public string Slot { get => slot ?? Id; init => slot = value; }

    private readonly string? slot;

    /// <summary>Whether it lies in a folder of the host, where it is there for everybody; else it came from a package.</summary>
    [JsonIgnore]
    public bool LiesInFolder => Slot == Id;

    /// <summary>Looks at the files once more: a code if they are not what was added. Null: nobody vouches for them.</summary>
    [JsonIgnore]
    public Func<string?>? Recheck { get; init; }

    /// <summary>Before a process is started from them.</summary>
    /// <exception cref="PackageException">They are not what was added.</exception>
    public void InsistOnFiles()
    {
        if (Recheck?.Invoke() is { } code) throw new PackageException(code, "The files of the plugin were changed after it was added.");
    }

    public bool Offers(string contract) => Provides.Any(p => p.Contract == contract);

    /// <summary>The words for one of the plugin's keys, in this language or in English; null: it has none.</summary>
    public string? TextOf(string key, string locale) =>
        Texts.GetValueOrDefault(locale)?.GetValueOrDefault(key) ?? Texts.GetValueOrDefault(locale.Split('-')[0])?.GetValueOrDefault(key) ?? Texts.GetValueOrDefault("en")?.GetValueOrDefault(key);

    public OperationDescriptor? OperationOf(string name) => Provides.Where(p => p.Contract == ProvidedContract.Connector).SelectMany(p => p.Operations).FirstOrDefault(o => o.Name == name);

    /// <summary>Field → what is wrong with it, in words for the person filling in the form. Secrets are checked for presence only.</summary>
    public IReadOnlyDictionary<string, string[]> ValidateSettings(JsonObject settings, IReadOnlySet<string> secretsSet) =>
        SettingsCheck.Run(Settings, settings, secretsSet);

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower) },
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
    };

    /// <exception cref="InvalidDataException">The manifest cannot be used; the message says why.</exception>
    public static PluginManifest Read(string folder, bool firstParty)
    {
        var root = Path.GetFullPath(folder);
        return Parse(File.ReadAllBytes(Path.Combine(root, PackageRules.ManifestFile)), path => File.Exists(Path.Combine(root, path)), firstParty) with { Folder = root };
    }

    /// <param name="json">plugin.json.</param>
    /// <param name="holds">Whether there is a file of this name beside it.</param>
    /// <param name="firstParty">It comes with the platform, and may what others may not.</param>
    /// <exception cref="InvalidDataException">The manifest cannot be used; the message says why.</exception>
    public static PluginManifest Parse(ReadOnlySpan<byte> json, Func<string, bool> holds, bool firstParty = false)
    {
        PluginManifest manifest;
        try
        {
            manifest = JsonSerializer.Deserialize<PluginManifest>(json, Json) ?? throw new InvalidDataException("The manifest is empty.");
        }
        catch (JsonException problem)
        {
            throw new InvalidDataException($"The manifest is not valid: {problem.Message}", problem);
        }

        manifest = manifest with { FirstParty = firstParty, Level = firstParty ? TrustLevel.FirstParty : TrustLevel.Dev };
        return manifest.Complaint(holds) is { } complaint ? throw new InvalidDataException(complaint) : manifest;
    }

    /// <summary>Settings as the plugin sees them: what was filled in, and defaults for the rest.</summary>
    public JsonObject WithDefaults(JsonObject settings)
    {
        var all = settings.DeepClone().AsObject();
        foreach (var unset in Settings.Where(s => s.Default is not null && all[s.Name] is null)) all[unset.Name] = unset.Default!.DeepClone();
        return all;
    }

    /// <summary>Where it may speak HTTP under these settings. Mail servers are not among them: they are reached by another way.</summary>
    public IReadOnlySet<string> HttpsHosts(JsonObject settings) => Egress.Where(egress => egress.Protocol == EgressPermission.Https).Select(egress => egress.HostUnder(settings)).OfType<string>().ToHashSet();

    private string? Complaint(Func<string, bool> holds)
    {
        if (ManifestVersion != 1) return $"Manifest version {ManifestVersion} is not known.";
        if (Id.Length > LongestIdChars || !IdPattern().IsMatch(Id)) return $"The id may hold lower case letters, digits, dots and dashes only, at most {LongestIdChars}.";
        if (!SemanticVersion.TryParse(Version, out _)) return $"The version “{Version}” is none: write it as in 1.4.2.";
        if (string.IsNullOrWhiteSpace(Publisher) || Publisher.Length > LongestNameChars || Publisher.Any(char.IsControl)) return $"The publisher is a name of at most {LongestNameChars} characters.";
        if (string.IsNullOrWhiteSpace(DisplayName) || DisplayName.Length > LongestNameChars || DisplayName.Any(char.IsControl)) return $"The display name has at most {LongestNameChars} characters.";
        if (!SdkRange().IsMatch(Sdk)) return "The SDK range needs a floor and a ceiling, like \">=1.0 <2.0\".";
        if (!Supports(SupportedSdk)) return $"The plugin does not run on SDK {SupportedSdk}.";
        if (TakesOverSettings && FloorOf(Sdk) < new Version(1, 1)) return "A plugin that takes settings over needs SDK 1.1: \">=1.1 <2.0\".";
        if (Path.GetFileName(Entry) != Entry || !holds(Entry)) return "The entry assembly is not in the plugin's folder.";
        if (Provides.Count == 0) return "The plugin provides nothing.";
        if (Settings.GroupBy(s => s.Name).Any(g => g.Count() > 1)) return "Two settings have one name.";
        if (Provides.SelectMany(p => p.Operations).Select(o => o.Complaint()).FirstOrDefault(c => c is not null) is { } misfit) return misfit;
        if (Provides.Any(p => p.Contract == ProvidedContract.Connector && p.Operations.Count == 0)) return "A connector names its operations.";
        if (Texts.Values.SelectMany(words => words).Any(word => !IdPattern().IsMatch(word.Key.Replace('_', '-')) || word.Value.Length is 0 or > 300 || word.Value.Any(char.IsControl))) return "A text has a code for its key, and 1 to 300 characters on one line.";
        if (Runtime is not null && !(RuntimePattern().IsMatch(Runtime) && Entry is not ['-' or '.', ..])) return "An entry for another runtime is a plain file name in the plugin's folder.";
        if (Settings.FirstOrDefault(s => !SettingName().IsMatch(s.Name)) is { } misnamed) return $"The setting “{misnamed.Name}” needs a name of letters and digits that begins with a letter.";
        if (Settings.FirstOrDefault(s => s.Rotates && s.Type is not SettingType.Secret) is { } steady) return $"The setting “{steady.Name}” rotates, but is no secret.";
        if (Settings.FirstOrDefault(s => s.ShowWhen is { } when && (when.Setting == s.Name || Settings.All(other => other.Name != when.Setting || other.Type is SettingType.Secret))) is { } lost) return $"The setting “{lost.Name}” is shown by a setting that there is not.";
        if (!FirstParty && Egress.Any(e => e.Protocol != EgressPermission.Https)) return "Only plugins that come with the platform may open connections other than https.";
        if (Egress.FirstOrDefault(e => !HostPattern().IsMatch(e.Host)) is { } nowhere) return $"“{nowhere.Host}” is no host: write it as in api.example.com, or {{setting}}.";
        if (Egress.FirstOrDefault(e => string.IsNullOrWhiteSpace(e.Purpose)) is { } why) return $"Say for which purpose the plugin reaches “{why.Host}”.";
        if (Egress.Select(e => e.Setting).OfType<string>().FirstOrDefault(name => Settings.All(s => s.Name != name || s.Type is not (SettingType.Uri or SettingType.Text))) is { } unset) return $"The host “{{{unset}}}” names a setting that there is not.";
        if (Limits.MemoryMiB is < 32 or > 1024 || Limits.TimeoutSeconds is < 1 or > 60 || Limits.Concurrency is < 1 or > 256) return "The limits are: memory 32 to 1024 MiB, timeout 1 to 60 seconds, concurrency 1 to 256.";
        return null;
    }

    private const int LongestIdChars = 80, LongestNameChars = 100;

    /// <summary>The SDK this platform ships.</summary>
    public static Version SupportedSdk { get; } = new(1, 1);

    private static Version FloorOf(string sdk) => System.Version.Parse(SdkRange().Match(sdk).Groups["floor"].Value);

    private bool Supports(Version sdk)
    {
        var range = SdkRange().Match(Sdk);
        return sdk >= FloorOf(Sdk) && sdk < System.Version.Parse(range.Groups["ceiling"].Value);
    }

    [GeneratedRegex(@"^[a-z0-9]+([.-][a-z0-9]+)*$")]
    private static partial Regex IdPattern();

    [GeneratedRegex(@"^>=(?<floor>\d+\.\d+(\.\d+)?) <(?<ceiling>\d+\.\d+(\.\d+)?)$")]
    private static partial Regex SdkRange();

    [GeneratedRegex(@"^[a-z]{1,20}\z")]
    private static partial Regex RuntimePattern();

    [GeneratedRegex(@"^[a-zA-Z][a-zA-Z0-9]{0,63}\z")]
    private static partial Regex SettingName();

    [GeneratedRegex(@"^(\{[a-zA-Z][a-zA-Z0-9]*\}|[a-zA-Z0-9]([a-zA-Z0-9-]*[a-zA-Z0-9])?(\.[a-zA-Z0-9]([a-zA-Z0-9-]*[a-zA-Z0-9])?)*)\z")]
    private static partial Regex HostPattern();
}

/// <param name="Contract">identity-verification, payment, channel or connector.</param>
/// <param name="Capabilities">What it can do beyond the contract, such as "callbacks" or "redirect".</param>
/// <param name="Channels">For a channel: "email", "sms".</param>
/// <param name="Methods">For payments: "direct-debit", "card".</param>
/// <param name="Countries">ISO 3166 codes, or "*".</param>
/// <param name="Sandbox">True: nothing real ever happens.</param>
/// <param name="Outcomes">What the sandbox page offers as buttons.</param>
/// <param name="Magic">Input values to which a sandbox answers in a special way.</param>
/// <param name="Operations">For a connector: all that it can do.</param>
public sealed record ProvidedContract(
    string Contract,
    IReadOnlyList<string>? Capabilities = null,
    IReadOnlyList<string>? Channels = null,
    IReadOnlyList<string>? Methods = null,
    IReadOnlyList<string>? Countries = null,
    bool Sandbox = false,
    IReadOnlyList<SandboxChoice>? Outcomes = null,
    IReadOnlyList<MagicValue>? Magic = null,
    IReadOnlyList<OperationDescriptor>? Operations = null)
{
    public const string Connector = "connector";

    public IReadOnlyList<string> Capabilities { get; } = Capabilities ?? [];
    public IReadOnlyList<string> Channels { get; } = Channels ?? [];
    public IReadOnlyList<string> Methods { get; } = Methods ?? [];
    public IReadOnlyList<string> Countries { get; } = Countries ?? [];
    public IReadOnlyList<SandboxChoice> Outcomes { get; } = Outcomes ?? [];
    public IReadOnlyList<MagicValue> Magic { get; } = Magic ?? [];
    public IReadOnlyList<OperationDescriptor> Operations { get; } = Operations ?? [];
}

public sealed record SandboxChoice(string Value, string Label);

public sealed record MagicValue(string Field, string Value, string Effect);

/// <summary>One host the plugin may talk to; <c>{name}</c> stands for the host in that setting.</summary>
public sealed record EgressPermission(string Host, string Purpose, string Protocol = EgressPermission.Https)
{
    public const string Https = "https";

    /// <summary>The setting that says which host; null: the manifest says it.</summary>
    [JsonIgnore]
    public string? Setting => Host is ['{', .. var name, '}'] ? name : null;

    /// <summary>The host meant under these settings; null if the setting is not filled in.</summary>
    public string? HostUnder(JsonObject settings)
    {
        if (Host is not ['{', .. var name, '}']) return Host.ToLowerInvariant();
        if (settings[name] is not JsonValue value || !value.TryGetValue<string>(out var text) || text.Length == 0) return null;
        return (Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.IdnHost.Length > 0 ? uri.IdnHost : text).ToLowerInvariant();
    }
}

/// <summary>What personal data the plugin handles, why, and for how long it keeps it.</summary>
public sealed record DataClass(string Class, string Purpose, string Retention);

public sealed record PluginLimits(int MemoryMiB = 192, int TimeoutSeconds = 20, int Concurrency = 64);

public enum SettingType
{
    Text,
    Number,
    Boolean,
    Select,
    Uri,
    Secret,
}

/// <summary>One field of the settings form.</summary>
/// <param name="Rotates">Of a secret: when it is replaced, the former one is given to the plugin too for a while, under the name with <c>.former</c> behind.</param>
public sealed record SettingDescriptor(
    string Name,
    string Label,
    SettingType Type,
    string? Help = null,
    bool Required = false,
    JsonNode? Default = null,
    IReadOnlyList<SettingOption>? Options = null,
    decimal? Min = null,
    decimal? Max = null,
    SettingCondition? ShowWhen = null,
    bool Rotates = false)
{
    public IReadOnlyList<SettingOption> Options { get; } = Options ?? [];

    /// <summary>Under which name the plugin finds the secret that was valid before.</summary>
    [JsonIgnore]
    public string FormerName => FormerOf(Name);

    public static string FormerOf(string secret) => secret + ".former";
}

public sealed record SettingOption(string Value, string Label);

/// <summary>The field is shown, and checked, only while another setting has one of these values.</summary>
public sealed record SettingCondition(string Setting, IReadOnlyList<string> Values);
