using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Portico.App.Audit;
using Portico.App.Data;
using Portico.App.Shared;
using Portico.App.Tenants;
using Portico.App.Users;

namespace Portico.App.Ways;

/// <summary>An admin says on which of the tenant's own sites its journeys may stand in a frame.</summary>
public static class AllowFraming
{
    private static readonly Error TooMany = new(422, "frames.too_many", $"At most {FrameOrigin.Most} sites can be named.");
    private static readonly Error Invalid = new(422, "frames.invalid", "Write each site as https://www.example.com, with nothing behind it. Without https only localhost and 127.0.0.1 are possible, for trying it out.");

    public sealed class Handler(PorticoDb db, TenantDirectory tenants, CurrentActor actor, TimeProvider clock, Ids ids)
    {
        /// <returns>The origins as they are kept; or the refusal, with each line that is wrong.</returns>
        public async Task<Result<IReadOnlyList<string>>> HandleAsync(IReadOnlyList<string> lines, CancellationToken ct)
        {
            if (Allowed.UnlessAdmin(actor) is { } no) return no;
            var read = lines.Select(line => line.Trim()).Where(line => line.Length > 0).Select(line => (Line: line, Origin: FrameOrigin.Read(line))).ToList();
            var wrong = read.Where(one => one.Origin is null).Select(one => one.Line).ToArray();
            if (wrong.Length > 0) return Invalid with { Fields = new Dictionary<string, string[]> { ["origins"] = wrong } };
            List<string> wanted = [.. read.Select(one => one.Origin!).Distinct()];
            if (wanted.Count > FrameOrigin.Most) return TooMany;

            var tenant = await db.Tenants.SingleAsync(t => t.Id == db.TenantId, ct);
            if (tenant.FrameOrigins.SequenceEqual(wanted)) return wanted;
            var said = new JsonObject { ["added"] = JsonSerializer.SerializeToNode(wanted.Except(tenant.FrameOrigins)), ["removed"] = JsonSerializer.SerializeToNode(tenant.FrameOrigins.Except(wanted)) };
            tenant.FrameOrigins = wanted;
            db.Audit.Add(new AuditEntry { Id = ids.New(), At = clock.GetUtcNow(), Actor = actor.Value.Id, Action = "tenant.frames_changed", Subject = "tenant:" + tenant.Id, Data = said.ToJsonString() });
            await db.SaveChangesAsync(ct);
            tenants.Forget(tenant.Id);
            return wanted;
        }
    }
}
