using System.Text.Json;
using System.Text.Json.Nodes;
using Portico.Workflows.Engine;
using Portico.Workflows.Json;

namespace Portico.Workflows.Activities;

internal sealed class SetUpPayment : AskProvider
{
    public override ActivityDescriptor Descriptor { get; } = Describe.Activity("Portico.SetUpPayment", "Set up payment", "Checks", "Sets up how the customer pays, and waits until it is active.", "Task",
        ports: [Describe.Flow("Active"), Describe.Flow("Refused"), Describe.Flow("Cancelled"), Describe.Flow("Failed")],
        inputs:
        [
            Describe.From("providers:" + CallContracts.Payment, "Provider", "Provider", "Who handles payments. Empty: your default."),
            Describe.Line("Method", "Method", "direct-debit or card. Empty: the customer's answer paymentMethod.") with { Category = "Data" },
            Override("AccountHolder", "Account holder"), Override("Iban", "IBAN"),
            Describe.Line("AmountMinor", "Amount", "In cents, if something is to be paid at once.", type: "Int64") with { Category = "Data" },
            Describe.Line("Currency", "Currency", "Three letters, for example EUR.") with { Category = "Data" },
            TimeoutInput("72"),
        ],
        outputs: [Describe.Result("Result", "The provider's answer.")]);

    public override string? ShownAs => "payment";

    public override string Contract => CallContracts.Payment;

    public override IEnumerable<string> OwnAnswers(ActivityNode node) =>
        new[] { ("accountHolder", "accountHolder"), ("iban", "iban"), ("method", "paymentMethod") }.Where(taken => !node.IsSet(taken.Item1)).Select(taken => taken.Item2);

    protected override double DefaultTimeoutHours => 72;

    protected override string OperationOf(Step step) => "create";

    protected override JsonObject Question(Step step) => new()
    {
        ["method"] = step.Text("method") ?? Coerce.ToText(step.Answers["paymentMethod"]),
        ["accountHolder"] = step.ValueOrAnswer("accountHolder"),
        ["iban"] = step.ValueOrAnswer("iban"),
        ["amountMinor"] = step.Number("amountMinor") is { } amount ? JsonValue.Create((long)amount) : null,
        ["currency"] = step.Text("currency"),
        ["locale"] = step.Locale,
    };

    protected override string Way(JsonElement answer) => Way(answer, "state", verdict => verdict switch
    {
        "active" or "pending" => "Active",
        "refused" => "Refused",
        "cancelled" => "Cancelled",
        "expired" => "Failed",
        _ => null,
    });
}
