using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Portico.App.Data;
using Portico.App.Plugins;
using Portico.App.Shared;
using Portico.App.Tenants;

namespace Portico.App.Packages;

/// <summary>What packages and keys there are, for whoever asks in whatever scope: a tenant's own and the platform's. Answers are a few seconds old at most, so that a withdrawn package or a revoked key is gone soon on every node.</summary>
public sealed class PackageStore(IServiceScopeFactory scopes, RecentAnswers recent, IOptions<PluginOptions> options, TimeProvider clock)
{
    /// <param name="owner">A tenant, or <see cref="Tenant.Platform"/>.</param>
    /// <returns>All versions of all plugins, the newest version of each first.</returns>
    public async Task<IReadOnlyList<StoredPackage>> OfAsync(string owner) =>
        await recent.GetAsync(("packages", "", owner), () => AskAsync(owner, async db => (IReadOnlyList<StoredPackage>?)(await db.Packages.AsNoTracking().ToListAsync()).OrderBy(p => p.PluginId, StringComparer.Ordinal).ThenByDescending(p => p.Version, SemanticVersion.Order).ToList())) ?? [];

    public async Task<StoredPackage?> FindAsync(string owner, string pluginId, string version) => (await OfAsync(owner)).FirstOrDefault(p => p.PluginId == pluginId && p.Version == version);

    /// <summary>What this owner trusts: the platform's keys, and his own.</summary>
    public async Task<TrustStore> TrustOfAsync(string owner)
    {
        var keys = await KeysAsync(Tenant.Platform);
        var own = owner == Tenant.Platform ? [] : await KeysAsync(owner);
        return new TrustStore(keys.Concat(own.Where(key => keys.All(known => known.KeyId != key.KeyId))).Select(key => key.ToTrusted()));
    }

    /// <summary>Looks at a stored package once more with what is trusted now.</summary>
    /// <param name="content">Of the folder that it is about to be loaded from; null: it was judged when it was loaded, and only who is trusted may have changed.</param>
    /// <returns>Null: it may be used; else the code of why not.</returns>
    public async Task<PackageException?> RefusalAsync(StoredPackage package, PluginManifest manifest, ContentList? content)
    {
        if (package.WithdrawnAt is not null) return new PackageException("package.withdrawn", $"Version {package.Version} was withdrawn: {package.WithdrawnBecause}");
        try
        {
            var signature = package.Signature is { } text ? PluginSignature.Parse(System.Text.Encoding.UTF8.GetBytes(text)) : null;
            var (trust, lowest, now) = (await TrustOfAsync(package.TenantId), options.Value.Lowest, clock.GetUtcNow());
            if (content is null) trust.JudgeAgain(manifest, signature, lowest, package.AddedAt, now);
            else trust.Judge(manifest, content, signature, lowest, package.AddedAt, now);
            return null;
        }
        catch (PackageException refused)
        {
            return refused;
        }
    }

    public Task<byte[]> ReadAsync(StoredPackage package) => AskAsync(package.TenantId, async db =>
    {
        var bytes = new byte[package.Size];
        await foreach (var part in db.PackageParts.AsNoTracking().Where(p => p.PluginId == package.PluginId && p.Version == package.Version).AsAsyncEnumerable()) part.Content.CopyTo(bytes, part.Start);
        return bytes;
    });

    public void ForgetPackages(string owner) => recent.Forget(("packages", "", owner));

    public void ForgetKeys(string owner) => recent.Forget(("publisher keys", "", owner));

    private async Task<IReadOnlyList<PublisherKeyRow>> KeysAsync(string owner) =>
        await recent.GetAsync(("publisher keys", "", owner), () => AskAsync(owner, async db => (IReadOnlyList<PublisherKeyRow>?)await db.PublisherKeys.AsNoTracking().ToListAsync())) ?? [];

    private async Task<T> AskAsync<T>(string owner, Func<PorticoDb, Task<T>> ask)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<TenantScope>().Enter(owner);
        return await ask(scope.ServiceProvider.GetRequiredService<PorticoDb>());
    }
}
