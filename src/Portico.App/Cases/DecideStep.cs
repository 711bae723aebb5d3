using Portico.App.Shared;

namespace Portico.App.Cases;

public static class DecideStep
{
    public sealed record Request(string WaitId, string Outcome, string? Note);

    public sealed class Handler
    {
        public Task<Result<bool>> HandleAsync(string number, Request request, CancellationToken ct) => throw new NotSupportedException();
    }
}
