using System.Text.Json;
using System.Text.Json.Nodes;
using Portico.Workflows.Engine;
using Portico.Workflows.Json;

namespace Portico.Workflows.Activities;

internal sealed class VerifyIdentity : AskProvider
{
    private static readonly string[] Fields = ["givenName", "familyName", "dateOfBirth", "documentNumber", "country"];

    public override ActivityDescriptor Descriptor { get; } = Describe.Activity("Portico.VerifyIdentity", "Verify identity", "Checks", "Has the customer's identity checked, and waits for the result.", "Task",
        ports: [Describe.Flow("Verified"), Describe.Flow("Refused"), Describe.Flow("NeedsReview", "Needs review"), Describe.Flow("TryAgain", "Try again"), Describe.Flow("Failed")],
        inputs:
        [
            Describe.From("providers:" + CallContracts.IdentityVerification, "Provider", "Provider", "Who checks. Empty: your default."),
            Override("GivenName", "Given name"), Override("FamilyName", "Family name"), Override("DateOfBirth", "Date of birth"), Override("DocumentNumber", "Document number"), Override("Country", "Country"),
            TimeoutInput("72"),
        ],
        outputs: [Describe.Result("Result", "The provider's answer.")]);

    public override string? ShownAs => "identity-verification";

    public override string Contract => CallContracts.IdentityVerification;

    public override IEnumerable<string> OwnAnswers(ActivityNode node) => Fields.Where(field => !node.IsSet(field));

    protected override double DefaultTimeoutHours => 72;

    protected override string OperationOf(Step step) => "start";

    protected override JsonObject Question(Step step)
    {
        var question = new JsonObject();
        foreach (var field in Fields) question[field] = step.ValueOrAnswer(field);
        question["locale"] = step.Locale;
        return question;
    }

    protected override string Way(JsonElement answer) => Way(answer, "decision", verdict => verdict switch
    {
        "approved" => "Verified",
        "declined" => "Refused",
        "review" => "NeedsReview",
        "resubmission" or "expired" or "abandoned" => "TryAgain",
        _ => null,
    });
}
