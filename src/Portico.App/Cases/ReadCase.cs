using System.Text.Json.Nodes;
using Portico.App.Shared;

namespace Portico.App.Cases;

public static class ReadCase
{


    public sealed class Handler
    {
        public Task<Result<CaseView>> HandleAsync(string number, CancellationToken ct) => throw new NotSupportedException();
    }
}
