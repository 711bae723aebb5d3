using System.Text.Json.Nodes;
using static Portico.Workflows.Tests.Tree;

namespace Portico.Workflows.Tests.Conformance;

/// <summary>What Elsa's own tests of workflows inside workflows expect. The type in the JSON is whatever the child was called.</summary>
public sealed class JourneyAsActivityTests
{
    private static JsonObject Child(string definition, string type = "Child", string id = "child") =>
        Act(type, ("id", id), ("workflowDefinitionId", JsonValue.Create(definition)), ("workflowDefinitionVersionId", JsonValue.Create("version-7")), ("latestAvailablePublishedVersion", JsonValue.Create(7)));

    private static JsonObject Output(string name, string value) => Act("Elsa.SetOutput", ("outputName", name), ("outputValue", value));

    private static JsonObject Flow(JsonArray connections, params JsonObject[] activities) => Act("Elsa.Flowchart", ("activities", new JsonArray([.. activities])), ("connections", connections));

    private static JsonObject Way(string from, string port, string to) => new() { ["source"] = new JsonObject { ["activity"] = from, ["port"] = port }, ["target"] = new JsonObject { ["activity"] = to, ["port"] = "In" } };

    private static JsonObject Named(JsonObject activity, string id)
    {
        activity["id"] = id;
        return activity;
    }

    [Fact]
    public void A_child_gets_its_input_under_the_name_it_declared()
    {
        var parent = Child("message");
        parent["message"] = Journey.Input("Hello from parent!");
        var family = new Family(parent.Build("parent"), Line("=getMessage()").Build("message", inputs: ["Message"]));

        var run = family.Run("parent");

        Assert.Equal(["Hello from parent!"], family.Lines);
        Assert.Equal(RunStatus.Completed, run.State.Status);
    }

    [Theory]
    [InlineData("=`Bar`", "Bar")]
    [InlineData("=getInput1()", "Foo")]
    public void An_input_of_the_same_name_is_the_childs_own(string bound, string seen)
    {
        var child = Child("child");
        child["input1"] = Journey.Input(bound);
        var family = new Family(Sequence(Line("='Parent: ' + getInput1()"), child).Build("parent", inputs: ["Input1"]), Line("='Child: ' + getInput1();").Build("child", inputs: ["Input1"]));

        family.Run("parent", new() { ["Input1"] = "Foo" });

        Assert.Equal(["Parent: Foo", $"Child: {seen}"], family.Lines);
    }

    [Theory]
    [InlineData("getOutputFrom('ChildWithOutput1')")]
    [InlineData("getOutputFromChildWithOutput1()")]
    public void A_parent_reads_the_output_of_its_child(string read)
    {
        var child = Child("child");
        child["name"] = "ChildWithOutput1";
        var family = new Family(Sequence(child, Line($"=`Received from child: ${{{read}}}`")).Build("parent"), Output("Output", "Child output value").Build("child", outputs: ["Output"]));

        var run = family.Run("parent");

        Assert.Equal(["Received from child: Child output value"], family.Lines);
        Assert.Equal(RunStatus.Completed, run.State.Status);
    }

    [Fact]
    public void An_output_of_the_child_is_kept_in_a_variable()
    {
        var sum = Child("sum", "Sum").Into("result", "TheSum");
        (sum["a"], sum["b"]) = (Journey.Input("4"), Journey.Input("5"));
        var add = Act("Elsa.RunJavaScript", ("script", "Number(getA()) + Number(getB())")).Into("result", "Result");
        var family = new Family(Sequence(sum, Line("=`Result: ${getTheSum()}`")).Declaring(("TheSum", "Object", null)).Build("calculator"), add.Build("sum", inputs: ["A", "B"], outputs: ["Result"]));

        family.Run("calculator");

        Assert.Equal(["Result: 9"], family.Lines);
    }

    [Fact]
    public void Outputs_of_the_same_name_do_not_mix()
    {
        var c = Sequence(Child("a", id: "a1").Into("output1", "Output1"), Child("b", id: "b1").Into("output1", "Output2")).Build("c", outputs: ["Output1", "Output2"]);
        var d = Sequence(Child("c").Into("output1", "Variable1").Into("output2", "Variable2"), Line("=`${getVariable1()}${getVariable2()}`")).Declaring(("Variable1", "Object", null), ("Variable2", "Object", null)).Build("d");
        var family = new Family(d, c, Output("Output1", "Foo").Build("a", outputs: ["Output1"]), Act("Elsa.RunJavaScript", ("script", "return 'Bar';")).Into("result", "Output1").Build("b", outputs: ["Output1"]));

        family.Run("d");

        Assert.Equal(["FooBar"], family.Lines);
    }

    [Fact]
    public void An_output_bound_to_an_output_of_the_journey_is_given_out() =>
        Assert.Equal("""{"Output1":"Foo"}""", TestRun.Start(Act("Elsa.RunJavaScript", ("script", "return 'Foo';")).Into("result", "Output1").Build(outputs: ["Output1"])).State.Output.ToJsonString());

    [Theory]
    [InlineData("Success", "Success path taken")]
    [InlineData("Failed", "Failed path taken")]
    public void The_child_decides_by_which_way_it_is_left(string outcome, string line)
    {
        var parent = Flow([Way("child", "Success", "good"), Way("child", "Failed", "bad")], Child("child"), Named(Line("Failed path taken"), "bad"), Named(Line("Success path taken"), "good")).Build("parent");
        var family = new Family(parent, Act("Elsa.Complete", ("outcomes", outcome)).Build("child"));

        var run = family.Run("parent");

        Assert.Empty(parent.Findings);
        Assert.Equal([line], family.Lines);
        Assert.Equal(RunStatus.Completed, run.State.Status);
    }

    [Fact]
    public void What_completes_a_grandchild_completes_nothing_else()
    {
        var family = new Family(Sequence(Line("Start"), Child("consumer"), Line("End")).Build("tester"), Child("completor").Build("consumer"), Act("Elsa.Complete", ("outcomes", "Success")).Build("completor"));

        family.Run("tester");

        Assert.Equal(["Start", "End"], family.Lines);
    }

    [Fact]
    public void Children_of_children_run_one_inside_the_other()
    {
        JsonObject Three(string of) => Sequence(Child(of, id: "one"), Child(of, id: "two"), Child(of, id: "three"));
        var family = new Family(Three("molecule").Build("matter"), Three("atom").Build("molecule"), Line("Atom").Build("atom"));

        family.Run("matter");

        Assert.Equal(Enumerable.Repeat("Atom", 9), family.Lines);
    }

    [Fact]
    public void The_chosen_version_is_told_and_the_child_is_listed()
    {
        var definition = Child("child").Build();
        var run = TestRun.Start(definition);

        var child = Assert.Single(run.Burst.Children);
        Assert.Equal(("child", true, "version-7"), (child.DefinitionId, child.Awaited, child.VersionId));
        Assert.Equal("""{"ParentInstanceId":"run-1"}""", child.Input.ToJsonString());
        Assert.Equal(["child"], definition.UsedDefinitions);
        Assert.Empty(definition.Findings);
    }

    [Theory]
    [InlineData(RunStatus.Faulted)]
    [InlineData(RunStatus.Cancelled)]
    public void A_child_that_did_not_complete_is_an_incident(RunStatus status)
    {
        var run = TestRun.Start(Child("child").Build());

        run.Push(new RunEvent.ChildFinished(run.Burst.Children[0].Id, status, []));

        Assert.Equal("child.not_completed", Assert.Single(run.State.Incidents).Code);
    }

    [Fact]
    public void The_picker_writes_outcomes_as_json_text()
    {
        var run = TestRun.Start(Act("Elsa.Complete", ("outcomes", "[\"One\",\"Two\"]")).Build());

        Assert.Equal(["One", "Two"], run.State.Outcomes);
        Assert.Equal("One", run.State.Outcome);
    }
}
