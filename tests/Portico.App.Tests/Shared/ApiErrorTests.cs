using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Portico.TestKit;

namespace Portico.App.Tests.Shared;

/// <summary>Every no of the API has the same shape: a problem with a permanent code.</summary>
public sealed class ApiErrorTests(TestPortico platform) : IClassFixture<TestPortico>
{
    [Theory]
    [InlineData(null)]
    [InlineData("pk_unknown")]
    [InlineData("sk_unknown")]
    [InlineData("ct_aurora")]
    public async Task Without_a_valid_key_nobody_is_let_in(string? key)
    {
        var http = key is null ? platform.Stranger() : platform.Bearer(key);

        var reply = await http.PostAsJsonAsync("/api/v1/journeys/move-in/cases", new { locale = "en" });

        await Problem.IsAsync(reply, HttpStatusCode.Unauthorized, "api.unauthenticated");
    }

    [Fact]
    public async Task A_public_key_does_not_read_cases() =>
        await Problem.IsAsync(await platform.Customer("aurora").GetAsync("/api/v1/cases"), HttpStatusCode.Forbidden, "api.forbidden");

    [Fact]
    public async Task A_case_token_does_not_read_the_journal()
    {
        var customer = await platform.StartMoveInAsync();

        await Problem.IsAsync(await platform.Bearer(customer.Token).GetAsync($"/api/v1/cases/{customer.Number}/journal"), HttpStatusCode.Forbidden, "api.forbidden");
    }

    [Fact]
    public async Task An_unknown_journey_is_not_found() =>
        await Problem.IsAsync(await platform.Customer("aurora").PostAsJsonAsync("/api/v1/journeys/nothing/cases", new { locale = "en" }), HttpStatusCode.NotFound, "journey.not_found");

    [Fact]
    public async Task An_unknown_case_is_not_found() =>
        await Problem.IsAsync(await platform.BackOffice("aurora").GetAsync("/api/v1/cases/C-NOTHING"), HttpStatusCode.NotFound, "case.not_found");

    [Theory]
    [InlineData("status=lost", "status.unknown")]
    [InlineData("status=3", "status.unknown")]
    [InlineData("cursor=x", "cursor.invalid")]
    public async Task A_query_that_makes_no_sense_is_refused_in_words(string query, string code) =>
        await Problem.IsAsync(await platform.BackOffice("aurora").GetAsync($"/api/v1/cases?{query}"), HttpStatusCode.BadRequest, code);

    [Theory]
    [InlineData("{ not json")]
    [InlineData("[]")]
    [InlineData("{\"revision\":\"x\",\"answers\":{}}")]
    [InlineData("{\"revision\":1}")]
    [InlineData("{\"revision\":1,\"answers\":null}")]
    [InlineData("")]
    public async Task A_body_that_cannot_be_read_is_the_callers_mistake_not_ours(string body)
    {
        var customer = await platform.StartMoveInAsync();
        using var content = new StringContent(body, Encoding.UTF8, "application/json");

        var reply = await platform.Bearer(customer.Token).PostAsync($"/api/v1/cases/{customer.Number}/steps/about-you", content);

        Assert.Equal(HttpStatusCode.BadRequest, reply.StatusCode);
        Assert.Equal("application/problem+json", reply.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task A_list_goes_on_where_it_stopped_and_shows_each_case_once()
    {
        for (var i = 0; i < 55; i++) await platform.StartMoveInAsync("clearwater");

        var seen = new List<string>();
        string? next = null;
        do
        {
            var page = await platform.BackOffice("clearwater").GetFromJsonAsync<JsonElement>("/api/v1/cases" + (next is null ? "" : $"?cursor={Uri.EscapeDataString(next)}"));
            seen.AddRange(page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("case").GetString()!));
            next = page.GetProperty("next").GetString();
        }
        while (next is not null);

        Assert.Equal(55, seen.Count);
        Assert.Equal(55, seen.Distinct().Count());
    }

    [Fact]
    public async Task The_document_of_the_API_lists_each_of_its_routes()
    {
        var document = await platform.Stranger().GetFromJsonAsync<JsonElement>("/openapi/v1.json");

        var described = document.GetProperty("paths").EnumerateObject().SelectMany(path => path.Value.EnumerateObject().Select(verb => $"{verb.Name.ToUpperInvariant()} {path.Name}")).Order();
        var routes = platform.Endpoints.Where(e => e.RoutePattern.RawText!.TrimStart('/').StartsWith("api/v1/", StringComparison.Ordinal))
            .SelectMany(e => e.Metadata.OfType<Microsoft.AspNetCore.Routing.HttpMethodMetadata>().SelectMany(m => m.HttpMethods).Select(verb => $"{verb} /{e.RoutePattern.RawText!.Trim('/').Replace(":guid}", "}", StringComparison.Ordinal)}")).Order();
        Assert.Equal(routes, described);
    }
}
