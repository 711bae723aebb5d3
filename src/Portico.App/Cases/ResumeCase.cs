using System.Text.Json.Nodes;
using Portico.App.Shared;

namespace Portico.App.Cases;

public static class ResumeCase
{
    public sealed record Response(string Number, string Token);

    public sealed class Handler
    {
        public Task<Result<Response>> HandleAsync(string linkToken, CancellationToken ct) => throw new NotSupportedException();
    }
}
