using System.Text.Json.Nodes;
using Portico.App.Shared;

namespace Portico.App.Cases;

public static class ChangeLocale
{


    public sealed class Handler
    {
        public Task<Result<CaseView>> HandleAsync(string number, string locale, CancellationToken ct) => throw new NotSupportedException();
    }
}
