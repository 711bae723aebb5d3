using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Portico.Conformance.Checks;
using Portico.Conformance.Stages;
using Portico.Packages;

namespace Portico.Conformance;

/// <summary>One run of all checks over one plugin, and what they share.</summary>
internal sealed class Trial
{
    private readonly ConcurrentBag<Stage> stages = [];
    private readonly string name = "t" + RandomNumberGenerator.GetHexString(8, lowercase: true);
    private readonly string keyStem = RandomNumberGenerator.GetHexString(48, lowercase: true);
    private int tenants, keys;

    public Trial(Subject subject, Sheet sheet, Bench? bench, Pace pace)
    {
        (Subject, Sheet, Pace) = (subject, sheet, pace);
        this.bench = bench;
        Leaks = new(() => LeakRun.MakeAsync(this));
        Deaths = new(() => DeathRun.MakeAsync(this));
        StraysBefore = bench?.Processes.Sum(process => process.Strays.Count) ?? 0;
    }

    private readonly Bench? bench;

    public Subject Subject { get; }
    public Sheet Sheet { get; }
    public Pace Pace { get; }
    public Bench Bench => bench ?? throw new InvalidOperationException("The plugin was not started.");
    public PluginManifest Manifest => Subject.Manifest ?? throw new InvalidOperationException("There is no manifest.");
    public Lazy<Task<LeakRun>> Leaks { get; }
    public Lazy<Task<DeathRun>> Deaths { get; }

    /// <summary>A bench may have served before.</summary>
    public int StraysBefore { get; }

    public IEnumerable<Stage> Stages => stages;

    /// <summary>All that must not turn up anywhere.</summary>
    public IEnumerable<Canary> Canaries => stages.SelectMany(stage => stage.SecretCanaries.Append(stage.Personal));

    /// <summary>Where callbacks were read, and how often the plugin had asked somebody before.</summary>
    public ConcurrentBag<(Stage Stage, int Before)> CallbackStages { get; } = [];
    public string Id => name;

    /// <summary>Keys differ at their ends only, as hashes do for somebody who cuts them.</summary>
    public string Key() => string.Create(CultureInfo.InvariantCulture, $"{keyStem}{name[1..]}{Interlocked.Increment(ref keys):x8}");

    public Stage Stage(string? tenant = null, string? installation = null, bool detour = false)
    {
        var number = Interlocked.Increment(ref tenants);
        var stage = new Stage(Bench, Manifest, Sheet, tenant ?? Tenant(number), installation ?? string.Create(CultureInfo.InvariantCulture, $"{name}-i{number}")) { IsDetour = detour };
        stages.Add(stage);
        return Bench.Open(stage);
    }

    public string Tenant() => Tenant(Interlocked.Increment(ref tenants));

    private string Tenant(int number) => string.Create(CultureInfo.InvariantCulture, $"{name}-{number}");

    public bool Reaches => Manifest.Egress.Any(egress => egress.Protocol == EgressPermission.Https);

    public bool Can(string capability) => Manifest.Provides.Any(one => one.Contract == Sheet.Call?.Contract && one.Capabilities.Contains(capability));

    /// <summary>Input by which a plugin that plays its provider itself gives the provider’s answer of this name.</summary>
    public JsonObject? Magic(string answer) => Sheet.Magic.GetValueOrDefault(answer);

    /// <summary>Starts something that stays pending.</summary>
    /// <returns>The reference; null: the plugin did not say pending, see answers.202.</returns>
    public async Task<string?> BeginAsync(Stage stage, string? key = null)
    {
        stage.Provider.IsSlowToDecide = true;
        stage.Now = Bench.Now;
        var reply = await stage.CallAsync(key ?? Key(), magic: Magic("202"));
        return reply is { Trouble: null, Status: "pending" } ? reply.Ref : null;
    }

    /// <summary>What began is decided now, at the provider or by the time that passes.</summary>
    public static void Finish(Stage stage)
    {
        stage.Provider.Finish();
        stage.Now += TimeSpan.FromMinutes(1);
    }

    /// <returns>Why a check has nothing to do with this plugin; null: it has.</returns>
    public string? Lacking(Needs needs)
    {
        if (needs.HasFlag(Needs.Code) && Subject.Manifest?.Runtime is { } runtime) return $"The plugin runs on {runtime}: there is no .NET code to read.";
        if (needs.HasFlag(Needs.Process) && bench is null) return "The plugin did not start, or could not be read.";
        if ((needs & Needs.Call) == Needs.Call && Sheet.Call is null) return $"{Sheet.File} names no call to make.";
        if ((needs & Needs.Provider) == Needs.Provider && Sheet.Provider is null) return NoProvider;
        if ((needs & Needs.Witness) == Needs.Witness && Sheet.Provider is null && Sheet.Ledger is null) return NoProvider + " Nor does it name a ledger that counts effects.";
        if ((needs & Needs.Health) == Needs.Health && Sheet.Provider?.Health is null) return $"{Sheet.File} names no request by which the plugin tries its connection.";
        if ((needs & Needs.Get) == Needs.Get && Sheet.Call!.Contract is "channel") return "A channel is not asked how a message stands.";
        if ((needs & Needs.Get) == Needs.Get && Sheet.Call!.Contract is "connector" && !Can("deferred")) return "The connector answers at once: it has not the capability deferred.";
        if ((needs & Needs.Get) == Needs.Get && Sheet.Provider?.Pending is null && Magic("202") is null) return $"{Sheet.File} names no answer that keeps waiting.";
        if ((needs & Needs.Callbacks) == Needs.Callbacks && Manifest.Provides.All(one => !one.Capabilities.Contains("callbacks"))) return "The plugin takes no callbacks.";
        if ((needs & Needs.Callbacks) == Needs.Callbacks && Sheet.Callbacks is null) return $"{Sheet.File} does not say how callbacks are signed.";
        if ((needs & Needs.Erasure) == Needs.Erasure && !Can("erasure")) return "The plugin has not the capability erasure.";
        if ((needs & Needs.Personal) == Needs.Personal && Sheet.Call!.Personal is null) return $"{Sheet.File} names no personal field of the input.";
        return (needs & Needs.Secret) == Needs.Secret && Manifest.Settings.All(one => one.Type is not SettingType.Secret) ? "The plugin asks for no secret." : null;
    }

    private string NoProvider => Reaches ? $"{Sheet.File} describes no provider." : "The plugin asks nobody over https.";
}
