using System.Security.Cryptography;
using System.Text;
using Portico.Plugin.Sandbox;
using Portico.Sdk;

namespace Portico.Plugin.Channel.Sms.Sandbox;

public sealed class SmsSandboxPlugin : OnboardingPlugin
{
    public override PluginInfo Info { get; } = new("channel.sms.sandbox", "1.0.0");

    public override void Register(IPluginRegistry registry) => registry.Channel(new SandboxSms());
}

/// <summary>Pretends to send text messages and e-mails. The recipient says what happens; what was said to whom is not kept.</summary>
internal sealed class SandboxSms : IChannelProvider
{
    public async ValueTask<ProviderResult<DeliveryReceipt>> SendAsync(ProviderCall<OutboundMessage> call, CancellationToken ct)
    {
        await Faults.AnswerAsync(Faults.In(call.Instance), ct);
        return Send(call);
    }

    private static ProviderResult<DeliveryReceipt> Send(ProviderCall<OutboundMessage> call)
    {
        var ledger = Ledger.In(call.Instance.DataFolder);
        var known = ledger.Find(call.IdempotencyKey);
        if (known is null)
        {
            if (!IsAddress(call.Input)) return new ProviderResult<DeliveryReceipt>.FailedFinal(new ErrorCode("recipient.invalid"), "message.recipient_refused");
            if (call.Input.To.EndsWith("0000", StringComparison.Ordinal) || call.Input.To.StartsWith("refused@", StringComparison.Ordinal)) return new ProviderResult<DeliveryReceipt>.FailedFinal(new ErrorCode("recipient.refused"), "message.recipient_refused");
            if (call.Input.To.EndsWith("0001", StringComparison.Ordinal) && call.Attempt == 1)
                return new ProviderResult<DeliveryReceipt>.FailedRetryable(new ErrorCode("provider.flaky"), TimeSpan.FromSeconds(1));
        }

        var reference = "sms_" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(call.Instance.TenantId + "|" + call.IdempotencyKey)))[..32];
        var line = known ?? ledger.Record(new LedgerLine(call.IdempotencyKey, "send", call.Instance.Clock.GetUtcNow(), "accepted", reference)).Line;
        return new ProviderResult<DeliveryReceipt>.Completed(new DeliveryReceipt(new ExternalRef(line.Ref), line.At));
    }

    private static bool IsAddress(OutboundMessage message) => message.Channel == "email" ? message.To.IndexOf('@') > 0 : IsNumber(message.To);

    private static bool IsNumber(string text) => text is ['+', .. var digits] && digits.Length is >= 7 and <= 15 && digits.All(char.IsAsciiDigit);
}
