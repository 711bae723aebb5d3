using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portico.App.Data;

namespace Portico.App.Packages;

/// <summary>
/// One version of a plugin, as it was added. It belongs to the platform's own scope, where all tenants find it, or to one tenant, and then nobody else sees it. It never changes;
/// its content lies beside it in parts, where every node finds it.
/// </summary>
public sealed class StoredPackage : ITenantOwned
{
    public string TenantId { get; private set; } = "";
    public required string PluginId { get; init; }
    public required string Version { get; init; }
    public required string Publisher { get; init; }

    /// <summary>How far it was trusted when it was added. Asked again each time it is used.</summary>
    public required TrustLevel Level { get; init; }

    /// <summary>plugin.json as it stands in the package.</summary>
    public required string Manifest { get; init; }

    /// <summary>plugin.sig as it stands in the package; null: not signed.</summary>
    public string? Signature { get; init; }

    /// <summary>Names its content, see <see cref="ContentList.Digest"/>.</summary>
    public required string Digest { get; init; }

    /// <summary>Of the package, in bytes.</summary>
    public required long Size { get; init; }

    /// <summary>The platform's own time: the one that a key's validity is held against.</summary>
    public required DateTimeOffset AddedAt { get; init; }
    public required string AddedBy { get; init; }

    /// <summary><c>upload</c>, <c>api</c>, <c>folder</c>, or the host of a feed.</summary>
    public required string Source { get; init; }

    /// <summary>From then on no node runs it. Null: it may be used.</summary>
    public DateTimeOffset? WithdrawnAt { get; set; }
    public string? WithdrawnBecause { get; set; }

    private sealed class Table : IEntityTypeConfiguration<StoredPackage>
    {
        public void Configure(EntityTypeBuilder<StoredPackage> builder)
        {
            builder.ToTable("plugin_packages");
            builder.HasKey(p => new { p.TenantId, p.PluginId, p.Version });
            builder.Property(p => p.PluginId).HasMaxLength(80);
            builder.Property(p => p.Version).HasMaxLength(64);
            builder.Property(p => p.Publisher).HasMaxLength(100);
            builder.Property(p => p.Digest).HasMaxLength(64);
            builder.Property(p => p.AddedBy).HasMaxLength(100);
            builder.Property(p => p.Source).HasMaxLength(253);
            builder.Property(p => p.WithdrawnBecause).HasMaxLength(300);
        }
    }
}

/// <summary>A piece of a package.</summary>
public sealed class PackagePart : ITenantOwned
{
    public const int Bytes = 512 << 10;

    public string TenantId { get; private set; } = "";
    public required string PluginId { get; init; }
    public required string Version { get; init; }

    /// <summary>Place of its first byte in the whole.</summary>
    public required long Start { get; init; }
    public required byte[] Content { get; init; }

    private sealed class Table : IEntityTypeConfiguration<PackagePart>
    {
        public void Configure(EntityTypeBuilder<PackagePart> builder)
        {
            builder.ToTable("plugin_package_parts");
            builder.HasKey(p => new { p.TenantId, p.PluginId, p.Version, p.Start });
            builder.Property(p => p.PluginId).HasMaxLength(80);
            builder.Property(p => p.Version).HasMaxLength(64);
            builder.HasOne<StoredPackage>().WithMany().HasForeignKey(p => new { p.TenantId, p.PluginId, p.Version }).OnDelete(DeleteBehavior.Cascade);
        }
    }
}

public static class PackageTables
{
    extension(PorticoDb db)
    {
        public DbSet<StoredPackage> Packages => db.Set<StoredPackage>();
        public DbSet<PackagePart> PackageParts => db.Set<PackagePart>();
        public DbSet<PublisherKeyRow> PublisherKeys => db.Set<PublisherKeyRow>();
    }
}
