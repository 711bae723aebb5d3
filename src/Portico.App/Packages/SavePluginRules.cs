using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Portico.App.Audit;
using Portico.App.Data;
using Portico.App.Shared;
using Portico.App.Tenants;
using Portico.App.Users;

namespace Portico.App.Packages;

/// <summary>An operator says which plugins and contracts a tenant may use. It holds at once, also for what is installed: calls to what is not allowed any more wait.</summary>
public static class SavePluginRules
{
    /// <param name="OnlyPlugins">Null: all that are offered.</param>
    /// <param name="OnlyContracts">Null: all.</param>
    public sealed record Request(IReadOnlyList<string>? OnlyPlugins, IReadOnlyList<string>? OnlyContracts, bool MayAddOwn);

    public sealed record View(string Name, PluginRules Rules);

    private static readonly Error NotFound = new(404, "tenant.not_found", "There is no such tenant.");

    public sealed class Handler(PorticoDb db, TenantDirectory tenants, CurrentActor actor, Ids ids, TimeProvider clock)
    {
        public async Task<Result<View>> ReadAsync(string tenant, CancellationToken ct)
        {
            if (Allowed.UnlessOperator(actor) is { } no) return no;
            return await FindAsync(tenant, ct) is { } found ? new View(found.Name, found.PluginRules) : NotFound;
        }

        public async Task<Result<View>> SaveAsync(string tenant, Request request, CancellationToken ct)
        {
            if (Allowed.UnlessOperator(actor) is { } no) return no;
            if (await FindAsync(tenant, ct) is not { } found) return NotFound;
            var rules = new PluginRules(request.OnlyPlugins, request.OnlyContracts, request.MayAddOwn);
            found.Restricted = rules is { OnlyPlugins: null, OnlyContracts: null, MayAddOwn: true } ? null : rules;
            db.Audit.Add(new AuditEntry
            {
                Id = ids.New(), At = clock.GetUtcNow(), Actor = actor.Value.Id, Action = "tenant.plugin_rules_saved", Subject = $"tenant:{tenant}",
                Data = new JsonObject { ["onlyPlugins"] = List(request.OnlyPlugins), ["onlyContracts"] = List(request.OnlyContracts), ["mayAddOwn"] = request.MayAddOwn }.ToJsonString(),
            });
            await db.SaveChangesAsync(ct);
            tenants.Forget(tenant);
            return new View(found.Name, found.PluginRules);
        }

        private Task<Tenant?> FindAsync(string tenant, CancellationToken ct) => db.Tenants.SingleOrDefaultAsync(t => t.Id == tenant && t.Id != Tenant.Platform, ct);

        private static JsonArray? List(IReadOnlyList<string>? texts) => texts is null ? null : new([.. texts.Select(text => (JsonNode)text)]);
    }
}
