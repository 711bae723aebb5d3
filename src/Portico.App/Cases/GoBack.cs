using System.Text.Json.Nodes;
using Portico.App.Shared;

namespace Portico.App.Cases;

public static class GoBack
{
    /// <param name="Step">The step to open again; null: the previous one.</param>
    public sealed record Request(int? Revision, string? Step);

    public sealed class Handler
    {
        public Task<Result<CaseView>> HandleAsync(string number, Request request, CancellationToken ct) => throw new NotSupportedException();
    }
}
