using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Portico.App.Audit;
using Portico.App.Data;
using Portico.App.Plugins;
using Portico.App.Shared;
using Portico.App.Tenants;
using Portico.App.Users;

namespace Portico.App.Packages;

/// <summary>
/// A version of a plugin is added: by an operator for all tenants, or by an admin or a key of one tenant for that tenant alone. It is looked at, judged by the trust store and kept; nothing of it runs
/// before a tenant installs it.
/// </summary>
public static class AddPackage
{
    /// <param name="Level"><c>verified</c>, <c>private</c> or <c>dev</c>.</param>
    /// <param name="New">False: exactly this was here already.</param>
    public sealed record Response(string Plugin, string Version, string Name, string Publisher, string Level, bool New);

    private static readonly Error NotAllowed = new(403, "package.not_allowed", "The operator of this platform lets your company use only the plugins that are offered here.");
    private static readonly Error TooLarge = new(413, "package.too_large", $"A package has at most {PackageRules.LargestPackageBytes >> 20} MiB.");
    private static readonly Error IdTaken = new(409, "package.id_taken", "A plugin of this id comes with the platform. Give yours another id.");
    private static readonly Error OtherContent = new(409, "package.other_content", "This version is here already with other content. A version never changes: raise the number.");

    private static Error OtherPublisher(string publisher) => new(409, "package.other_publisher", $"The plugin of this id is published by “{publisher}”. Only they can add versions of it.");

    public static Error From(PackageException refused) => new(422, refused.Code, refused.Message);

    public static void Map(IEndpointRouteBuilder api) =>
        api.MapPost("/plugins", async (HttpContext http, Handler handler, CancellationToken ct) => (await ReceiveAsync(http, ct) is { } bytes ? await handler.HandleAsync(bytes, "api", ct) : TooLarge).ToHttp(added => added.New ? TypedResults.Created((string?)null, added) : TypedResults.Ok(added)))
            .WithName(nameof(AddPackage)).WithSummary("Add a version of a plugin for this tenant").Accepts(AuthorizedBy.LiveSecretKey).Accepts<byte[]>("application/octet-stream").RequireRateLimiting("uploads")
            .Produces<Response>().Produces<Response>(201).ProducesProblem(403).ProducesProblem(409).ProducesProblem(413).ProducesProblem(422);

    /// <returns>Null: more than a package may have.</returns>
    private static async Task<byte[]?> ReceiveAsync(HttpContext http, CancellationToken ct)
    {
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit) limit.MaxRequestBodySize = PackageRules.LargestPackageBytes + 1;
        if (http.Request.ContentLength > PackageRules.LargestPackageBytes) return null;
        return await ReadAsync(http.Request.Body, ct);
    }

    /// <returns>Null: more than a package may have.</returns>
    public static Task<byte[]?> ReadAsync(Stream stream, CancellationToken ct) => Bounded.ReadAsync(stream, PackageRules.LargestPackageBytes, ct);

    public sealed class Handler(PorticoDb db, PackageStore store, PluginSupervisor plugins, IOptions<PluginOptions> options, CurrentActor actor, Ids ids, TimeProvider clock)
    {
        /// <param name="source">See <see cref="StoredPackage.Source"/>.</param>
        public async Task<Result<Response>> HandleAsync(byte[] bytes, string source, CancellationToken ct)
        {
            var forAll = db.TenantId == Tenant.Platform;
            if ((forAll ? Allowed.UnlessOperator(actor) : Allowed.UnlessAdminOrKey(actor)) is { } no) return no;
            if (!forAll && !await MayAddAsync(ct)) return NotAllowed;

            var now = clock.GetUtcNow();
            PluginPackage package;
            TrustLevel level;
            try
            {
                package = PluginPackage.Read(bytes);
                level = (await store.TrustOfAsync(db.TenantId)).Judge(package.Manifest, package.Content, package.Signature, options.Value.Lowest, now, now);
            }
            catch (PackageException refused)
            {
                return From(refused);
            }

            var manifest = package.Manifest;
            if (plugins.Manifests.Any(m => m.Id == manifest.Id && m.LiesInFolder)) return IdTaken;
            // What all tenants may have is not shadowed by a package of one.
            var before = await db.Packages.AsNoTracking().Where(p => p.PluginId == manifest.Id).ToListAsync(ct);
            var offered = forAll ? [] : (await store.OfAsync(Tenant.Platform)).Where(p => p.PluginId == manifest.Id).ToList();
            if (before.Concat(offered).FirstOrDefault(p => p.Publisher != manifest.Publisher) is { } other) return OtherPublisher(other.Publisher);
            if (before.Concat(offered).FirstOrDefault(p => p.Version == manifest.Version) is { } same)
                return same.Digest == package.Content.Digest ? ResponseOf(manifest, same.Level, isNew: false) : OtherContent;

            db.Packages.Add(new StoredPackage
            {
                PluginId = manifest.Id, Version = manifest.Version, Publisher = manifest.Publisher, Level = level, Manifest = Encoding.UTF8.GetString(package.ManifestBytes.Span),
                Signature = package.Signature is { } signature ? Encoding.UTF8.GetString(signature.ToBytes()) : null, Digest = package.Content.Digest, Size = bytes.Length, AddedAt = now, AddedBy = actor.Value.Id, Source = source,
            });
            for (var start = 0; start < bytes.Length; start += PackagePart.Bytes)
                db.PackageParts.Add(new PackagePart { PluginId = manifest.Id, Version = manifest.Version, Start = start, Content = bytes[start..Math.Min(bytes.Length, start + PackagePart.Bytes)] });
            db.Audit.Add(new AuditEntry
            {
                Id = ids.New(), At = now, Actor = actor.Value.Id, Action = "plugin.added", Subject = $"plugin:{manifest.Id}",
                Data = new JsonObject { ["version"] = manifest.Version, ["publisher"] = manifest.Publisher, ["level"] = NameOf(level), ["digest"] = package.Content.Digest, ["source"] = source }.ToJsonString(),
            });
            try
            {
                await db.SaveChangesAsync(ct);
            }
            catch (DbUpdateException) when (!ct.IsCancellationRequested)
            {
                // Somebody added it at the same moment; what is there now decides.
                db.ChangeTracker.Clear();
                if (await db.Packages.AsNoTracking().FirstOrDefaultAsync(p => p.PluginId == manifest.Id && p.Version == manifest.Version, ct) is not { } winner) throw;
                return winner.Digest == package.Content.Digest ? ResponseOf(manifest, winner.Level, isNew: false) : OtherContent;
            }

            store.ForgetPackages(db.TenantId);
            return ResponseOf(manifest, level, isNew: true);
        }

        private async Task<bool> MayAddAsync(CancellationToken ct) => (await db.Tenants.AsNoTracking().SingleAsync(t => t.Id == db.TenantId, ct)).PluginRules.MayAddOwn;

        private static Response ResponseOf(PluginManifest manifest, TrustLevel level, bool isNew) => new(manifest.Id, manifest.Version, manifest.DisplayName, manifest.Publisher, NameOf(level), isNew);
    }

    public static string NameOf(TrustLevel level) => level switch { TrustLevel.FirstParty => "first-party", TrustLevel.Verified => "verified", TrustLevel.Private => "private", _ => "dev" };
}
