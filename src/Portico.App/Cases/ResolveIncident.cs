using Portico.App.Shared;

namespace Portico.App.Cases;

public static class ResolveIncident
{
    /// <param name="Action"><c>retry</c>, <c>skip</c> or <c>cancel</c>.</param>
    /// <param name="Outcome">For <c>skip</c>: the way on; null: the first.</param>
    public sealed record Request(string Action, string? Outcome);

    public sealed class Handler
    {
        public Task<Result<bool>> HandleAsync(Guid incidentId, Request request, CancellationToken ct) => throw new NotSupportedException();
    }
}
