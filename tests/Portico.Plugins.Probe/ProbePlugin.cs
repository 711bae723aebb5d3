using System.Text.Json;
using System.Text.Json.Nodes;
using Portico.Sdk;

namespace Portico.Plugins.Probe;

/// <summary>A partner's plugin that misbehaves on request: the subject says how.</summary>
public sealed class ProbePlugin : OnboardingPlugin, ISettingsTakeover
{
    /// <summary>The version stands in plugin.json alone, so that a test makes another version of it by writing another number.</summary>
    public override PluginInfo Info { get; } = new("com.example.probe", Version);

    internal static string Version { get; } = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Path.GetDirectoryName(typeof(ProbePlugin).Assembly.Location)!, "plugin.json"))).RootElement.GetProperty("version").GetString()!;

    public override void Register(IPluginRegistry registry)
    {
        registry.Channel(new Probe());
        registry.Connector(new ProbeSystem());
        registry.Callbacks(new ProbeCallbacks());
    }

    public override ValueTask<HealthReport> CheckAsync(InstanceContext instance, CancellationToken ct) => instance.Settings.Text("takeOver") switch
    {
        "well" => ValueTask.FromResult(instance.Secrets.Find("passphrase") == "hunter2" && instance.Secrets.Find("password") is null ? HealthReport.Healthy : HealthReport.Unhealthy("probe.no_passphrase", "probe.no_passphrase")),
        "unwell" => ValueTask.FromResult(HealthReport.Unhealthy("probe.unwell", "probe.unwell")),
        _ => throw new InvalidOperationException("The secret is " + instance.Secrets.Find("password")),
    };

    /// <summary>The setting <c>takeOver</c> says what comes of it.</summary>
    public SettingsTakeover TakeOver(FormerSettings former)
    {
        var values = JsonObject.Create(former.Values)!;
        switch ((string?)values["takeOver"])
        {
            case "throw":
                throw new InvalidOperationException((string?)values["baseUrl"]);
            case "refuse":
                return new SettingsTakeover.Refused(new ErrorCode("probe.refused"), "probe.refused");
            case "elsewhere":
                values["baseUrl"] = "https://elsewhere.example";
                break;
            case "invent":
                values["password"] = "a secret among the settings";
                break;
            case "lose":
                return new SettingsTakeover.TakenOver(former.Values) { RenamedSecrets = new Dictionary<string, string> { ["passphrase"] = "never-set" } };
        }

        values["tookOverFrom"] = $"{former.Version} {former.Environment} {string.Join(' ', former.SecretsSet)}".ToLowerInvariant();
        return new SettingsTakeover.TakenOver(JsonSerializer.SerializeToElement(values)) { RenamedSecrets = former.SecretsSet.Contains("password") ? new Dictionary<string, string> { ["passphrase"] = "password" } : [] };
    }
}

internal sealed class Probe : IChannelProvider
{
    public async ValueTask<ProviderResult<DeliveryReceipt>> SendAsync(ProviderCall<OutboundMessage> call, CancellationToken ct)
    {
        switch (call.Input.Subject)
        {
            case "hang":
                await new TaskCompletionSource().Task;
                break;
            case "obey":
                await new TaskCompletionSource().Task.WaitAsync(ct);
                break;
            case "throw":
                throw new InvalidOperationException($"{call.Input.To} {call.Instance.Secrets.Find("password")}");
            case "shout":
                Console.WriteLine(call.Input.To + call.Instance.Secrets.Find("password"));
                Console.Error.WriteLine(call.Input.To + call.Instance.Secrets.Find("password"));
                call.Instance.Log.Write(PluginLogLevel.Warning, new ErrorCode("probe.shouted"), PluginLogField.Of("attempt", call.Attempt));
                break;
            case "environment":
                return Say(Environment.GetEnvironmentVariable(call.Input.Text) is null ? "unseen" : "seen");
            case "secrets":
                return Say($"{(call.Instance.Secrets.Find("password") is null ? "unseen" : "seen")}-{(call.Instance.Secrets.Find("undeclared") is null ? "unseen" : "seen")}");
            case "http":
                return Say(await StatusOf(call.Instance.Http, call.Input.Text, ct));
            case "version":
                await Pause.OfAsync(10, ct);
                return Say("v" + ProbePlugin.Version);
            case "wait":
                await Pause.OfAsync(int.Parse(call.Input.Text, System.Globalization.CultureInfo.InvariantCulture), ct);
                break;
            case "look":
                return Say(Surroundings.Look(call.Input.Text));
            case "folder":
                return Say(Convert.ToHexStringLower(System.Text.Encoding.UTF8.GetBytes(call.Instance.DataFolder)));
        }

        return await Poison.TakeAsync(call) ?? Say("done");
    }

    private static async Task<string> StatusOf(IBrokeredHttp http, string url, CancellationToken ct)
    {
        try
        {
            return (await http.SendAsync(new BrokeredRequest("GET", new Uri(url)) { Timeout = TimeSpan.FromSeconds(5) }, ct)).Status.ToString(System.Globalization.CultureInfo.InvariantCulture);
        }
        catch (BrokeredHttpException problem)
        {
            return problem.Code.Value;
        }
    }

    private static ProviderResult<DeliveryReceipt>.Completed Say(string word) => new(new DeliveryReceipt(new ExternalRef(word), DateTimeOffset.UnixEpoch));
}
