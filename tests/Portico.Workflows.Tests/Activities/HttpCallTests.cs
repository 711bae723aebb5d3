using System.Text.Json.Nodes;
using static Portico.Workflows.Tests.Tree;

namespace Portico.Workflows.Tests.Activities;

public sealed class HttpCallTests
{
    private static Journey Flow(string? expected)
    {
        var journey = new Journey().Add("send", "Elsa.FlowSendHttpRequest", ("url", "https://grid.example/meters"), ("method", "POST"), ("content", "={ id: 1 }"), ("contentType", "application/json"), ("requestHeaders", "={ 'X-Id': 'a' }"), ("authorization", "=getInput('key')"));
        if (expected is not null) journey.With("send", "expectedStatusCodes", new JsonObject { ["expression"] = new JsonObject { ["type"] = "Object", ["value"] = expected } });
        foreach (var port in (string[])["200", "404", "Unmatched status code", "Failed to connect", "Timeout", "Done"]) journey.Add(port, "Elsa.WriteLine", ("text", port)).Connect($"send:{port} > {port}");
        return journey;
    }

    [Theory]
    [InlineData(null, 200, "200|Done")]
    [InlineData(null, 404, "Unmatched status code|Done")]
    [InlineData("[200, 404]", 404, "404|Done")]
    [InlineData("[\"200\", \"404\"]", 404, "404|Done")]
    [InlineData("[]", 500, "Done")]
    public void The_status_of_the_response_is_the_way_out(string? expected, int status, string lines)
    {
        var run = TestRun.Start(Flow(expected), new() { ["key"] = "Bearer t" });
        var call = Assert.Single(run.Burst.Calls);
        Assert.Equal(("http", "send", "", true), (call.Contract, call.Operation, call.Provider, call.Awaited));
        Assert.StartsWith("""{"url":"https://grid.example/meters","method":"POST","headers":{"X-Id":"a","Authorization":"Bearer t"},"body":{"id":1},"contentType":"application/json","expectedStatusCodes":[""", call.Input.ToJsonString(), StringComparison.Ordinal);

        run.Answer("send", $$"""{"parsedContent":{"ok":true},"responseHeaders":{},"statusCode":{{status}} }""");

        Assert.Equal(lines, string.Join('|', run.Lines));
        Assert.Equal(RunStatus.Completed, run.State.Status);
        Assert.DoesNotContain(run.Journal, entry => entry.Data.ToJsonString().Contains("Bearer", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("http.timeout", "Timeout")]
    [InlineData("provider.down", "Failed to connect")]
    public void No_response_is_a_way_out_of_its_own(string code, string line)
    {
        var run = TestRun.Start(Flow(null));

        run.Push(new RunEvent.CallFailed(run.CallOf("send"), code));

        Assert.Equal([line], run.Lines);
    }

    [Fact]
    public void The_response_is_read_by_its_outputs()
    {
        var run = TestRun.Start(new Journey().Add("send", "Elsa.FlowSendHttpRequest", ("url", "https://x.example")).Add("line", "Elsa.WriteLine", ("text", "=getOutputFrom('send', 'StatusCode') + getOutputFrom('send', 'ParsedContent').name + getOutputFrom('send', 'ResponseHeaders').Server")).Connect("send > line"));

        run.Answer("send", """{"statusCode":200,"parsedContent":{"name":"Ada"},"responseHeaders":{"Server":"x"}}""");

        Assert.Equal(["200Adax"], run.Lines);
    }

    [Theory]
    [InlineData(200, "fine|on")]
    [InlineData(500, "odd|on")]
    public void The_older_form_does_what_belongs_to_the_status(int status, string lines)
    {
        var cases = new JsonArray(new JsonObject { ["statusCode"] = 200, ["activity"] = Line("fine") });
        var run = Sequence(Act("Elsa.SendHttpRequest", ("id", "send"), ("url", "https://x.example"), ("expectedStatusCodes", cases), ("unmatchedStatusCode", Line("odd"))), Line("on")).Run();
        Assert.Equal("[200]", run.Burst.Calls[0].Input["expectedStatusCodes"]!.ToJsonString());

        run.Answer("send", $$"""{"statusCode":{{status}} }""");

        Assert.Equal(lines, string.Join('|', run.Lines));
    }

    [Theory]
    [InlineData("http.timeout", "slow")]
    [InlineData("provider.down", "down")]
    public void The_older_form_has_activities_for_no_response(string code, string line)
    {
        var run = Act("Elsa.SendHttpRequest", ("id", "send"), ("url", "https://x.example"), ("timeout", Line("slow")), ("failedToConnect", Line("down"))).Run();

        run.Push(new RunEvent.CallFailed(run.CallOf("send"), code));

        Assert.Equal([line], run.Lines);
    }

    [Fact]
    public void While_an_activity_inside_waits_the_call_is_waited_for_no_longer()
    {
        var run = Act("Elsa.SendHttpRequest", ("id", "send"), ("url", "https://x.example"), ("unmatchedStatusCode", Event("go", "event"))).Run();
        var call = run.CallOf("send");

        run.Answer("send", """{"statusCode":500}""");

        Assert.Equal(["event"], run.Waiting);
        Assert.Throws<StaleEventException>(() => run.Push(new RunEvent.CallFailed(call, "x")));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("{\"statusCode\":\"200\"}")]
    [InlineData("{\"statusCode\":2.5}")]
    public void An_answer_without_a_status_is_an_incident(string answer)
    {
        var run = TestRun.Start(Flow(null)).Answer("send", answer);

        Assert.Equal("provider.bad_answer", Assert.Single(run.State.Incidents).Code);
    }

    [Theory]
    [InlineData("{\"X-Name\": \"a\"}", "{\"X-Name\":\"a\"}")]
    [InlineData("", "{}")]
    public void Headers_may_be_typed_in_as_json(string typed, string sent)
    {
        var run = Act("Elsa.SendHttpRequest", ("url", "https://x.example"), ("requestHeaders", typed)).Run();

        Assert.Equal(sent, run.Burst.Calls[0].Input["headers"]!.ToJsonString());
    }

    [Fact]
    public void An_address_that_is_none_is_an_incident_and_nothing_is_sent()
    {
        var run = Act("Elsa.SendHttpRequest", ("url", "='file:///etc/passwd'")).Run();

        Assert.Equal("http.bad_url", Assert.Single(run.State.Incidents).Code);
        Assert.Empty(run.Burst.Calls);
    }
}
