using System.Net;
using Microsoft.AspNetCore.Routing;
using Portico.App.Studio;
using Portico.TestKit;
using Xunit.Abstractions;

namespace Portico.App.Tests.Tenants;

/// <summary>Every endpoint of the running host times everybody who has no business there, with the other tenant's real ids.</summary>
public sealed class IsolationMatrixTests(TestPortico platform, ITestOutputHelper says) : IClassFixture<TestPortico>
{
    [Fact]
    public void Every_endpoint_has_a_row_and_every_row_an_endpoint()
    {
        var endpoints = Endpoints();

        var wrong = endpoints.Except(Rows.All.Keys).Select(missing => $"no row for \"{missing}\"").Concat(Rows.All.Keys.Except(endpoints).Select(stale => $"no endpoint for the row \"{stale}\""));
        Assert.True(!wrong.Any(), string.Join('\n', wrong));
    }

    [Fact]
    public async Task Nobody_gets_at_anything_of_another_tenant()
    {
        var victim = await Victim.FurnishAsync(platform);
        var personas = await PersonasAsync();
        var before = await Victim.StateAsync(platform);
        var (tries, leaks) = (0, new List<string>());

        foreach (var (route, row) in Rows.All)
        {
            foreach (var persona in personas)
            {
                foreach (var (request, expected) in Expected(row, persona, victim))
                {
                    tries++;
                    using var reply = await persona.SendAsync(request);
                    var body = await reply.Content.ReadAsStringAsync();
                    if (!expected.Contains((int)reply.StatusCode)) leaks.Add($"{route} by {persona.Name}: {(int)reply.StatusCode}, not {string.Join(" or ", expected)}");
                    if (Shows(body, victim, request.RequestUri!.OriginalString)) leaks.Add($"{route} by {persona.Name}: shows what is not theirs");
                }
            }
        }

        says.WriteLine($"{Rows.All.Count} endpoints, {personas.Count} personas, {tries} tries.");
        Assert.True(leaks.Count == 0, string.Join('\n', leaks));
        Assert.Equal(before, await Victim.StateAsync(platform));
        Assert.True(tries >= 250, $"Only {tries} tries.");
    }

    [Fact]
    public async Task The_own_staff_and_customers_get_in_so_the_tries_above_could_have_succeeded()
    {
        var victim = await Victim.FurnishAsync(platform);
        var (admin, back, customer) = (Designer(await platform.StaffAsync("admin@aurora.example")), platform.BackOffice("aurora"), platform.Bearer(victim.Token));
        var failed = new List<string>();

        foreach (var (route, row) in Rows.All)
        {
            var (http, call) = row switch
            {
                Row.Api { Keys: var keys } api when route.StartsWith("GET", StringComparison.Ordinal) => (keys.Contains("sk", StringComparison.Ordinal) ? back : customer, api.Call),
                Row.Staff { Role: not "operator" } staff when route.StartsWith("GET", StringComparison.Ordinal) => (admin, staff.Call),
                _ => default,
            };
            if (call is null) continue;
            using var reply = await http.SendAsync(call(victim));
            if (!reply.IsSuccessStatusCode) failed.Add($"{route}: {(int)reply.StatusCode}");
        }

        Assert.True(failed.Count == 0, string.Join('\n', failed));
    }

    private static IEnumerable<(HttpRequestMessage, int[])> Expected(Row row, Persona persona, Victim victim) => row switch
    {
        Row.Api api => [(api.Call(victim),
            persona.Key is null ? [401]
            : !api.Keys.Contains(persona.Key, StringComparison.Ordinal) ? [403]
            : api.OwnRows ? [api.OwnStatus] : [404])],
        Row.Staff staff => [(staff.Call(victim),
            persona.Role is null ? [302, 401]
            : !persona.MayAs(staff.Role) ? [302, 403]
            : staff.OwnRows ? [200, 201, 204, 302, 400, 404] : [404])],
        // Without its page's token a post is refused before anything is looked up.
        Row.CasePage page => [(page.Call(victim), [400, 404])],
        Row.TenantAddress address => [(address.Call(victim, Victim.Tenant), [400, 404]), (address.Call(victim, "clearwater"), [400, 404])],
        _ => [],
    };

    private static bool Shows(string body, Victim victim, string url) =>
        body.Contains(Victim.Secret, StringComparison.OrdinalIgnoreCase) || body.Contains(victim.Token, StringComparison.Ordinal)
        || body.Contains(victim.Case, StringComparison.Ordinal) && !url.Contains(victim.Case, StringComparison.Ordinal);

    private async Task<List<Persona>> PersonasAsync()
    {
        var foreign = await platform.StartMoveInAsync("clearwater");
        return
        [
            new("nobody", platform.Stranger()),
            new("Clearwater's public key", platform.Customer("clearwater"), Key: "pk"),
            new("Clearwater's secret key", platform.BackOffice("clearwater"), Key: "sk"),
            new("Clearwater's customer", platform.Bearer(foreign.Token), Key: "ct"),
            new("Clearwater's admin", Designer(await platform.StaffAsync("admin@clearwater.example")), Role: "admin"),
            new("Clearwater's agent", Designer(await platform.StaffAsync("agent@clearwater.example")), Role: "agent"),
        ];
    }

    private static HttpClient Designer(HttpClient browser)
    {
        browser.DefaultRequestHeaders.Add(StudioRequests.Header, "1");
        browser.DefaultRequestHeaders.Add("X-Tenant-Id", Victim.Tenant); // nobody is believed who just says so
        return browser;
    }

    private HashSet<string> Endpoints() => [.. platform.Endpoints
        .Where(endpoint => !endpoint.Metadata.Any(m => m.GetType().Name == "StaticAssetDescriptor") && !IsBlazor(endpoint))
        .Select(endpoint => $"{Verbs(endpoint)} {endpoint.RoutePattern.RawText!.Trim('/')}")];

    // The circuit's own transport: whoever connects acts through pages, in the scope of the cookie that he brings.
    private static bool IsBlazor(RouteEndpoint endpoint) => endpoint.RoutePattern.RawText!.TrimStart('/') is var path && (path.StartsWith("_blazor", StringComparison.Ordinal) || path.StartsWith("_framework", StringComparison.Ordinal));

    private static string Verbs(RouteEndpoint endpoint) =>
        endpoint.Metadata.GetMetadata<HttpMethodMetadata>() is { HttpMethods.Count: > 0 } verbs ? string.Join(' ', verbs.HttpMethods.Order(StringComparer.Ordinal)) : "*";

    /// <param name="Key">The kind of its API key, if any.</param>
    /// <param name="Role">Its role in the admin, if any.</param>
    private sealed record Persona(string Name, HttpClient Http, string? Key = null, string? Role = null)
    {
        public bool MayAs(string role) => role == "agent" || role == Role;

        public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request) => Http.SendAsync(request);
    }
}
