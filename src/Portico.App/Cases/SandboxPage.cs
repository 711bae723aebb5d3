using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Portico.App.Data;
using Portico.App.Outbox;
using Portico.App.Plugins;
using Portico.App.Providers;
using Portico.App.Shared;

namespace Portico.App.Cases;

/// <summary>The page of a sandbox provider at which a customer or tester picks the outcome; only for plugins that say they are a sandbox.</summary>
public static class SandboxPage
{
    /// <param name="Kind">The contract, for the page's words.</param>
    public sealed record View(string ProviderName, string Kind, IReadOnlyList<Outcome> Outcomes, bool Test);

    public sealed record Outcome(string Key, string Label);

    private static readonly Error NotFound = new(404, "sandbox.not_found", "There is nothing here.");
    private static readonly Error Unreachable = new(503, "sandbox.unavailable", "The sandbox provider does not answer. Try again in a moment.");

    public sealed class Handler(PorticoDb db, TenantPlugins own, PluginSupervisor plugins, InstallationContexts contexts, TimeProvider clock)
    {
        public async Task<Result<View>> ShowAsync(string installation, string reference, CancellationToken ct) =>
            await FindAsync(installation, reference, ct) is var (found, manifest, _) ? new View(found.DisplayName, found.Contract, Outcomes(manifest), found.Environment == TenantEnvironment.Test) : NotFound;

        /// <returns>The case that waits for it, as the address of its page.</returns>
        public async Task<Result<string>> DecideAsync(string installation, string reference, string outcome, CancellationToken ct)
        {
            if (await FindAsync(installation, reference, ct) is not var (found, manifest, caseId) || Outcomes(manifest).All(o => o.Key != outcome)) return NotFound;

            var now = clock.GetUtcNow();
            var reply = await plugins.CallAsync(new ProviderInvocation(manifest.Slot, "sandbox", "decide", new JsonObject { ["ref"] = reference, ["outcome"] = outcome },
                Ids.Hash($"{db.TenantId}|{installation}|{reference}|{outcome}")[..40], 1, now.AddSeconds(15), "sandbox", null, await contexts.OfAsync(found, ct)), ct);
            if (reply is not ProviderReply.Completed) return Unreachable;
            return await NumberAsync(caseId, ct);
        }

        private static List<Outcome> Outcomes(PluginManifest manifest) => [.. manifest.Provides.SelectMany(p => p.Outcomes).Select(o => new Outcome(o.Value, o.Label))];

        private async Task<(Installation, PluginManifest, Guid)?> FindAsync(string key, string reference, CancellationToken ct)
        {
            var installation = await db.Installations.AsNoTracking().SingleOrDefaultAsync(i => i.Key == key && i.Enabled, ct);
            if (installation is null || (await own.ReadyAsync(installation.PluginId, null, ct)).Plugin is not { } manifest || manifest.Provides.All(p => !p.Sandbox)) return null;
            var caseId = await db.Due.Where(d => d.Installation == key && d.ExternalRef == reference).Select(d => (Guid?)d.CaseId).FirstOrDefaultAsync(ct);
            return caseId is null ? null : (installation, manifest, caseId.Value);
        }

        private Task<string> NumberAsync(Guid caseId, CancellationToken ct) => db.Cases.Where(c => c.Id == caseId).Select(c => c.Number).SingleAsync(ct);
    }
}
