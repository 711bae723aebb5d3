using System.Net;
using Microsoft.EntityFrameworkCore;
using Portico.App.Tenants;
using Portico.TestKit;

namespace Portico.App.Tests.Tenants;

/// <summary>Whose a request is: path, key and host must agree; whoever disagrees sees the same nothing as for what does not exist.</summary>
public sealed class ResolutionTests(TestPortico platform) : IClassFixture<TestPortico>
{
    [Theory]
    [InlineData("aurora.localhost", HttpStatusCode.OK)]
    [InlineData("AURORA.localhost", HttpStatusCode.OK)]
    [InlineData("aurora.localhost.", HttpStatusCode.OK)]
    [InlineData("clearwater.localhost", HttpStatusCode.NotFound)]
    [InlineData("127.0.0.1", HttpStatusCode.OK)]
    public async Task The_host_name_must_not_disagree_with_the_path(string host, HttpStatusCode expected)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/t/aurora/") { Headers = { Host = host } };

        Assert.Equal(expected, (await platform.Stranger().SendAsync(request)).StatusCode);
    }

    [Fact]
    public async Task The_host_name_must_not_disagree_with_the_key()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/cases") { Headers = { Host = "clearwater.localhost" } };

        Assert.Equal(HttpStatusCode.NotFound, (await platform.BackOffice("aurora").SendAsync(request)).StatusCode);
    }

    [Theory]
    [InlineData("X-Tenant-Id", "aurora")]
    [InlineData("X-Forwarded-Host", "aurora.localhost")]
    [InlineData("X-Original-Host", "aurora.localhost")]
    public async Task A_header_makes_nobody_somebody_else(string header, string value)
    {
        var customer = await platform.StartMoveInAsync("aurora");
        var http = platform.BackOffice("clearwater");
        http.DefaultRequestHeaders.Add(header, value);

        await Problem.IsAsync(await http.GetAsync($"/api/v1/cases/{customer.Number}"), HttpStatusCode.NotFound, "case.not_found");
    }

    [Theory]
    [InlineData("/t/nobody/")]
    [InlineData("/t/")]
    [InlineData("/t/aurora%2f..%2fclearwater/")]
    [InlineData("/t/AURORA/")]
    [InlineData("/t/platform/")]
    public async Task A_tenant_that_is_none_has_no_site(string path) => Assert.Equal(HttpStatusCode.NotFound, (await platform.Stranger().GetAsync(path)).StatusCode);

    [Fact]
    public async Task A_token_with_another_tenants_name_in_it_opens_nothing()
    {
        var customer = await platform.StartMoveInAsync("aurora");

        var reply = await platform.Bearer(customer.Token.Replace("ct_aurora_", "ct_clearwater_", StringComparison.Ordinal)).GetAsync($"/api/v1/cases/{customer.Number}");

        await Problem.IsAsync(reply, HttpStatusCode.NotFound, "case.not_found");
    }

    [Fact]
    public async Task A_suspended_tenant_is_gone_within_seconds_and_so_are_its_keys()
    {
        await using var own = new OwnPlatform();
        await own.Platform.InitializeAsync();
        var customer = await own.Platform.StartMoveInAsync("clearwater");
        await own.Platform.InStoreAsync("clearwater", db => db.Tenants.Where(t => t.Id == "clearwater").ExecuteUpdateAsync(set => set.SetProperty(t => t.Suspended, true)));

        await Eventually.SeeAsync(() => own.Platform.BackOffice("clearwater").GetAsync("/api/v1/cases"), reply => reply.StatusCode == HttpStatusCode.NotFound, "the suspended tenant is gone", TimeSpan.FromSeconds(15));

        Assert.Equal(HttpStatusCode.NotFound, (await own.Platform.Stranger().GetAsync("/t/clearwater/")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await own.Platform.Bearer(customer.Token).GetAsync($"/api/v1/cases/{customer.Number}")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await own.Platform.BackOffice("aurora").GetAsync("/api/v1/cases")).StatusCode);
    }

    private sealed class OwnPlatform : IAsyncDisposable
    {
        public TestPortico Platform { get; } = new();

        public async ValueTask DisposeAsync() => await Platform.DisposeAsync();
    }
}
