using System.Text.Json.Nodes;
using Portico.App.Shared;

namespace Portico.App.Cases;

public static class StartCase
{
    public sealed record Request(string? Locale, JsonObject? Prefill = null);

    public sealed class Handler
    {
        public Task<Result<CaseView>> HandleAsync(string journey, Request request, string? idempotencyKey, CancellationToken ct) => throw new NotSupportedException();
    }
}
