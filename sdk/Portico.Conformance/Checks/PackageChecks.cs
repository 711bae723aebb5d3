using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Portico.Conformance.Stages;
using Portico.Packages;

namespace Portico.Conformance.Checks;

internal static partial class PackageChecks
{
    private static readonly string[] PersonalContracts = ["identity-verification", "payment", "channel"];

    public static IReadOnlyList<Check> All { get; } =
    [
        new("package.rules", "The package keeps the rules for packages", Needs.Nothing, t => Now(t.Subject.RulesTrouble), Phase.First),
        new("package.manifest", "plugin.json can be used", Needs.Nothing, t => Task.FromResult(t.Subject.RulesTrouble is not null && t.Subject.Manifest is null && t.Subject.ManifestTrouble is null ? Verdict.NotApplicable("The package could not be opened.") : Verdict.Of(t.Subject.ManifestTrouble)), Phase.First),
        new("package.sheet", "conformance.json says how the provider answers", Needs.Nothing, t => Task.FromResult(t.Subject.Manifest is null ? Verdict.NotApplicable("There is no manifest to hold it against.") : Verdict.Of(SheetTrouble(t))), Phase.First),
        new("package.starts", "The plugin starts, and is who plugin.json says", Needs.Process, StartsAsync, Phase.First),
        new("package.contracts", "The plugin offers exactly the contracts of plugin.json", Needs.Process, ContractsAsync, Phase.First),
        new("package.capabilities", "plugin.json names all that the plugin can do beyond its contract", Needs.Process, CapabilitiesAsync),
        new("package.protocol", "Wrong nonces, unknown routes and unreadable messages are refused", Needs.Process, ProtocolAsync),
        new("package.signature", "The package is signed with the given key, and unchanged since", Needs.Nothing, t => Task.FromResult(Signature(t.Subject)), Phase.First),
        new("package.keys", "No private key lies in the package", Needs.Nothing, t => OverContent(t, PrivateKey), Phase.First),
        new("package.own", "The package brings no SDK of its own", Needs.Nothing, t => OverContent(t, line => Path.GetFileName(line.Path) == "Portico.Sdk.dll" ? $"“{line.Path}” is in the package: Portico brings its own." : null), Phase.First),
        new("package.data", "Personal data is declared, with how long it is kept", Needs.Nothing, t => OverManifest(t, Data), Phase.First),
        new("package.texts", "Each language has the words of English", Needs.Nothing, t => Task.FromResult(Texts(t)), Phase.First),
        new("package.words", "There are words for each key that the plugin answered", Needs.Call, t => Task.FromResult(Words(t)), Phase.Last),
    ];

    private static Task<Verdict> Now(string? failure) => Task.FromResult(Verdict.Of(failure));

    private static Task<Verdict> OverManifest(Trial t, Func<PluginManifest, string?> complaint) =>
        Task.FromResult(t.Subject.Manifest is { } manifest ? Verdict.Of(complaint(manifest)) : Verdict.NotApplicable("There is no manifest."));

    private static Task<Verdict> OverContent(Trial t, Func<(string Path, string Folder), string?> complaint) =>
        Task.FromResult(t.Subject.Content is { } content ? Verdict.Of(content.Lines.Select(line => complaint((line.Path, t.Subject.Folder))).FirstOrDefault(one => one is not null)) : Verdict.NotApplicable("The content could not be read."));

    private static string? SheetTrouble(Trial t)
    {
        if (t.Subject.SheetTrouble is { } trouble) return trouble;
        if (t.Subject.Sheet is not { } sheet) return $"There is no {Sheet.File} beside plugin.json: without it most checks cannot be made.";
        if (sheet.Environment is not ("live" or "test")) return "The environment is live or test.";
        if (sheet.Call is not { } call) return "It names no call to make.";
        if (!t.Manifest.Offers(call.Contract)) return $"It calls the contract {call.Contract}, which plugin.json does not provide.";
        if (t.Reaches && sheet.Provider is null) return "The plugin reaches a host over https, and nothing says how it answers.";
        if (sheet.Provider is { Done: null, Pending: null }) return "The provider is neither done nor pending: say how it answers.";
        if (t.Manifest.Provides.Any(one => one.Capabilities.Contains("callbacks")) && sheet.Callbacks is null) return "The plugin takes callbacks, and nothing says how they are signed.";
        if (sheet.Callbacks is { } callbacks && !SignedCallback.Knows(callbacks.Algorithm)) return $"The algorithm {callbacks.Algorithm} is not known.";
        if (sheet.Callbacks is { } signed && t.Manifest.Settings.All(one => one.Name != signed.Secret || one.Type is not SettingType.Secret)) return $"Callbacks are signed with “{signed.Secret}”, which is no secret of plugin.json.";
        if (sheet.Permits.FirstOrDefault(permit => permit.Because.Trim().Length < 10) is { } bare) return $"Say in a sentence why {bare.Api} is used.";
        var filled = (JsonObject)sheet.Settings.DeepClone();
        var wrong = t.Manifest.ValidateSettings(filled, t.Manifest.Settings.Where(one => one.Type is SettingType.Secret).Select(one => one.Name).ToHashSet());
        return wrong.Count > 0 ? $"The setting {wrong.First().Key}: {wrong.First().Value[0]}" : null;
    }

    private static async Task<Verdict> StartsAsync(Trial t)
    {
        var process = await t.Bench.InAsync(Surroundings.AsInPortico);
        if (process.Trouble is { } trouble) return Verdict.Of(trouble);
        if (Line(process, t) is not { } line) return Verdict.Of($"The handshake does not list {t.Manifest.Id}.");
        if ((string?)line["error"] is { } error) return Verdict.Of($"The plugin did not load: {error}.");
        return Verdict.Of((string?)line["version"] == t.Manifest.Version ? null : $"The handshake says version {line["version"]}, plugin.json {t.Manifest.Version}.");
    }

    internal static JsonObject? Line(PluginProcess process, Trial t) => (process.Handshake?["plugins"] as JsonArray)?.OfType<JsonObject>().FirstOrDefault(one => (string?)one["id"] == t.Manifest.Id);

    private static async Task<Verdict> ContractsAsync(Trial t)
    {
        var line = Line(await t.Bench.InAsync(Surroundings.AsInPortico), t);
        string[] offered = [.. (line?["contracts"] as JsonArray ?? []).Select(one => (string)one!).Order(StringComparer.Ordinal)], declared = [.. t.Manifest.Provides.Select(one => one.Contract).Distinct().Order(StringComparer.Ordinal)];
        return Verdict.Of(offered.SequenceEqual(declared) ? null : $"plugin.json provides {string.Join(", ", declared)}; the plugin offers {string.Join(", ", offered)}.");
    }

    private static async Task<Verdict> CapabilitiesAsync(Trial t)
    {
        (string Contract, string Operation, string Capability)[] beyond =
        [
            .. t.Manifest.Provides.Select(one => (one.Contract, "erase", "erasure")), .. t.Manifest.Provides.Where(one => one.Contract == "payment").SelectMany(_ => new[] { ("payment", "refund", "refund"), ("payment", "capture", "capture"), ("payment", "revoke", "mandate") }),
            .. t.Manifest.Provides.Where(one => one.Contract == "connector").Select(_ => ("connector", "get", "deferred")),
        ];
        foreach (var (contract, operation, capability) in beyond.Where(one => !t.Manifest.Provides.Any(offer => offer.Contract == one.Contract && offer.Capabilities.Contains(one.Capability))))
        {
            var reply = await t.Stage(detour: true).AskAsync(contract, operation, new JsonObject { ["ref"] = "ref-undeclared" }, t.Key(), 1, null, null, default);
            if (reply.StatusCode != 404 && reply.Code != "plugin.unknown_operation") return Verdict.Of($"{contract} : {operation} is answered ({reply.Shown}), but plugin.json does not name the capability {capability}.");
        }

        return Verdict.Passed;
    }

    private static async Task<Verdict> ProtocolAsync(Trial t)
    {
        var process = await t.Bench.InAsync(Surroundings.AsInPortico);
        var route = $"/v1/plugins/{t.Manifest.Id}/check";
        (string Case, string Route, string Body, string? Nonce, int Wanted)[] cases =
        [
            ("a wrong nonce", route, "{}", "0123456789abcdef", 401), ("an empty nonce", route, "{}", "", 401),
            ("a plugin that there is not", "/v1/plugins/nobody/check", "{}", null, 404), ("half a message", route, "{\"timeoutMs\":", null, 400),
        ];
        using var patience = new CancellationTokenSource(Pace.Patience);
        foreach (var (what, to, body, nonce, wanted) in cases)
        {
            var status = await process.StatusAsync(to, body, nonce, patience.Token);
            if (status != wanted) return Verdict.Of($"Asked with {what} it answered {status} instead of {wanted}.");
        }

        return Verdict.Passed;
    }

    private static Verdict Signature(Subject subject)
    {
        if (subject.Package is not { } package) return Verdict.NotApplicable("A folder is not signed. Give the package.");
        if (package.Signature is not { } signature) return Verdict.NotApplicable("The package is not signed yet.");
        if (signature.Publisher != package.Manifest.Publisher) return Verdict.Of($"plugin.json names the publisher “{package.Manifest.Publisher}”, the signature “{signature.Publisher}”.");
        if (subject.Key is not { } key) return Verdict.NotApplicable("No key was given to hold the signature against.");
        if (signature.Key != PublisherKey.IdOf(key)) return Verdict.Of($"It is signed with key {signature.Key}, not with {PublisherKey.IdOf(key)}.");
        return Verdict.Of(signature.Fits(package.Manifest, package.Content, key) ? null : "A file was changed, added or removed after signing.");
    }

    private static string? PrivateKey((string Path, string Folder) line)
    {
        var file = Path.Combine(line.Folder, line.Path);
        if (!File.Exists(file) || new FileInfo(file).Length > 1024 * 1024) return null;
        var text = Encoding.Latin1.GetString(File.ReadAllBytes(file));
        return PrivateKeyHead().IsMatch(text) ? $"“{line.Path}” holds a private key. Whoever has the package has it, too: make a new one." : null;
    }

    private static string? Data(PluginManifest manifest)
    {
        if (manifest.DataClasses.Count == 0 && manifest.Provides.FirstOrDefault(one => PersonalContracts.Contains(one.Contract)) is { } personal) return $"{personal.Contract} handles personal data, and plugin.json declares none under dataClasses.";
        return manifest.DataClasses.FirstOrDefault(one => !Retention().IsMatch(one.Retention) && !(one.Retention == "until erased" && manifest.Provides.Any(offer => offer.Capabilities.Contains("erasure")))) is { } odd
            ? $"“{odd.Class}” is kept “{odd.Retention}”: write none, a period as in P30D, or “until erased” if the plugin has the capability erasure." : null;
    }

    private static Verdict Texts(Trial t)
    {
        if (t.Subject.Manifest is not { } manifest) return Verdict.NotApplicable("There is no manifest.");
        if (manifest.Texts.Count == 0) return Verdict.NotApplicable("plugin.json holds no texts.");
        if (!manifest.Texts.TryGetValue("en", out var english)) return Verdict.Of("There are no English texts, which stand where a language is missing.");
        foreach (var (language, words) in manifest.Texts)
            if (english.Keys.Except(words.Keys).Concat(words.Keys.Except(english.Keys)).FirstOrDefault() is { } odd) return Verdict.Of($"“{odd}” is in English or in “{language}”, not in both.");
        return Verdict.Passed;
    }

    /// <summary>Whatever reached a person would be a code otherwise.</summary>
    private static Verdict Words(Trial t)
    {
        var keys = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var (text, _) in t.Bench.Answers.Where(answer => t.Stages.Any(stage => stage.Grant == answer.Grant)))
            if (JsonNode.Parse(text) is JsonObject answer && answer["messageKey"] is JsonValue key && key.TryGetValue<string>(out var word) && !word.StartsWith("plugin.", StringComparison.Ordinal)) keys.Add(word);
        if (keys.Count == 0) return Verdict.NotApplicable("No check of the connection failed with a message key.");
        return Verdict.Of(keys.FirstOrDefault(key => t.Manifest.TextOf(key, "en") is null) is { } mute ? $"plugin.json has no English text for “{mute}”, which the admin would show as it is." : null);
    }

    [GeneratedRegex("-----BEGIN (EC |RSA |OPENSSH |ENCRYPTED )?PRIVATE KEY-----")]
    private static partial Regex PrivateKeyHead();

    [GeneratedRegex(@"^(none|P(?=\d|T\d)(\d+Y)?(\d+M)?(\d+W)?(\d+D)?(T(\d+H)?(\d+M)?(\d+S)?)?)\z")]
    private static partial Regex Retention();
}
