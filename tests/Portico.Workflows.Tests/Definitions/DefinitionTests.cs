using System.Text.Json.Nodes;

namespace Portico.Workflows.Tests.Definitions;

public sealed class DefinitionTests
{
    [Theory]
    [InlineData("", "$")]
    [InlineData("not json", "$")]
    [InlineData("[]", "$")]
    [InlineData("{}", "$.root")]
    [InlineData("""{"root":{}}""", "$.root.type")]
    [InlineData("""{"root":{"type":"Elsa.Flowchart","id":"a","id":"b"}}""", "$")]
    public void What_is_not_a_definition_is_refused_with_the_place(string json, string path)
    {
        Assert.Equal(path, Assert.Throws<DefinitionFormatException>(() => WorkflowDefinition.Parse(json)).Path);
    }

    [Theory]
    [InlineData("Acme.Magic", "definition.unknown_activity")]
    [InlineData("Elsa.NotFoundActivity", "definition.unknown_activity")]
    public void An_unknown_activity_is_a_finding_at_its_node(string type, string id)
    {
        var finding = Assert.Single(new Journey().Add("a", type).Build().Findings);

        Assert.Equal((id, FindingSeverity.Error, "Workflow1:flow:a"), (finding.Id, finding.Severity, finding.NodeId));
    }

    [Fact]
    public void An_unknown_version_is_a_finding() =>
        Assert.Equal("definition.unknown_version", Assert.Single(new Journey().Add("a", "Elsa.WriteLine").With("a", "version", 9).Build().Findings).Id);

    [Fact]
    public void An_expression_that_cannot_be_read_is_a_finding_with_its_place()
    {
        var finding = Assert.Single(new Journey().Add("a", "Elsa.WriteLine", ("text", "=1 +")).Build().Findings);

        Assert.Equal("expression.syntax", finding.Id);
        Assert.Contains("character 4", finding.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("=getCuonter()", "expression.unknown_name")]
    [InlineData("=foo + 1", "expression.unknown_name")]
    public void A_misspelt_name_is_a_warning(string text, string id)
    {
        var finding = Assert.Single(new Journey().Variable("counter").Add("a", "Elsa.WriteLine", ("text", text)).Build().Findings);

        Assert.Equal((id, FindingSeverity.Warning), (finding.Id, finding.Severity));
    }

    [Fact]
    public void A_known_getter_is_not_a_finding() => Assert.Empty(new Journey().Variable("counter").Declare("Who").Add("a", "Elsa.WriteLine", ("text", "=getCounter() + getWho() + [1].map(x => x)[0]")).Build().Findings);

    [Fact]
    public void A_language_we_cannot_evaluate_is_a_finding()
    {
        var definition = new Journey().Add("a", "Elsa.WriteLine").With("a", "text", JsonNode.Parse("""{"expression":{"type":"Liquid","value":"{{x}}"}}""")!).Build();

        Assert.Equal("expression.unknown_type", Assert.Single(definition.Findings).Id);
        Assert.False(definition.IsRunnable);
    }

    [Fact]
    public void What_cannot_be_reached_what_leads_nowhere_and_what_is_empty_is_said()
    {
        var definition = new Journey().Add("a", "Elsa.Start").Add("b", "Elsa.WriteLine", ("text", "b")).Connect("a:Nope > a").Connect("a > ghost").Build();

        Assert.Equal(["definition.connection_broken", "definition.port_unknown", "definition.unreachable", "flow.loop_without_rest", "flow.outcome_unconnected"], definition.Findings.Select(finding => finding.Id).Order());
        Assert.Equal("definition.no_activities", Assert.Single(new Journey().Build().Findings).Id);
    }

    [Fact]
    public void Inputs_that_are_missing_are_errors() =>
        Assert.Equal(["activity.input_missing", "activity.input_missing"], new Journey().Add("a", "Portico.ShowForm").Add("b", "Portico.SendMessage").Connect("a:Submitted > b").Build().Findings.Where(finding => finding.Severity == FindingSeverity.Error).Select(finding => finding.Id));

    [Fact]
    public void Moving_and_naming_do_not_change_the_content_but_wiring_and_inputs_do()
    {
        var plain = new Journey().Add("a", "Elsa.WriteLine", ("text", "x")).ToNode();
        string Hash(Action<JsonObject> change)
        {
            var copy = plain.DeepClone().AsObject();
            change(copy);
            return WorkflowDefinition.Parse(copy.ToJsonString()).ContentHash;
        }

        var same = Hash(_ => { });
        Assert.Equal(64, same.Length);
        Assert.Equal(same, Hash(json => json["name"] = "Other"));
        Assert.Equal(same, Hash(json => json["root"]!["activities"]![0]!["metadata"]!["designer"] = new JsonObject { ["x"] = 1 }));
        Assert.NotEqual(same, Hash(json => json["root"]!["activities"]![0]!["text"]!["expression"]!["value"] = "y"));
        Assert.NotEqual(same, Hash(json => json["variables"]!.AsArray().Add(new JsonObject { ["id"] = "v", ["name"] = "v" })));
        Assert.NotEqual(same, Hash(json => json["customProperties"]!["Flowchart:ExecutionMode"] = "CounterBased"));
    }

    [Fact]
    public void A_definition_tells_what_it_uses()
    {
        var definition = new Journey().Add("form", "Portico.ShowForm", ("form", "contact"), ("reminderAfter", "2"), ("reminderTemplate", "nudge")).Add("kyc", "Portico.VerifyIdentity", ("provider", "acme")).Add("pay", "Portico.SetUpPayment").Add("send", "Portico.SendMessage", ("template", "welcome"))
            .Add("end", "Portico.EndJourney", ("page", "thanks")).Add("child", "Elsa.ExecuteWorkflow", ("workflowDefinitionId", "other")).Build();

        Assert.Equal(["contact", "thanks"], definition.UsedForms);
        Assert.Equal(["nudge", "welcome"], definition.UsedTemplates);
        Assert.Equal([("identity-verification", "acme")], definition.UsedProviders);
        Assert.Equal(["identity-verification", "payment", "channel"], definition.UsedContracts);
        Assert.Equal(["other"], definition.UsedDefinitions);
        Assert.Equal("contact", definition.Nodes.Single(node => node.Id == "form").Literals["form"]);
    }

    [Fact]
    public void A_state_of_another_format_is_refused() =>
        Assert.Throws<System.Text.Json.JsonException>(() => RunState.Parse("""{"format":2}"""));
}
