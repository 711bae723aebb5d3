using System.ComponentModel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Portico.App.Shared;

namespace Portico.App.Cases;

/// <summary>Where a case stands, as its customer sees it.</summary>
public static class ReadCase
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapGet("/cases/{case}", async (string @case, [Description("For a slot field: the first day of the times to choose from.")] DateOnly? slotsFrom, Handler handler, CancellationToken ct) =>
            (await handler.HandleAsync(@case, ct, slotsFrom is null ? null : new(slotsFrom, new Dictionary<string, string>()))).ToHttp(CaseAnswer.Ok))
        .WithName(nameof(ReadCase)).WithSummary("Read a case").Accepts(AuthorizedBy.CaseTokenOrSecretKey).Produces<CaseView>().ProducesProblem(404);

    public sealed class Handler(CaseRunner runner, CaseViews views, CaseAccess access)
    {
        public async Task<Result<CaseView>> HandleAsync(string number, CancellationToken ct, AppointmentViews.Look? look = null) =>
            await runner.LoadAsync(number, ct) is { } loaded && access.Opens(loaded.Case.TokenHash) ? await views.OfAsync(loaded, ct, look: look) : CaseRunner.NotFound;
    }
}
