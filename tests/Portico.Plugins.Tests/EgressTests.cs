using System.Net;
using System.Net.Sockets;
using System.Text;
using Portico.App.Plugins;

namespace Portico.Plugins.Tests;

/// <summary>The broker itself, with a name server of ours, so that every address can be tried.</summary>
public sealed class EgressTests : IDisposable
{
    private readonly TcpListener inside = new(IPAddress.Loopback, 0);

    public EgressTests() => inside.Start();

    public void Dispose() => inside.Dispose();

    [Theory]
    [InlineData("127.0.0.1"), InlineData("127.255.255.254"), InlineData("127.1.2.3"), InlineData("0.0.0.0"), InlineData("0.1.2.3")]
    [InlineData("10.0.0.1"), InlineData("10.255.255.255"), InlineData("172.16.0.1"), InlineData("172.31.255.255"), InlineData("192.168.0.1"), InlineData("192.168.255.255")]
    [InlineData("169.254.169.254"), InlineData("169.254.0.1"), InlineData("100.64.0.1"), InlineData("100.127.255.255"), InlineData("198.18.0.1"), InlineData("198.19.255.255")]
    [InlineData("192.0.0.1"), InlineData("192.0.0.170"), InlineData("192.0.2.1"), InlineData("192.88.99.1"), InlineData("198.51.100.1"), InlineData("203.0.113.1")]
    [InlineData("224.0.0.1"), InlineData("239.255.255.250"), InlineData("240.0.0.1"), InlineData("255.255.255.255")]
    [InlineData("::1"), InlineData("::"), InlineData("::127.0.0.1"), InlineData("::ffff:127.0.0.1"), InlineData("::ffff:10.0.0.1"), InlineData("::ffff:169.254.169.254"), InlineData("::ffff:0:127.0.0.1")]
    [InlineData("64:ff9b::7f00:1"), InlineData("64:ff9b::a9fe:a9fe"), InlineData("64:ff9b:1::7f00:1"), InlineData("2002:7f00:1::"), InlineData("2002:a9fe:a9fe::1"), InlineData("2001:0:7f00:1::")]
    [InlineData("2001:2::1"), InlineData("2001:10::1"), InlineData("2001:20::1"), InlineData("2001:db8::1"), InlineData("3fff::1"), InlineData("100::1"), InlineData("5f00::1")]
    [InlineData("fe80::1"), InlineData("fe80::1%1"), InlineData("febf::1"), InlineData("fec0::1"), InlineData("fc00::1"), InlineData("fd12:3456::1"), InlineData("ff02::1"), InlineData("ff0e::1")]
    public async Task A_name_that_leads_inside_is_denied(string address)
    {
        using var broker = new EgressBroker(null, (_, _) => Task.FromResult(new[] { IPAddress.Parse(address) }));

        var answer = await broker.SendAsync(Grant("api.example"), Request("https://api.example/"), CancellationToken.None);

        Assert.Equal(("egress.denied", false), (answer.Error, answer.MayHaveBeenSent));
        Assert.False(inside.Pending());
    }

    [Theory]
    [InlineData("8.8.8.8"), InlineData("1.1.1.1"), InlineData("172.15.255.255"), InlineData("172.32.0.1"), InlineData("100.63.255.255"), InlineData("100.128.0.1"), InlineData("2606:4700::1111"), InlineData("2a00:1450::1")]
    public void A_public_address_is_public(string address) => Assert.True(PublicAddress.IsPublic(IPAddress.Parse(address)));

    [Theory]
    [InlineData("GET", "https://api.example/", "")]
    [InlineData("GET", "http://api.example/", "")]
    [InlineData("GET", "https://api.example:22/", "")]
    [InlineData("GET", "https://me@api.example/", "")]
    [InlineData("GET", "https://other.example/", "")]
    [InlineData("GET", "https://127.0.0.1/", "")]
    [InlineData("TRACE", "https://api.example/", "")]
    [InlineData("GET", "https://api.example/", "Host: inside")]
    [InlineData("GET", "https://api.example/", "X-Mine: a\r\nHost: inside")]
    public async Task A_journeys_request_keeps_to_the_same_rules(string method, string url, string header)
    {
        using var broker = new EgressBroker(null, (_, _) => Task.FromResult(new[] { IPAddress.Loopback }));
        var headers = header.Length == 0 ? [] : new Dictionary<string, string> { [header.Split(": ", 2)[0]] = header.Split(": ", 2)[1] };

        var answer = await broker.SendAsync(new HashSet<string> { "api.example" }, new("", method, url, headers, [], 2000, 1000), loopback: false, CancellationToken.None);

        Assert.True(answer.Error is "egress.denied" or "egress.invalid", answer.Error);
        Assert.False(inside.Pending());
    }

    [Fact]
    public async Task One_address_inside_among_public_ones_is_enough_to_deny()
    {
        using var broker = new EgressBroker(null, (_, _) => Task.FromResult(new[] { IPAddress.Parse("8.8.8.8"), IPAddress.Loopback }));

        Assert.Equal("egress.denied", (await broker.SendAsync(Grant("api.example"), Request("https://api.example/"), CancellationToken.None)).Error);
    }

    [Fact]
    public async Task A_name_is_looked_up_once_so_that_a_second_answer_cannot_lead_inside()
    {
        var asked = 0;
        using var broker = new EgressBroker(null, (_, _) => Task.FromResult(new[] { ++asked == 1 ? IPAddress.Loopback : IPAddress.Parse("8.8.8.8") }));

        await broker.SendAsync(Grant("api.example"), Request("https://api.example/"), CancellationToken.None);

        Assert.Equal(1, asked);
    }

    [Theory]
    [InlineData("http://api.example/"), InlineData("https://api.example:5432/"), InlineData("https://api.example:22/"), InlineData("https://api.example:80/")]
    [InlineData("https://user@api.example/"), InlineData("https://user:password@api.example/"), InlineData("https://other.example/"), InlineData("https://api.example.other.example/")]
    [InlineData("https://sub.api.example/"), InlineData("https://api.example./"), InlineData("https://xapi.example/"), InlineData("https://127.0.0.1/"), InlineData("https://2130706433/")]
    [InlineData("https://0x7f000001/"), InlineData("https://0177.0.0.1/"), InlineData("https://[::1]/"), InlineData("https://localhost/"), InlineData("https://api.example@other.example/")]
    [InlineData("ftp://api.example/"), InlineData("file:///etc/passwd"), InlineData("gopher://api.example/"), InlineData("https://аpi.example/")]
    public async Task What_was_not_declared_is_denied_before_any_look_up(string url)
    {
        var asked = 0;
        using var broker = new EgressBroker(null, (_, _) => Task.FromResult(new[] { IPAddress.Parse($"8.8.8.{++asked}") }));

        var answer = await broker.SendAsync(Grant("api.example"), Request(url), CancellationToken.None);

        Assert.Equal(("egress.denied", 0), (answer.Error, asked));
    }

    [Fact]
    public async Task Only_the_very_callback_address_may_be_inside()
    {
        var own = $"http://127.0.0.1:{((IPEndPoint)inside.LocalEndpoint).Port}/callbacks/north/kyc-1/secret";
        using var broker = new EgressBroker(null);
        var grant = new EgressGrant("token", "kyc.sandbox", "north", new HashSet<string>(), own);
        var server = AnswerOnce("HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1/admin\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");

        var posted = await broker.SendAsync(grant, Request(own, "POST"), CancellationToken.None);

        Assert.Equal((302, null), (posted.Status, posted.Error));
        Assert.StartsWith("POST /callbacks/north/kyc-1/secret", await server, StringComparison.Ordinal);
        foreach (var other in new[] { own + "/more", own + "?x=1", own.Replace("north", "south", StringComparison.Ordinal), own.Replace("/callbacks/north/kyc-1/secret", "/admin", StringComparison.Ordinal) })
            Assert.Equal("egress.denied", (await broker.SendAsync(grant, Request(other, "POST"), CancellationToken.None)).Error);
        Assert.Equal("egress.denied", (await broker.SendAsync(grant, Request(own), CancellationToken.None)).Error);
    }

    [Fact]
    public async Task Behind_a_proxy_the_callback_goes_to_ourselves_under_its_public_name()
    {
        var self = new Uri($"http://127.0.0.1:{((IPEndPoint)inside.LocalEndpoint).Port}");
        using var broker = new EgressBroker(self);
        var server = AnswerOnce("HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");

        var posted = await broker.SendAsync(new EgressGrant("token", "kyc.sandbox", "north", new HashSet<string>(), "https://onboarding.example/callbacks/a"), Request("https://onboarding.example/callbacks/a", "POST"), CancellationToken.None);

        Assert.Equal(202, posted.Status);
        Assert.Contains("Host: onboarding.example\r\n", await server, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_that_is_too_long_is_cut_off()
    {
        var own = $"http://127.0.0.1:{((IPEndPoint)inside.LocalEndpoint).Port}/callbacks/a";
        using var broker = new EgressBroker(null);
        var server = AnswerOnce("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + new string('x', 5000));

        var answer = await broker.SendAsync(new EgressGrant("t", "p", "north", new HashSet<string>(), own), Request(own, "POST") with { MaxBytes = 1000 }, CancellationToken.None);
        await server;

        Assert.Equal(("egress.too_large", true), (answer.Error, answer.MayHaveBeenSent));
    }

    [Fact]
    public async Task An_answer_that_does_not_come_is_a_time_out_with_an_unknown_outcome()
    {
        var own = $"http://127.0.0.1:{((IPEndPoint)inside.LocalEndpoint).Port}/callbacks/a";
        using var broker = new EgressBroker(null);

        var answer = await broker.SendAsync(new EgressGrant("t", "p", "north", new HashSet<string>(), own), Request(own, "POST") with { TimeoutMs = 100 }, CancellationToken.None);

        Assert.Equal(("egress.timeout", true), (answer.Error, answer.MayHaveBeenSent));
    }

    [Theory]
    [InlineData("Host"), InlineData("transfer-encoding"), InlineData("Content-Length"), InlineData("Connection"), InlineData("X-Fine\r\nX-Smuggled")]
    public async Task Headers_of_the_transport_are_refused(string name)
    {
        using var broker = new EgressBroker(null, (_, _) => Task.FromResult(new[] { IPAddress.Loopback }));

        var answer = await broker.SendAsync(Grant("api.example"), Request("https://api.example/") with { Headers = new() { [name] = "x" } }, CancellationToken.None);

        Assert.Equal("egress.invalid", answer.Error);
    }

    private static EgressGrant Grant(string host) => new("token", "com.acme", "north", new HashSet<string> { host }, null);

    private static EgressRequest Request(string url, string method = "GET") => new("token", method, url, [], [], 5000, 64 * 1024);

    private async Task<string> AnswerOnce(string response)
    {
        using var client = await inside.AcceptTcpClientAsync();
        await using var stream = client.GetStream();
        var buffer = new byte[4096];
        var text = new StringBuilder();
        while (!text.ToString().Contains("\r\n\r\n", StringComparison.Ordinal)) text.Append(Encoding.ASCII.GetString(buffer, 0, await stream.ReadAsync(buffer)));
        await stream.WriteAsync(Encoding.ASCII.GetBytes(response));
        return text.ToString();
    }
}
