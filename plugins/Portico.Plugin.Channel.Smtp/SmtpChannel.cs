using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Text;
using Portico.Sdk;

namespace Portico.Plugin.Channel.Smtp;

/// <summary>Sends e-mail. At least once: if the connection dies after the last byte, the outcome is unknown; every attempt carries the same Message-ID, by which mail systems drop duplicates.</summary>
internal sealed class SmtpChannel : IChannelProvider
{
    public async ValueTask<ProviderResult<DeliveryReceipt>> SendAsync(ProviderCall<OutboundMessage> call, CancellationToken ct)
    {
        if (call.Input.Channel != "email") return Final("message.channel_unknown", "message.recipient_refused");
        var settings = SmtpSettings.Of(call.Instance);
        if (settings.Complaint is { } complaint) return new ProviderResult<DeliveryReceipt>.FailedRetryable(new ErrorCode(complaint));
        if (!MimeMessage.IsAddress(call.Input.To)) return Final("recipient.invalid", "message.recipient_refused");

        var id = "mail_" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(call.Instance.TenantId + "|" + call.IdempotencyKey)))[..32];
        var message = MimeMessage.Write(settings, call.Input, id, call.Instance.Clock.GetUtcNow());
        SmtpSession? session = null;
        try
        {
            session = await SmtpSession.OpenAsync(settings, ct);
            await session.SendAsync(settings.FromAddress, call.Input.To, message, ct);
            return new ProviderResult<DeliveryReceipt>.Completed(new DeliveryReceipt(new ExternalRef(id), call.Instance.Clock.GetUtcNow()));
        }
        catch (SmtpRefusal refusal) when (refusal is { IsPermanent: true, Step: not SmtpStep.Connect and not SmtpStep.SignIn })
        {
            return Final(refusal.Code, refusal.Step is SmtpStep.Recipient ? "message.recipient_refused" : "message.refused");
        }
        catch (Exception problem) when (CodeOf(problem) is { } code)
        {
            return new ProviderResult<DeliveryReceipt>.FailedRetryable(new ErrorCode(code), OutcomeUnknown: session is { MessageIsOut: true } && problem is not SmtpRefusal);
        }
        finally
        {
            if (session is not null) await session.DisposeAsync();
        }
    }

    public static string? CodeOf(Exception problem) => problem switch
    {
        SmtpRefusal refusal => refusal.Code,
        AuthenticationException => "smtp.certificate_refused",
        SocketException => "smtp.unreachable",
        IOException => "smtp.connection_lost",
        _ => null,
    };

    private static ProviderResult<DeliveryReceipt>.FailedFinal Final(string code, string key) => new(new ErrorCode(code), key);
}
