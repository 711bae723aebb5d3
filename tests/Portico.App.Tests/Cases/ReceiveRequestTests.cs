using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Portico.App.Cases;
using Portico.App.Tests.Journeys;
using Portico.App.Users;
using Portico.TestKit;

namespace Portico.App.Tests.Cases;

/// <summary>Requests from outside: what they push and start, and what they never do.</summary>
public abstract class ReceiveRequestTests(TestPortico platform)
{
    private const string Reading = """js:JSON.stringify(getLastResult()) + ' ' + getOutputFrom('hook', 'RouteData').id + ' ' + JSON.stringify(getOutputFrom('hook', 'QueryStringData')) + ' ' + JSON.stringify(getOutputFrom('hook', 'Headers')) + ' ' + JSON.stringify(getOutputFrom('hook', 'ParsedContent'))""";

    [Fact]
    public async Task Whoever_has_the_address_pushes_the_case_once()
    {
        var (customer, address) = await WaitingAsync("hook-once");
        using var http = platform.Stranger();

        var first = await http.PostAsJsonAsync(address + "&x=1", new { kWh = 12 });
        var second = await http.PostAsJsonAsync(address + "&x=1", new { kWh = 13 });

        Assert.Equal((HttpStatusCode.Accepted, HttpStatusCode.NotFound), (first.StatusCode, second.StatusCode));
        Assert.Equal("completed", (await customer.ReadAsync()).Status);
        var line = Assert.Single(await platform.LinesAsync(customer.Number));
        Assert.Contains("""{"kWh":12}""", line, StringComparison.Ordinal);
        Assert.Contains(""" 77 {"x":"1"} """, line, StringComparison.Ordinal);
        Assert.DoesNotContain("token", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_two_at_once_one_is_taken()
    {
        var (customer, address) = await WaitingAsync("hook-race");

        var replies = await Task.WhenAll(Enumerable.Range(0, 8).Select(async n =>
        {
            using var http = platform.Stranger();
            return (await http.PostAsJsonAsync(address, new { n })).StatusCode;
        }));

        Assert.Equal(1, replies.Count(reply => reply == HttpStatusCode.Accepted));
        Assert.Single(await platform.LinesAsync(customer.Number));
    }

    [Fact]
    public async Task A_token_opens_its_own_wait_at_its_own_path_and_tenant_only()
    {
        var (customer, address) = await WaitingAsync("hook-own");
        var token = address[(address.IndexOf("token=", StringComparison.Ordinal) + 6)..];
        using var http = platform.Stranger();
        string[] wrong =
        [
            $"/hooks/aurora/elsewhere/77?token={token}", $"/hooks/clearwater/hook-own/77?token={token}", "/hooks/aurora/hook-own/77", $"/hooks/aurora/hook-own/77?token={token}x", $"/hooks/aurora/hook-own/77?token={token[..^3]}AAA",
            $"/hooks/aurora/hook-own/77?case={customer.Number}", $"/hooks/platform/hook-own/77?token={token}", "/hooks/aurora/hook-own/77?token=", "/hooks/nobody/hook-own/77",
        ];

        foreach (var url in wrong)
        {
            using var reply = await http.PostAsJsonAsync(url, new { });
            Assert.True(reply.StatusCode == HttpStatusCode.NotFound, $"{url}: {reply.StatusCode}");
        }

        using var get = await http.GetAsync(address);
        Assert.Equal((HttpStatusCode.NotFound, "waiting"), (get.StatusCode, (await customer.ReadAsync()).Status));
    }

    [Fact]
    public async Task With_a_secret_key_the_case_is_named_and_no_other_key_will_do()
    {
        await platform.PublishAsync(Drawn.Sequence("hook-key", Drawn.Activity("hook", "Elsa.HttpEndpoint", ("path", "hook-key"), ("supportedMethods", """["POST"]"""), ("authorize", "True")), Drawn.Line("say", "came")));
        var customer = await platform.StartAsync("hook-key");
        var url = $"/hooks/aurora/hook-key?case={customer.Number}";
        var address = await AddressOf(customer.Number);

        foreach (var http in new[] { platform.Stranger(), platform.Customer("aurora"), platform.Bearer(customer.Token), platform.BackOffice("clearwater"), platform.Bearer("sk_guessed_key"), await platform.StaffAsync("admin@aurora.example") })
        {
            Assert.Equal(HttpStatusCode.NotFound, (await http.PostAsJsonAsync(url, new { })).StatusCode);
            Assert.Equal(HttpStatusCode.NotFound, (await http.PostAsJsonAsync(address, new { })).StatusCode);
        }

        Assert.Equal(HttpStatusCode.Accepted, (await platform.BackOffice("aurora").PostAsJsonAsync(url, new { })).StatusCode);
        Assert.Equal("completed", (await customer.ReadAsync()).Status);
    }

    [Fact]
    public async Task With_a_secret_key_a_reference_names_the_case_as_long_as_it_names_one()
    {
        await platform.PublishAsync(Drawn.Sequence("hook-ref", Drawn.Activity("ref", "Elsa.Correlate", ("correlationId", "customer 9")), Drawn.Activity("hook", "Elsa.HttpEndpoint", ("path", "hook-ref"), ("supportedMethods", """["POST"]"""))));
        var (one, other) = (await platform.StartAsync("hook-ref"), await platform.StartAsync("hook-ref"));
        const string url = "/hooks/aurora/hook-ref?correlationId=customer%209";

        var both = await platform.BackOffice("aurora").PostAsJsonAsync(url, new { });
        await platform.AsStaffAsync("aurora", Roles.Agent, (CancelCase.Handler cancel) => cancel.HandleAsync(other.Number, default));
        var stranger = await platform.Stranger().PostAsJsonAsync(url, new { });
        var known = await platform.BackOffice("aurora").PostAsJsonAsync(url, new { });

        Assert.Equal((HttpStatusCode.Conflict, HttpStatusCode.NotFound, HttpStatusCode.Accepted), (both.StatusCode, stranger.StatusCode, known.StatusCode));
        Assert.Equal("completed", (await one.ReadAsync()).Status);
    }

    [Fact]
    public async Task A_request_starts_a_journey_that_begins_with_it_and_repeated_with_its_key_only_once()
    {
        await platform.PublishAsync(Drawn.Sequence("hook-start", Drawn.Starting("hook", "Elsa.HttpEndpoint", ("path", "orders/{id}"), ("supportedMethods", """["POST"]""")), Drawn.Line("say", Reading)));
        await platform.PublishAsync(Drawn.Sequence("hook-start-plain", Drawn.Starting("hook", "Elsa.HttpEndpoint", ("path", "orders/special"), ("supportedMethods", """["POST"]""")), Drawn.Line("say", "plain")));
        using var http = platform.Stranger();
        http.DefaultRequestHeaders.Add("Cookie", "portico-staff=x");
        http.DefaultRequestHeaders.Add("X-Forwarded-For", "10.0.0.1");
        http.DefaultRequestHeaders.Add("X-Event-Type", "order");

        async Task<string?> PostAsync(string path, string? key)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new FormUrlEncodedContent([new("amount", "3")]) };
            if (key is not null) request.Headers.Add("Idempotency-Key", key);
            using var reply = await http.SendAsync(request);
            Assert.Equal(HttpStatusCode.Accepted, reply.StatusCode);
            return (await reply.Content.ReadFromJsonAsync<ReceiveRequest.Response>())!.Case;
        }

        var numbers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => PostAsync("/hooks/aurora/orders/77", "order-77")));
        var special = await PostAsync("/hooks/aurora/orders/special", null);

        var started = Assert.Single(await platform.CasesAsync("hook-start"));
        Assert.All(numbers, number => Assert.Equal(started.Number, number));
        Assert.Equal(["plain"], await platform.LinesAsync(special!));
        var line = Assert.Single(await platform.LinesAsync(started.Number));
        Assert.Contains(""" 77 {} """, line, StringComparison.Ordinal);
        Assert.Contains("""{"amount":"3"}""", line, StringComparison.Ordinal);
        Assert.Contains("\"X-Event-Type\":\"order\"", line, StringComparison.Ordinal);
        Assert.DoesNotContain("portico-staff", line, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("10.0.0.1", line, StringComparison.Ordinal);
        await platform.RetractAsync("hook-start");
        await platform.RetractAsync("hook-start-plain");
        Assert.Equal(HttpStatusCode.NotFound, (await http.PostAsJsonAsync("/hooks/aurora/orders/77", new { })).StatusCode);
    }

    [Theory]
    [InlineData("application/json", """{"a":"\ud800"}""", 400)]
    [InlineData("application/json", """{"a":1,"a":2}""", 400)]
    [InlineData("application/json", """{"a":1e999}""", 400)]
    [InlineData("application/json", "{", 400)]
    [InlineData("application/octet-stream", "x", 400)]
    [InlineData("multipart/form-data; boundary=x", "--x--", 400)]
    [InlineData("application/json", null, 413)]
    public async Task What_could_break_a_case_is_refused_at_the_door(string type, string? body, int expected)
    {
        var (customer, address) = await WaitingAsync("hook-bad");
        using var http = platform.Stranger();
        using var content = new StringContent(body ?? new string(' ', 64 * 1024 + 1), Encoding.UTF8);
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);

        using var reply = await http.PostAsync(address, content);
        using var deep = await http.PostAsync(address, new StringContent(string.Concat(Enumerable.Repeat("[", 5000)), Encoding.UTF8, "application/json"));

        Assert.Equal((expected, 400), ((int)reply.StatusCode, (int)deep.StatusCode));
        Assert.Equal("waiting", (await customer.ReadAsync()).Status);
    }

    [Fact]
    public async Task An_agent_is_not_told_the_address()
    {
        var (customer, _) = await WaitingAsync("hook-agent");

        Assert.Equal(403, (await platform.AsStaffAsync("aurora", Roles.Agent, (ListHooks.Handler list) => list.HandleAsync(customer.Number, default))).Error?.Status);
        Assert.Equal(404, (await platform.AsStaffAsync("clearwater", Roles.Admin, (ListHooks.Handler list) => list.HandleAsync(customer.Number, default))).Error?.Status);
    }

    private async Task<(ApiCustomer Customer, string Address)> WaitingAsync(string key)
    {
        if ((await platform.CasesAsync(key)).Count == 0)
            await platform.PublishAsync(Drawn.Sequence(key, Drawn.Activity("hook", "Elsa.HttpEndpoint", ("path", key + "/{id}"), ("supportedMethods", """["POST"]""")), Drawn.Line("say", Reading)));
        var customer = await platform.StartAsync(key);
        return (customer, (await AddressOf(customer.Number)).Replace("%7Bid%7D", "77", StringComparison.Ordinal).Replace("{id}", "77", StringComparison.Ordinal));
    }

    private async Task<string> AddressOf(string number)
    {
        var rows = (await platform.AsStaffAsync("aurora", Roles.Admin, (ListHooks.Handler list) => list.HandleAsync(number, default))).Value;
        return new Uri(Assert.Single(rows).Address).PathAndQuery;
    }
}

public sealed class RequestsOnSqliteTests(TestPortico platform) : ReceiveRequestTests(platform), IClassFixture<TestPortico>;

public sealed class RequestsOnPostgresTests(TestPorticoOnPostgres platform) : ReceiveRequestTests(platform), IClassFixture<TestPorticoOnPostgres>;
