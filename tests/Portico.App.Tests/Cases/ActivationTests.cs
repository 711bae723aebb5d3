using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Portico.App.Cases;
using Portico.App.Tests.Journeys;
using Portico.App.Users;
using Portico.TestKit;

namespace Portico.App.Tests.Cases;

/// <summary>A journey says how many of its cases there may be at a time; also when they begin at the same moment.</summary>
public abstract class ActivationTests(TestPortico platform)
{
    [Fact]
    public async Task Of_twenty_at_once_one_begins_and_when_it_has_ended_another_may()
    {
        await platform.PublishAsync(Guarded("one-only", "SingletonStrategy", Drawn.Activity("wait", "Elsa.Event", ("eventName", "go"))));

        var replies = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => StartAsync("one-only")));
        var begun = Assert.Single(await platform.CasesAsync("one-only"));
        await platform.AsStaffAsync("aurora", Roles.Agent, (CancelCase.Handler cancel) => cancel.HandleAsync(begun.Number, default));
        var next = await StartAsync("one-only");

        Assert.Equal(1, replies.Count(reply => reply == HttpStatusCode.Created));
        Assert.Equal(19, replies.Count(reply => reply == HttpStatusCode.Conflict));
        Assert.Equal(HttpStatusCode.Created, next);
    }

    [Fact]
    public async Task The_same_idempotency_key_gets_the_first_answer_and_not_a_refusal()
    {
        await platform.PublishAsync(Guarded("one-key", "SingletonStrategy", Drawn.Activity("wait", "Elsa.Event", ("eventName", "go"))));

        var replies = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => StartAsync("one-key", "same")));

        Assert.All(replies, reply => Assert.Equal(HttpStatusCode.Created, reply));
        Assert.Single(await platform.CasesAsync("one-key"));
    }

    [Fact]
    public async Task One_case_for_each_reference()
    {
        await platform.PublishAsync(Guarded("per-reference", "CorrelatedSingletonStrategy", Drawn.Activity("wait", "Elsa.Event", ("eventName", "go"))));
        foreach (var (journey, reference) in new[] { ("parent-a", "A"), ("parent-b", "B") })
        {
            await platform.PublishAsync(Drawn.Sequence(journey, Drawn.Activity("child", "Elsa.ExecuteWorkflow", ("workflowDefinitionId", "per-reference"), ("correlationId", reference), ("waitForCompletion", "True"))));
        }

        var first = await platform.StartAsync("parent-a");
        var second = await platform.StartAsync("parent-a");
        var other = await platform.StartAsync("parent-b");
        await platform.DrainAsync();

        Assert.Equal(2, (await platform.CasesAsync("per-reference")).Count);
        Assert.Equal(("waiting", "incident", "waiting"), ((await first.ReadAsync()).Status, (await second.ReadAsync()).Status, (await other.ReadAsync()).Status));
    }

    private static JsonObject Guarded(string key, string strategy, params string[] activities)
    {
        var drawing = Drawn.Sequence(key, activities);
        drawing["options"] = new JsonObject { ["activationStrategyType"] = $"Elsa.Workflows.ActivationValidators.{strategy}, Elsa.Workflows.Core" };
        return drawing;
    }

    private async Task<HttpStatusCode> StartAsync(string journey, string? key = null)
    {
        using var http = platform.Customer("aurora");
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/journeys/{journey}/cases") { Content = JsonContent.Create(new { locale = "en" }) };
        if (key is not null) request.Headers.Add("Idempotency-Key", key);
        using var reply = await http.SendAsync(request);
        return reply.StatusCode;
    }
}

public sealed class ActivationOnSqliteTests(TestPortico platform) : ActivationTests(platform), IClassFixture<TestPortico>;

public sealed class ActivationOnPostgresTests(TestPorticoOnPostgres platform) : ActivationTests(platform), IClassFixture<TestPorticoOnPostgres>;
