using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Portico.App.Audit;
using Portico.App.Data;
using Portico.App.Shared;
using Portico.App.Tenants;
using Portico.App.Users;

namespace Portico.App.Packages;

/// <summary>Whose signature is believed: operators decide it for all tenants, an admin for the own one.</summary>
public static class PublisherKeys
{
    public sealed record Row(string Id, string Publisher, bool ForAll, DateTimeOffset NotBefore, DateTimeOffset NotAfter, DateTimeOffset? RevokedAt, string? RevokedBecause);

    /// <param name="Pem">The public half, as the publisher gave it.</param>
    public sealed record Request(string Publisher, string Pem, DateTimeOffset NotAfter);

    private static readonly Error Invalid = new(422, "key.invalid", "Please look at the marked fields.");
    private static readonly Error NotFound = new(404, "key.not_found", "There is no such key here.");
    private static readonly Error Known = new(409, "key.known", "This key is here already.");
    private const int LongestYears = 10, LongestReason = 300;

    public sealed class Handler(PorticoDb db, PackageStore store, CurrentActor actor, Ids ids, TimeProvider clock)
    {
        /// <summary>The own ones, and those that are trusted for all.</summary>
        public async Task<Result<IReadOnlyList<Row>>> ListAsync(CancellationToken ct) =>
            Refusal() is { } no ? no : (await db.PublisherKeys.AsNoTracking().ToListAsync(ct)).OrderBy(key => key.Publisher, StringComparer.Ordinal).ThenBy(key => key.AddedAt)
                .Select(key => new Row(key.KeyId, key.Publisher, key.TenantId == Tenant.Platform, key.NotBefore, key.NotAfter, key.RevokedAt, key.RevokedBecause)).ToList();

        /// <returns>The key's id.</returns>
        public async Task<Result<string>> AddAsync(Request request, CancellationToken ct)
        {
            if (Refusal() is { } no) return no;
            var now = clock.GetUtcNow();
            var publisher = request.Publisher.Trim();
            var errors = new Dictionary<string, string[]>();
            string id = "", pem = "";
            if (publisher.Length is 0 or > 100 || publisher.Any(char.IsControl)) errors["publisher"] = ["Write the name exactly as it stands in the plugin’s plugin.json."];
            if (request.NotAfter <= now || request.NotAfter > now.AddYears(LongestYears)) errors["notAfter"] = [$"Choose a day from tomorrow to {LongestYears} years from now."];
            try
            {
                using var key = PublisherKey.Open(request.Pem.Trim());
                (id, pem) = (PublisherKey.IdOf(key), key.ExportSubjectPublicKeyInfoPem()); // the public half only, whatever was pasted
            }
            catch (PackageException refused)
            {
                errors["pem"] = [refused.Message + " It begins with -----BEGIN PUBLIC KEY-----."];
            }

            if (request.Pem.Contains("PRIVATE KEY", StringComparison.Ordinal)) errors["pem"] = ["This is a private key. It must never leave the publisher’s hands: ask for the public one, and have this one replaced."];
            if (errors.Count > 0) return Invalid with { Fields = errors };
            if (await db.PublisherKeys.AnyAsync(key => key.KeyId == id, ct)) return Known;

            db.PublisherKeys.Add(new PublisherKeyRow { KeyId = id, Publisher = publisher, PublicPem = pem, NotBefore = now, NotAfter = request.NotAfter, AddedAt = now });
            await RecordAsync("publisher_key.added", id, new JsonObject { ["publisher"] = publisher, ["notAfter"] = request.NotAfter }, now, ct);
            return id;
        }

        public async Task<Result<bool>> RevokeAsync(string id, string because, CancellationToken ct)
        {
            if (Refusal() is { } no) return no;
            if (await db.PublisherKeys.SingleOrDefaultAsync(key => key.KeyId == id, ct) is not { } found) return NotFound;
            if (string.IsNullOrWhiteSpace(because) || because.Length > LongestReason) return Invalid with { Fields = new Dictionary<string, string[]> { ["because"] = [$"Say why, in at most {LongestReason} characters."] } };
            if (found.RevokedAt is not null) return true;
            var now = clock.GetUtcNow();
            (found.RevokedAt, found.RevokedBecause) = (now, because.Trim());
            await RecordAsync("publisher_key.revoked", id, new JsonObject { ["publisher"] = found.Publisher, ["because"] = because.Trim() }, now, ct);
            return true;
        }

        private async Task RecordAsync(string action, string id, JsonObject data, DateTimeOffset now, CancellationToken ct)
        {
            db.Audit.Add(new AuditEntry { Id = ids.New(), At = now, Actor = actor.Value.Id, Action = action, Subject = $"publisher-key:{id}", Data = data.ToJsonString() });
            await db.SaveChangesAsync(ct);
            store.ForgetKeys(db.TenantId);
        }

        private Error? Refusal() => Allowed.UnlessAdminOf(db.TenantId, actor);
    }
}
