using System.Text.Json.Nodes;
using static Portico.Workflows.Tests.Tree;

namespace Portico.Workflows.Tests.Definitions;

/// <summary>Options, log settings, and mistakes that are seen before anything runs.</summary>
public sealed class SettingsTests
{
    [Theory]
    [InlineData(null, ActivationStrategy.Always)]
    [InlineData("Elsa.Workflows.ActivationValidators.AllowAlwaysStrategy, Elsa.Workflows.Core", ActivationStrategy.Always)]
    [InlineData("Elsa.Workflows.Runtime.ActivationValidators.SingletonStrategy, Elsa.Workflows.Runtime", ActivationStrategy.Singleton)]
    [InlineData("Elsa.Workflows.Runtime.ActivationValidators.CorrelationStrategy, Elsa.Workflows.Runtime", ActivationStrategy.Correlation)]
    [InlineData("Elsa.Workflows.Runtime.ActivationValidators.CorrelatedSingletonStrategy, Elsa.Workflows.Runtime", ActivationStrategy.CorrelatedSingleton)]
    public void The_activation_strategy_is_read_from_the_options(string? type, ActivationStrategy strategy)
    {
        var definition = Line("x").Build(options: new() { ["activationStrategyType"] = type });

        Assert.Equal(strategy, definition.Activation);
        Assert.Empty(definition.Findings);
    }

    [Fact]
    public void A_strategy_nobody_knows_is_a_finding() =>
        Assert.Equal("definition.unknown_strategy", Assert.Single(Line("x").Build(options: new() { ["incidentStrategyType"] = "Acme.Panic, Acme" }).Findings).Id);

    [Theory]
    [InlineData(null, null, RunStatus.Running)]
    [InlineData("FaultStrategy", null, RunStatus.Faulted)]
    [InlineData("ContinueWithIncidentsStrategy", null, RunStatus.Running)]
    [InlineData("FaultStrategy", true, RunStatus.Running)]
    [InlineData("ContinueWithIncidentsStrategy", false, RunStatus.Faulted)]
    public void Who_starts_a_run_may_overrule_the_definition(string? strategy, bool? asked, RunStatus status)
    {
        var definition = Parallel(Event("e"), Act("Elsa.Fault")).Build(options: new() { ["incidentStrategyType"] = strategy is null ? null : $"Elsa.Workflows.IncidentStrategies.{strategy}, Elsa.Workflows.Core" });

        Assert.Equal(status, TestRun.Start(definition, continueWithIncidents: asked).State.Status);
    }

    private static JsonObject Log(string mode) =>
        new() { ["logPersistenceConfig"] = new JsonObject { ["default"] = new JsonObject { ["evaluationMode"] = "Strategy", ["strategyType"] = $"Elsa.Workflows.LogPersistence.Strategies.{mode}, Elsa.Workflows.Core", ["expression"] = null } } };

    private static JsonObject Logged(JsonObject activity, string mode)
    {
        activity["customProperties"] = Log(mode);
        return activity;
    }

    [Fact]
    public void An_excluded_activity_leaves_only_that_it_ran()
    {
        var form = Logged(Act("Portico.ShowForm", ("id", "form"), ("form", "secret-form")), "Exclude");
        var run = Sequence(form, Logged(Line("secret line"), "Exclude"), Line("open line")).Run().Submit("form", """{"secretField":1}""");

        Assert.Equal(["open line"], run.Lines);
        Assert.DoesNotContain(run.Journal, entry => entry.Data.ToJsonString().Contains("secret", StringComparison.Ordinal));
        Assert.Contains(run.Journal, entry => entry is { Kind: JournalKinds.StepCompleted, ActivityId: "form" });
        Assert.Contains("Submitted", run.Journal.Single(entry => entry is { Kind: JournalKinds.ActivityCompleted, ActivityId: "form" }).Data.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_setting_of_the_journey_holds_for_all_that_do_not_say_otherwise()
    {
        var root = Sequence(Line("a"), Logged(Line("b"), "Include"), Logged(Sequence(Line("c"), Logged(Line("d"), "Inherit")), "Include"));

        Assert.Equal(["b", "c", "d"], TestRun.Start(root.Build(custom: Log("Exclude"))).Lines);
    }

    [Fact]
    public void The_older_way_of_writing_it_counts_too()
    {
        var line = Line("a");
        line["customProperties"] = new JsonObject { ["logPersistenceMode"] = new JsonObject { ["default"] = "Exclude" } };

        Assert.Empty(line.Run().Lines);
    }

    [Fact]
    public void A_log_setting_decided_by_an_expression_means_exclude_and_is_said()
    {
        var line = Line("a");
        line["customProperties"] = JsonNode.Parse("""{"logPersistenceConfig":{"default":{"evaluationMode":"Expression","expression":{"type":"JavaScript","value":"'Include'"}}}}""");

        Assert.Equal("definition.log_expression", Assert.Single(line.Build().Findings).Id);
        Assert.Empty(line.Run().Lines);
    }

    [Fact]
    public void Only_a_journey_that_excludes_itself_has_another_hash()
    {
        var plain = Line("x").Build().ContentHash;

        Assert.Equal(plain, Line("x").Build(custom: Log("Include")).ContentHash);
        Assert.NotEqual(plain, Line("x").Build(custom: Log("Exclude")).ContentHash);
    }

    public static TheoryData<string, string> Mistakes() => new()
    {
        { "schedule.bad_cron", Act("Elsa.Cron", ("cronExpression", "BadCronExpression")).Starting().ToJsonString() },
        { "schedule.never", Act("Elsa.Cron", ("cronExpression", "0 0 0 30 2 *")).ToJsonString() },
        { "activity.input_missing", Act("Elsa.Cron").ToJsonString() },
        { "activity.bad_duration", Act("Elsa.Timer", ("interval", "soon")).ToJsonString() },
        { "activity.bad_duration", Act("Elsa.Timer", ("interval", "00:00:00")).ToJsonString() },
        { "activity.bad_time", Act("Elsa.StartAt", ("dateTime", "tomorrow")).ToJsonString() },
        { "activity.input_missing", Act("Elsa.StartAt").ToJsonString() },
        { "activity.input_missing", Act("Elsa.Event").ToJsonString() },
        { "activity.input_missing", Act("Elsa.PublishEvent").ToJsonString() },
        { "starter.not_plain", Act("Elsa.Event", ("eventName", "='a' + 'b'")).Starting().ToJsonString() },
        { "activity.input_missing", Act("Elsa.HttpEndpoint").ToJsonString() },
        { "http.bad_path", Act("Elsa.HttpEndpoint", ("path", "a b")).ToJsonString() },
        { "http.bad_path", Act("Elsa.HttpEndpoint", ("path", "a/../b")).ToJsonString() },
        { "http.bad_path", Act("Elsa.HttpEndpoint", ("path", "{id}/{id}")).ToJsonString() },
        { "http.bad_path", Act("Elsa.HttpEndpoint", ("path", "a//b")).ToJsonString() },
        { "http.bad_path", Act("Elsa.HttpEndpoint", ("path", "a?b=1")).ToJsonString() },
        { "http.bad_method", Act("Elsa.HttpEndpoint", ("path", "a"), ("supportedMethods", "FETCH")).ToJsonString() },
        { "activity.input_ignored", Act("Elsa.HttpEndpoint", ("path", "a"), ("policy", "admins")).ToJsonString() },
        { "activity.input_missing", Act("Elsa.SendHttpRequest").ToJsonString() },
        { "http.bad_url", Act("Elsa.FlowSendHttpRequest", ("url", "/relative")).ToJsonString() },
        { "http.bad_method", Act("Elsa.FlowSendHttpRequest", ("url", "https://x.example"), ("method", "FETCH")).ToJsonString() },
        { "http.bad_status", Act("Elsa.FlowSendHttpRequest", ("url", "https://x.example"), ("expectedStatusCodes", "900")).ToJsonString() },
        { "http.bad_headers", Act("Elsa.FlowSendHttpRequest", ("url", "https://x.example"), ("requestHeaders", "X-Name: 1")).ToJsonString() },
        { "http.secret_in_journey", Act("Elsa.FlowSendHttpRequest", ("url", "https://x.example"), ("authorization", "Bearer t")).ToJsonString() },
        { "activity.loop_endless", Act("Elsa.For", ("step", "0"), ("body", Line("x"))).ToJsonString() },
        { "activity.loop_empty", Act("Elsa.While", ("condition", "=true")).ToJsonString() },
        { "activity.input_missing", Act("Elsa.ForEach", ("body", Line("x"))).ToJsonString() },
        { "activity.loop_empty", Act("Elsa.ParallelForEach", ("items", "=[]")).ToJsonString() },
        { "activity.break_outside_loop", Break().ToJsonString() },
        { "activity.break_outside_loop", Sequence(Break()).ToJsonString() },
        { "activity.bad_mode", Fork("WaitSome", Line("x")).ToJsonString() },
        { "definition.unavailable_activity", Act("Elsa.WriteHttpResponse").ToJsonString() },
        { "definition.unavailable_activity", Act("Elsa.RunTask").ToJsonString() },
        { "definition.unavailable_activity", Act("Elsa.RunCSharp").ToJsonString() },
        { "expression.syntax", Act("Elsa.RunJavaScript", ("script", "for (;;) {}")).ToJsonString() },
        { "definition.unknown_version", JsonNode.Parse("""{"type":"Elsa.While","version":4}""")!.ToJsonString() },
        { "expression.unknown_name", Line("=getCurrentValue()").ToJsonString() },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void A_mistake_is_a_finding_at_its_node_with_a_reason_and_a_fix(string id, string activity)
    {
        var finding = Assert.Single(Tree.Build(JsonNode.Parse(activity)!.AsObject()).Findings, finding => finding.Id != "activity.no_time_limit");

        Assert.Equal(id, finding.Id);
        Assert.StartsWith("Workflow1:", finding.NodeId, StringComparison.Ordinal);
        Assert.EndsWith(".", finding.Message, StringComparison.Ordinal);
        Assert.EndsWith(".", finding.Fix, StringComparison.Ordinal);
    }

    [Fact]
    public void Mistakes_deep_inside_are_found_too()
    {
        var cases = new JsonArray(new JsonObject { ["label"] = "a", ["condition"] = new JsonObject { ["type"] = "JavaScript", ["value"] = "true" }, ["activity"] = Fork("WaitAll", ForEach("=[1]", Act("Acme.Magic"))) });

        Assert.Equal("definition.unknown_activity", Assert.Single(Act("Elsa.Switch", ("cases", cases)).Build().Findings).Id);
    }

    [Fact]
    public void The_names_of_an_iteration_are_known_inside_it() =>
        Assert.Empty(ForEach("=[1]", Sequence(Line("=getCurrentValue() + getCurrentIndex() + getVariable('CurrentValue')"), Act("Elsa.RunJavaScript", ("script", "setOutcome('a')")))).Build().Findings);

    [Fact]
    public void The_getter_of_an_output_is_known_and_a_misspelt_one_is_not()
    {
        JsonObject Reading(string name) => Sequence(Act("Elsa.Event", ("name", "moved 1"), ("eventName", "moved")).Starting(), Line($"={name}()"));

        Assert.Empty(Reading("getResultFromMoved1").Build().Findings);
        Assert.Equal("expression.unknown_name", Assert.Single(Reading("getResultFromMoved2").Build().Findings).Id);
    }

    [Fact]
    public void Four_levels_of_loops_run_away_only_beyond_the_limit()
    {
        JsonObject Nested(int levels) => levels == 0 ? Line("=getN()") : For(1, 6, 1, Nested(levels - 1));

        Assert.Equal(216, Nested(3).Declaring(("N", "Int32", 0)).Run().Lines.Count());
        Assert.Equal("workflow.runaway", Assert.Single(Nested(4).Declaring(("N", "Int32", 0)).Run().State.Incidents).Code);
    }

    [Fact]
    public void An_endless_loop_whose_step_is_computed_is_an_incident() =>
        Assert.Equal("workflow.bad_loop", Assert.Single(For(0, 1, 0, Line("x")).Run().State.Incidents).Code);

    [Theory]
    [InlineData("Elsa.ForEach")]
    [InlineData("Elsa.ParallelForEach")]
    public void A_list_that_is_too_large_is_an_incident(string type)
    {
        var list = new JsonArray([.. Enumerable.Repeat(new string('x', 1000), 300).Select(text => JsonValue.Create(text))]);

        var run = TestRun.Start(ForEach("=getInput('list')", Line("x"), type).Build(inputs: ["list"]), new() { ["list"] = list });

        Assert.Equal("workflow.too_large", Assert.Single(run.State.Incidents).Code);
    }
}
