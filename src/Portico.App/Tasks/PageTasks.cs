using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Portico.App.Data;
using Portico.App.Shared;
using Portico.App.Users;

namespace Portico.App.Tasks;

/// <summary>The open tasks for the back office's machines, most urgent first: pages by cursor, so that a task which closes shifts nothing.</summary>
public static class PageTasks
{
    public sealed record Response(IReadOnlyList<TaskView> Items, string? Next);

    private const int PageSize = 50;
    private static readonly Error BadCursor = new(400, "cursor.invalid", "Pass the value of next as it was given.");
    private static readonly Error BadWhose = new(400, "whose.unknown", "Tasks are mine, unclaimed or all.");

    public static void Map(IEndpointRouteBuilder api) =>
        api.MapGet("/tasks", async (string? whose, string? journey, string? skill, bool? overdue, string? cursor, Handler handler, CancellationToken ct) =>
            (await handler.HandleAsync(whose, journey, skill, overdue == true, cursor, ct)).ToHttp(TypedResults.Ok))
        .WithName(nameof(PageTasks)).WithSummary("List open tasks, most urgent first").Accepts(AuthorizedBy.SecretKey).Produces<Response>().ProducesProblem(400);

    public sealed class Handler(PorticoDb db, CurrentActor actor, TimeProvider clock)
    {
        public async Task<Result<Response>> HandleAsync(string? whose, string? journey, string? skill, bool overdue, string? cursor, CancellationToken ct)
        {
            var of = ListTasks.Whose.All;
            if (whose is not null && (!Enum.TryParse(whose, ignoreCase: true, out of) || int.TryParse(whose, out _))) return BadWhose;
            var now = clock.GetUtcNow();
            var tasks = ListTasks.Filter(ListTasks.Of(db.Tasks.AsNoTracking(), of, actor.Value.Id), journey, skill, overdue, now);
            if (cursor is not null)
            {
                if (cursor.Split('.') is not [var text, var id] || !long.TryParse(text, CultureInfo.InvariantCulture, out var urgency)) return BadCursor;
#pragma warning disable CA1309 // compared by the database, in the order it sorts by
                tasks = tasks.Where(t => t.Urgency > urgency || (t.Urgency == urgency && string.Compare(t.Id, id) > 0));
#pragma warning restore CA1309
            }

            var rows = await tasks.OrderBy(t => t.Urgency).ThenBy(t => t.Id).Take(PageSize + 1).ToListAsync(ct);
            var page = rows.Take(PageSize).ToList();
            var names = await ActorNames.ReadAsync(db, ct);
            return new Response(page.ConvertAll(t => TaskView.Of(t, names, now)), rows.Count > PageSize ? string.Create(CultureInfo.InvariantCulture, $"{page[^1].Urgency}.{page[^1].Id}") : null);
        }
    }
}
