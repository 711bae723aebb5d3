using Portico.App.Shared;

namespace Portico.App.Cases;

public static class CancelCase
{
    public sealed class Handler
    {
        public Task<Result<bool>> HandleAsync(string number, CancellationToken ct) => throw new NotSupportedException();
    }
}
