using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Portico.App.Audit;
using Portico.App.Data;
using Portico.App.Plugins;
using Portico.App.Shared;
using Portico.App.Users;

namespace Portico.App.Providers;

/// <summary>Which hosts the tenant's journeys may send requests to: the whole list at once.</summary>
public static class SaveReachableHosts
{
    private const int Most = 100;

    private static Error Invalid(string text) => new(422, "hosts.invalid", text, new Dictionary<string, string[]> { ["hosts"] = [text] });

    public sealed class Handler(PorticoDb db, JourneyEgress egress, CurrentActor actor, TimeProvider clock, Ids ids)
    {
        public async Task<Result<IReadOnlyList<string>>> HandleAsync(TenantEnvironment environment, CancellationToken ct) =>
            Allowed.UnlessAdmin(actor) is { } no ? no : await db.ReachableHosts.AsNoTracking().Where(h => h.Environment == environment).OrderBy(h => h.Host).Select(h => h.Host).ToListAsync(ct);

        /// <param name="lines">A host name each; empty lines are left out.</param>
        public async Task<Result<IReadOnlyList<string>>> HandleAsync(TenantEnvironment environment, IEnumerable<string> lines, CancellationToken ct)
        {
            if (Allowed.UnlessAdmin(actor) is { } no) return no;
            var hosts = new SortedSet<string>(StringComparer.Ordinal);
            foreach (var line in lines.Select(line => line.Trim()).Where(line => line.Length > 0))
            {
                if (Read(line) is not { } host) return Invalid($"“{line}” is no host name. Write it as in api.example.com: without https://, port or path, and no number.");
                hosts.Add(host);
            }

            if (hosts.Count > Most) return Invalid($"A list has at most {Most} hosts.");

            var before = await db.ReachableHosts.Where(h => h.Environment == environment).ToListAsync(ct);
            var gone = before.Where(row => !hosts.Contains(row.Host)).ToList();
            var added = hosts.Except(before.Select(row => row.Host)).ToList();
            if (gone.Count + added.Count == 0) return hosts.ToList();
            var now = clock.GetUtcNow();
            db.ReachableHosts.RemoveRange(gone);
            db.ReachableHosts.AddRange(added.Select(host => new ReachableHost { Environment = environment, Host = host, AddedAt = now }));
            db.Audit.Add(new AuditEntry
            {
                Id = ids.New(), At = now, Actor = actor.Value.Id, Action = "provider.hosts_saved", Subject = "provider:http",
                Data = new JsonObject { ["environment"] = environment.ToString().ToLowerInvariant(), ["added"] = new JsonArray([.. added.Select(host => (JsonNode)host)]), ["removed"] = new JsonArray([.. gone.Select(row => (JsonNode)row.Host)]) }.ToJsonString(),
            });
            await db.SaveChangesAsync(ct);
            return hosts.ToList();
        }

        private string? Read(string line)
        {
            if (egress.AllowsLoopback && line is "localhost" or "127.0.0.1") return line;
            if (!Uri.TryCreate($"https://{line}/", UriKind.Absolute, out var url) || url.HostNameType != UriHostNameType.Dns || !url.IsDefaultPort || url.UserInfo.Length > 0 || url.AbsolutePath != "/" || url.Query.Length > 0) return null;
            var host = ReachableHost.In(url);
            return host.Length <= 253 && host.Contains('.') && !host.EndsWith(".localhost", StringComparison.Ordinal) ? host : null;
        }
    }
}
