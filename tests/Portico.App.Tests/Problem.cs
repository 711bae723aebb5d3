using System.Net;
using System.Net.Http.Json;
using Microsoft.AspNetCore.Mvc;

namespace Portico.App.Tests;

internal static class Problem
{
    /// <summary>The reply is this refusal, in the shape that every refusal has.</summary>
    public static async Task<ProblemDetails> IsAsync(HttpResponseMessage reply, HttpStatusCode status, string code)
    {
        Assert.Equal(status, reply.StatusCode);
        Assert.Equal("application/problem+json", reply.Content.Headers.ContentType?.MediaType);
        var problem = (await reply.Content.ReadFromJsonAsync<ProblemDetails>())!;
        Assert.Equal(code, problem.Extensions["code"]?.ToString());
        Assert.Equal($"urn:portico:error:{code}", problem.Type);
        Assert.Equal((int)status, problem.Status);
        Assert.False(string.IsNullOrWhiteSpace(problem.Title));
        return problem;
    }
}
