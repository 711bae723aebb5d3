using System.Text.Json.Nodes;
using Portico.App.Shared;

namespace Portico.App.Cases;

public static class SubmitStep
{
    public sealed record Request(int? Revision, JsonObject Answers);

    public sealed class Handler
    {
        public Task<Result<CaseView>> HandleAsync(string number, string step, Request request, CancellationToken ct) => throw new NotSupportedException();
    }
}
