using System.Globalization;
using System.Text.Json;
using Portico.Sdk;

namespace Portico.PluginHost;

/// <summary>Turns one message into one call of a contract.</summary>
internal sealed class PluginCall(PluginSlot slot, CallMessage message, InstanceContext instance)
{
    private static readonly Answer Unknown = Answer.Final("plugin.unknown_operation", "provider.unavailable");

    public async Task<Answer> RunAsync(string contract, string operation, CancellationToken ct)
    {
        try
        {
            return (contract, operation) switch
            {
                ("identity-verification", "start") when slot.Verifier is { } p => Results.From(await p.StartAsync(Of(Verification()), ct), Results.Json),
                ("identity-verification", "get") when slot.Verifier is { } p => Results.From(await p.GetAsync(Of(Reference()), ct), Results.Json),
                ("payment", "create") when slot.Payments is { } p => Results.From(await p.CreateAsync(Of(Payment()), ct), Results.Json),
                ("payment", "get") when slot.Payments is { } p => Results.From(await p.GetAsync(Of(Reference()), ct), Results.Json),
                ("payment", "refund") when slot.Payments is IRefundCapability p => Results.From(await p.RefundAsync(Of(new RefundRequest(Reference(), Amount())), ct), Results.Json),
                ("payment", "capture") when slot.Payments is ICaptureCapability p => Results.From(await p.CaptureAsync(Of(new CaptureRequest(Reference(), Amount())), ct), Results.Json),
                ("payment", "revoke") when slot.Payments is IMandateCapability p => Results.From(await p.RevokeAsync(Of(Reference()), ct), Results.Json),
                ("channel", "send") when slot.Messages is { } p => Results.From(await p.SendAsync(Of(Message()), ct), Results.Json),
                ("connector", "get") when slot.System is IDeferredOperations p => Results.From(await p.GetAsync(Of(Reference()), ct), Results.Json),
                ("connector", _) when slot.System is { } p && p.Operations.FirstOrDefault(one => one.Value == operation) is { } known => Results.From(await p.InvokeAsync(Of(new OperationInput(known, message.Input)), ct), Results.Json),
                (_, "erase") when slot.Eraser(contract) is { } p => Results.From(await p.EraseAsync(Of(new SubjectRef(Reference())), ct), Results.Json),
                ("sandbox", "decide") when slot.Sandbox is { } p => Results.From(await p.DecideAsync(Of(new SandboxDecision(Reference(), Required("outcome"))), ct), Results.Json),
                _ => Unknown,
            };
        }
        catch (InputException problem)
        {
            return Answer.Final(problem.Code, problem.Code);
        }
    }

    private ProviderCall<T> Of<T>(T input) =>
        new(input, message.IdempotencyKey, message.Attempt, instance.Clock.GetUtcNow().AddMilliseconds(message.TimeoutMs), instance, message.CorrelationId)
        {
            CallbackUrl = message.Installation.CallbackUrl,
            ReturnUrl = message.ReturnUrl,
            SandboxPageUrl = message.SandboxPageUrl,
        };

    private VerificationRequest Verification() =>
        new(Text("givenName"), Text("familyName"), Date("dateOfBirth"), Text("documentNumber"), Text("country"), Text("locale"));

    private PaymentRequest Payment()
    {
        var holder = Text("accountHolder");
        return new PaymentRequest
        {
            Method = Required("method") switch
            {
                "direct-debit" => PaymentMethod.DirectDebit,
                "card" => PaymentMethod.Card,
                _ => throw new InputException("payment.method_unknown"),
            },
            AccountHolder = holder?.Count(char.IsDigit) >= 12 ? throw new InputException("payment.account_holder_invalid") : holder,
            Iban = Text("iban") is { } iban ? Iban.TryParse(iban) ?? throw new InputException("payment.iban_invalid") : null,
            Amount = Amount(),
            Locale = Text("locale"),
        };
    }

    private Money? Amount() => Whole("amountMinor") is { } minor ? new Money(minor, Text("currency") ?? throw new InputException("payment.currency_missing")) : null;

    private OutboundMessage Message() => new(Required("channel"), Required("to"), Text("subject"), Required("text"), Text("html"), Text("locale"));

    private ExternalRef Reference()
    {
        try
        {
            return new ExternalRef(Required("ref"));
        }
        catch (ArgumentException)
        {
            throw new InputException("input.ref_invalid");
        }
    }

    private string Required(string name) => Text(name) ?? throw new InputException("input.missing");

    private string? Text(string name)
    {
        if (message.Input.ValueKind is not JsonValueKind.Object || !message.Input.TryGetProperty(name, out var found)) return null;
        return found.ValueKind switch
        {
            JsonValueKind.String => string.IsNullOrWhiteSpace(found.GetString()) ? null : found.GetString(),
            JsonValueKind.Number => found.GetRawText(),
            JsonValueKind.Null => null,
            _ => throw new InputException("input.invalid"),
        };
    }

    private DateOnly? Date(string name) => Text(name) switch
    {
        null => null,
        var text when DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) => date,
        _ => throw new InputException("input.date_invalid"),
    };

    private long? Whole(string name) => Text(name) switch
    {
        null => null,
        var text when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) => number,
        _ => throw new InputException("input.number_invalid"),
    };

    /// <summary>The input cannot be expressed in the contract's types. Says which rule, never the value.</summary>
    private sealed class InputException(string code) : Exception(code)
    {
        public string Code { get; } = code;
    }
}
