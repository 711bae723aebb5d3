using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Portico.App.Journeys;
using Portico.App.Tests.Journeys;
using Portico.App.Users;
using Portico.TestKit;

namespace Portico.App.Tests.Simulation;

/// <summary>A build server asks Portico whether a drawing still does what its tests say.</summary>
public sealed class RunTestsApiTests(TestPortico platform) : IClassFixture<TestPortico>
{
    private const string Smooth = """{"name":"Smooth","outcome":"Activated","passes":["consents"]}""", Wrong = """{"name":"Wrong","outcome":"Rejected"}""";

    [Fact]
    public async Task Tests_that_are_sent_are_run_on_the_newest_drawing_and_told_one_by_one()
    {
        var (status, answer) = await RunAsync($$"""{"tests":[{{Smooth}},{{Wrong}}]}""");

        Assert.Equal((HttpStatusCode.OK, 1, 1), (status, (int)answer["passed"]!, (int)answer["failed"]!));
        Assert.Equal([null, "It ended with “Activated” instead of “Rejected”."], answer["tests"]!.AsArray().Select(test => (string?)test!["difference"]));
    }

    [Fact]
    public async Task A_journey_without_saved_tests_passes_none()
    {
        var (status, answer) = await RunAsync("{}");

        Assert.Equal((HttpStatusCode.OK, 0, 0), (status, (int)answer["passed"]!, (int)answer["failed"]!));
    }

    [Fact]
    public async Task A_drawing_that_is_sent_is_tested_and_not_saved()
    {
        await DrawAsync("sent", Drawn.Line("before", "x"));
        var drawing = Drawn.Sequence("sent", Drawn.Line("before", "x"), Drawn.Line("after", "y"));

        var saved = await RunAsync("""{"tests":[{"name":"Comes to both","passes":["after"]}]}""", "sent");
        var sent = await RunAsync($$"""{"definition":{{drawing.ToJsonString()}},"tests":[{"name":"Comes to both","passes":["after"]}]}""", "sent");
        var again = await RunAsync("""{"tests":[{"name":"Comes to both","passes":["after"]}]}""", "sent");

        Assert.Equal((1, 1), ((int)saved.Answer["version"]!, (int)saved.Answer["failed"]!));
        Assert.Equal((0, 1), ((int)sent.Answer["version"]!, (int)sent.Answer["passed"]!));
        Assert.Equal((1, 1), ((int)again.Answer["version"]!, (int)again.Answer["failed"]!));
    }

    [Theory]
    [InlineData("""{"version":99}""", 404, "journey.not_found")]
    [InlineData("""{"version":1,"definition":{}}""", 422, "tests.two_drawings")]
    [InlineData("""{"definition":{"name":"x"}}""", 400, "journey.not_a_definition")]
    [InlineData("""{"tests":[{"name":""}]}""", 422, "tests.invalid")]
    [InlineData("""{"tests":[null]}""", 422, "tests.invalid")]
    [InlineData("""{"tests":[{"name":"x","answers":[null]}]}""", 422, "tests.invalid")]
    public async Task What_cannot_be_run_is_refused_with_its_reason(string body, int status, string code)
    {
        var refused = await RunAsync(body);

        Assert.Equal((status, code), ((int)refused.Status, (string?)refused.Answer["code"]));
    }

    [Fact]
    public async Task A_journey_of_another_tenant_does_not_exist_and_a_public_key_may_not_run_tests()
    {
        await DrawAsync("only-here", Drawn.Line("line", "x"), "clearwater");

        Assert.Equal(HttpStatusCode.NotFound, (await RunAsync("{}", "only-here")).Status);
        using var reply = await platform.Customer("aurora").PostAsJsonAsync("/api/v1/journeys/move-in/test-runs", new { });
        Assert.Equal(HttpStatusCode.Forbidden, reply.StatusCode);
    }

    private async Task DrawAsync(string key, string activity, string tenant = "aurora")
    {
        var saved = await platform.AsStaffAsync(tenant, Roles.Admin, (SaveJourney.Handler save) => save.HandleAsync(new(Drawn.Sequence(key, activity)), default));
        Assert.True(saved.Ok, saved.Error?.Text);
    }

    private async Task<(HttpStatusCode Status, JsonNode Answer)> RunAsync(string body, string journey = "move-in")
    {
        using var reply = await platform.BackOffice("aurora").PostAsync($"/api/v1/journeys/{journey}/test-runs", new StringContent(body, null, "application/json"));
        return (reply.StatusCode, JsonNode.Parse(await reply.Content.ReadAsStringAsync())!);
    }
}
