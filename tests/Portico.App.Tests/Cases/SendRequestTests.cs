using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Portico.App.Audit;
using Portico.App.Data;
using Portico.App.Providers;
using Portico.App.Shared;
using Portico.App.Tests.Journeys;
using Portico.App.Users;
using Portico.TestKit;

namespace Portico.App.Tests.Cases;

/// <summary>May reach this machine, where the tests have a server.</summary>
public sealed class PorticoThatReachesLoopback : TestPortico
{
    protected override IEnumerable<string> Settings => [.. base.Settings, "--Portico:Http:AllowLoopback=true", "--Portico:Http:Timeout=00:00:01"];
}

/// <summary>Requests that journeys send: where they may go, what comes back, and how often they are made.</summary>
public sealed class SendRequestTests(PorticoThatReachesLoopback platform) : IClassFixture<PorticoThatReachesLoopback>, IAsyncLifetime
{
    private readonly ConcurrentQueue<(string Method, string Path, string Key, string Body, string? Type)> seen = [];
    private WebApplication server = null!;
    private string at = "";

    public async Task InitializeAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        server = builder.Build();
        server.Run(AnswerAsync);
        await server.StartAsync();
        at = server.Urls.First();
    }

    public async Task DisposeAsync() => await server.DisposeAsync();

    [Fact]
    public async Task Without_a_host_on_the_list_nothing_leaves_the_house()
    {
        await AllowAsync("127.0.0.1");
        await PublishAsync("send-none", Flow("GET", "/json"));
        await AllowAsync();

        var lines = await RunAsync("send-none");

        Assert.Equal(["no connection"], lines);
        Assert.Empty(seen);
        Assert.Contains(await FailuresAsync("send-none"), code => code == "http.host_not_allowed");
    }

    [Fact]
    public async Task The_answer_comes_back_with_its_content_and_without_cookies()
    {
        await AllowAsync("127.0.0.1");

        var lines = await RunAsync("send-json", Flow("POST", "/json", ("content", "js:({meter: 7})"), ("requestHeaders", """{"X-Mine":"yes","Idempotency-Key":"forged"}""")));

        var request = Assert.Single(seen);
        Assert.Equal(("POST", "/json", """{"meter":7}""", "application/json"), (request.Method, request.Path, request.Body, request.Type));
        Assert.Equal(40, request.Key.Length);
        Assert.Equal(["200 42 yes none"], lines);
    }

    [Fact]
    public async Task A_redirect_is_an_answer_and_not_followed()
    {
        await AllowAsync("127.0.0.1");

        Assert.Equal(["status 302"], await RunAsync("send-redirect", Flow("GET", "/redirect")));
        Assert.Single(seen);
    }

    [Fact]
    public async Task What_is_too_large_or_no_json_after_all_does_not_come_in()
    {
        await AllowAsync("127.0.0.1");

        Assert.Equal(["no connection"], await RunAsync("send-large", Flow("GET", "/large")));
        Assert.Equal(["200 nothing yes none"], await RunAsync("send-broken", Flow("GET", "/broken")));
    }

    [Fact]
    public async Task A_server_that_is_slow_is_asked_again_with_the_same_key_and_then_the_way_is_timeout()
    {
        await AllowAsync("127.0.0.1");

        var lines = await RunAsync("send-slow", Flow("GET", "/slow"), rounds: 4);

        Assert.Equal(["too slow"], lines);
        Assert.Equal(3, seen.Count);
        Assert.Single(seen.Select(request => request.Key).Distinct());
    }

    [Fact]
    public async Task What_may_have_arrived_is_not_posted_a_second_time()
    {
        await AllowAsync("127.0.0.1");

        var lines = await RunAsync("send-once", Flow("POST", "/slow", ("content", "order")), rounds: 4);

        Assert.Equal(["too slow"], lines);
        Assert.Single(seen);
    }

    [Theory]
    [InlineData("https://user:secret@127.0.0.1/")]
    [InlineData("https://127.0.0.1:22/")]
    [InlineData("https://127.0.0.1.nip.io/")]
    [InlineData("https://169.254.169.254/latest/meta-data/")]
    [InlineData("https://[::ffff:127.0.0.1]/")]
    [InlineData("https://0x7f000001/")]
    public async Task No_way_of_writing_an_address_leads_inside(string url)
    {
        await AllowAsync("example.com");

        var lines = await RunAsync("send-ssrf-" + Ids.Hash(url)[..8], Drawn.Activity("send", "Elsa.FlowSendHttpRequest", ("url", $"js:'{url}'"))); // written plainly, it would not even be published

        Assert.Equal(["no connection"], lines);
        Assert.Empty(seen);
    }

    [Theory]
    [InlineData("http://api.example.com")]
    [InlineData("api.example.com/path")]
    [InlineData("api.example.com:8443")]
    [InlineData("10.0.0.1")]
    [InlineData("[::1]")]
    [InlineData("intranet")]
    [InlineData("*.example.com")]
    [InlineData("me@example.com")]
    [InlineData("metadata.localhost")]
    public async Task Only_names_of_hosts_come_onto_the_list(string line) =>
        Assert.Equal(422, (await SaveAsync(Roles.Admin, line)).Error?.Status);

    [Fact]
    public async Task An_admin_writes_the_list_and_it_is_on_record_and_an_agent_does_not()
    {
        var agent = await SaveAsync(Roles.Agent, "api.example.com");
        var admin = await SaveAsync(Roles.Admin, " API.Example.com ", "", "münchen.example");

        Assert.Equal(403, agent.Error?.Status);
        Assert.Equal(["api.example.com", "xn--mnchen-3ya.example"], admin.Value);
        Assert.True(await platform.InStoreAsync("aurora", db => db.Set<AuditEntry>().AnyAsync(a => a.Action == "provider.hosts_saved" && a.Data.Contains("api.example.com"))));
        Assert.Empty(await platform.InStoreAsync("clearwater", db => db.Set<ReachableHost>().ToListAsync()));
    }

    private string Flow(string method, string path, params (string Name, string Value)[] inputs) =>
        Drawn.Activity("send", "Elsa.FlowSendHttpRequest", [("url", at + path), ("method", method), .. inputs]);

    /// <summary>Sends, and writes down by which way it went on.</summary>
    private async Task<IReadOnlyList<string>> RunAsync(string key, string send, int rounds = 1)
    {
        await PublishAsync(key, send);
        return await RunAsync(key, rounds);
    }

    private Task PublishAsync(string key, string send)
    {
        var drawing = JsonNode.Parse($$$$"""
            {"definitionId":"{{{{key}}}}","name":"{{{{key}}}}","root":{"id":"flow","type":"Elsa.Flowchart","version":1,"activities":[{{{{send}}}},
              {{{{Drawn.Line("ok", "js:getOutputFrom('send', 'StatusCode') + ' ' + (getOutputFrom('send', 'ParsedContent')?.answer ?? 'nothing') + ' ' + (getOutputFrom('send', 'ResponseHeaders')['X-Theirs'] ?? 'none') + ' ' + (getOutputFrom('send', 'ResponseHeaders')['Set-Cookie'] ?? 'none')")}}}},
              {{{{Drawn.Line("other", "js:'status ' + getOutputFrom('send', 'StatusCode')")}}}}, {{{{Drawn.Line("failed", "no connection")}}}}, {{{{Drawn.Line("slow", "too slow")}}}}],
              "connections":[{{{{string.Join(',', new[] { ("200", "ok"), ("Unmatched status code", "other"), ("Failed to connect", "failed"), ("Timeout", "slow") }.Select(c => $$$"""{"source":{"activity":"send","port":"{{{c.Item1}}}"},"target":{"activity":"{{{c.Item2}}}","port":"In"}}"""))}}}}]}}
            """)!.AsObject();
        return platform.PublishAsync(drawing);
    }

    private async Task<IReadOnlyList<string>> RunAsync(string key, int rounds = 1)
    {
        var started = await platform.StartAsync(key);
        for (var round = 0; round < rounds; round++)
        {
            await platform.DrainAsync();
            if (rounds > 1) await platform.AdvanceAsync(TimeSpan.FromMinutes(1));
        }

        await platform.DrainAsync();
        return await platform.LinesAsync(started.Number);
    }

    private async Task<IEnumerable<string>> FailuresAsync(string key) =>
        (await platform.JournalAsync("aurora", (await platform.CasesAsync(key))[0].Number)).Where(e => e.Kind == "call.failed").Select(e => e.Data.GetProperty("code").GetString()!);

    private async Task AllowAsync(params string[] hosts) => Assert.True((await SaveAsync(Roles.Admin, hosts)).Ok);

    private Task<Result<IReadOnlyList<string>>> SaveAsync(string role, params string[] lines) =>
        platform.AsStaffAsync("aurora", role, (SaveReachableHosts.Handler save) => save.HandleAsync(TenantEnvironment.Live, lines, default));

    private async Task AnswerAsync(HttpContext http)
    {
        using var reader = new StreamReader(http.Request.Body);
        seen.Enqueue((http.Request.Method, http.Request.Path, http.Request.Headers["Idempotency-Key"].ToString(), await reader.ReadToEndAsync(), http.Request.ContentType));
        http.Response.Headers["X-Theirs"] = "yes";
        http.Response.Headers.SetCookie = "session=1";
        switch (http.Request.Path.Value)
        {
            case "/redirect":
                http.Response.Redirect("/json");
                break;
            case "/large":
                await http.Response.Body.WriteAsync(new byte[1024 * 1024 + 1]);
                break;
            case "/slow":
                await new TaskCompletionSource().Task.WaitAsync(http.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
                break;
            case "/broken":
                http.Response.ContentType = "application/json";
                await http.Response.WriteAsync("""{"answer":"\ud800"}""");
                break;
            default:
                http.Response.ContentType = "application/json; charset=utf-8";
                await http.Response.WriteAsync("""{"answer":42}""");
                break;
        }
    }
}
