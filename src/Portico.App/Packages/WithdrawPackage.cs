using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Portico.App.Audit;
using Portico.App.Data;
using Portico.App.Shared;
using Portico.App.Tenants;
using Portico.App.Users;

namespace Portico.App.Packages;

/// <summary>A version is taken out of use: within seconds no node runs it any more. Calls that need it wait, and can go on with another version. It can be taken back.</summary>
public static class WithdrawPackage
{
    private const int LongestReason = 300;

    private static readonly Error NotFound = new(404, "package.not_found", "There is no such version here.");
    private static readonly Error NoReason = new(422, "package.no_reason", $"Say why, in at most {LongestReason} characters.");

    public sealed class Handler(PorticoDb db, PackageStore store, CurrentActor actor, Ids ids, TimeProvider clock)
    {
        /// <param name="because">Null: it may be used again.</param>
        public async Task<Result<bool>> HandleAsync(string pluginId, string version, string? because, CancellationToken ct)
        {
            if (Allowed.UnlessAdminOf(db.TenantId, actor) is { } no) return no;
            if (because is not null && because.Trim().Length is 0 or > LongestReason) return NoReason;
            if (await db.Packages.SingleOrDefaultAsync(p => p.PluginId == pluginId && p.Version == version, ct) is not { } found) return NotFound;

            var now = clock.GetUtcNow();
            (found.WithdrawnAt, found.WithdrawnBecause) = (because is null ? null : now, because?.Trim());
            db.Audit.Add(new AuditEntry
            {
                Id = ids.New(), At = now, Actor = actor.Value.Id, Action = because is null ? "plugin.offered_again" : "plugin.withdrawn", Subject = $"plugin:{pluginId}",
                Data = new JsonObject { ["version"] = version, ["because"] = because?.Trim() }.ToJsonString(),
            });
            await db.SaveChangesAsync(ct);
            store.ForgetPackages(db.TenantId);
            return true;
        }
    }
}
