using System.Text.Json.Nodes;
using Portico.App.Shared;

namespace Portico.App.Cases;

public static class SendResumeLink
{
    /// <param name="Email">Where to; null: the e-mail address answered before.</param>
    public sealed record Request(string? Email);

    public sealed class Handler
    {
        public Task<Result<bool>> HandleAsync(string number, Request request, CancellationToken ct) => throw new NotSupportedException();
    }
}
