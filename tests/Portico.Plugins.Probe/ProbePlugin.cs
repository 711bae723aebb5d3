using Portico.Sdk;

namespace Portico.Plugins.Probe;

/// <summary>A partner's plugin that misbehaves on request: the subject says how.</summary>
public sealed class ProbePlugin : OnboardingPlugin
{
    public override PluginInfo Info { get; } = new("com.example.probe", "0.1.0");

    public override void Register(IPluginRegistry registry) => registry.Channel(new Probe());

    public override ValueTask<HealthReport> CheckAsync(InstanceContext instance, CancellationToken ct) =>
        throw new InvalidOperationException("The secret is " + instance.Secrets.Find("password"));
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
            case "folder":
                return Say(Convert.ToHexStringLower(System.Text.Encoding.UTF8.GetBytes(call.Instance.DataFolder)));
        }

        return Say("done");
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
