using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Portico.App.Data;
using Portico.App.Shared;
using Portico.App.Users;
using Portico.Workflows;

namespace Portico.App.Cases;

/// <summary>The requests that a case waits for, with the addresses that push it. Whoever has such an address can use it, once; so admins only.</summary>
public static class ListHooks
{
    /// <param name="Methods">For example <c>POST</c>.</param>
    /// <param name="Authorize">The request must carry a secret key of the tenant as well.</param>
    public sealed record Row(string ActivityId, string Path, string Methods, bool Authorize, string Address);

    private static readonly Error NotFound = new(404, "case.not_found", "There is no such case.");

    public sealed class Handler(PorticoDb db, HookTokens tokens, CurrentActor actor)
    {
        public async Task<Result<IReadOnlyList<Row>>> HandleAsync(string number, CancellationToken ct)
        {
            if (Allowed.UnlessAdmin(actor) is { } no) return no;
            if (await db.Cases.AsNoTracking().SingleOrDefaultAsync(c => c.Number == number, ct) is not { } found) return NotFound;
            return found.Run().Waits.Where(wait => wait.Kind == WaitKind.Http).Select(wait => new Row(
                wait.ActivityId, (string)wait.Data["path"]!, string.Join(", ", wait.Data["methods"]!.AsArray().Select(m => (string)m!)), (bool)wait.Data["authorize"]!,
                tokens.AddressOf(found.Id, wait.Id, (string)wait.Data["path"]!))).ToList();
        }
    }
}
