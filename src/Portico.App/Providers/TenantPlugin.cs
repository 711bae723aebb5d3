using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portico.App.Data;

namespace Portico.App.Providers;

/// <summary>A plugin that a tenant has installed from a package. New calls go to <see cref="Version"/>; calls that had begun stay with the version they began with.</summary>
public sealed class TenantPlugin : ITenantOwned
{
    public string TenantId { get; private set; } = "";
    public required string PluginId { get; init; }

    /// <summary>Whose package: the platform's, or the tenant's own.</summary>
    public required string Owner { get; set; }
    public required string Version { get; set; }

    /// <summary>The one before, to which one button leads back. Null: there was none.</summary>
    public string? FormerVersion { get; set; }

    /// <summary>Nothing is asked of it until the tenant goes on with it.</summary>
    public DateTimeOffset? SuspendedAt { get; set; }

    /// <summary>Everything that the tenant has agreed to, see <see cref="Permissions"/>: a version that asks for more is not installed without being agreed to anew.</summary>
    public List<string> Agreed { get; set; } = [];
    public required string AgreedBy { get; set; }
    public required DateTimeOffset AgreedAt { get; set; }
    public required DateTimeOffset InstalledAt { get; init; }
    public int Revision { get; set; } = 1;

    private sealed class Table : IEntityTypeConfiguration<TenantPlugin>
    {
        public void Configure(EntityTypeBuilder<TenantPlugin> builder)
        {
            builder.ToTable("tenant_plugins");
            builder.HasKey(p => new { p.TenantId, p.PluginId });
            builder.Property(p => p.PluginId).HasMaxLength(80);
            builder.Property(p => p.Owner).HasMaxLength(64);
            builder.Property(p => p.Version).HasMaxLength(64);
            builder.Property(p => p.FormerVersion).HasMaxLength(64);
            builder.Property(p => p.AgreedBy).HasMaxLength(100);
            builder.Property(p => p.Revision).IsConcurrencyToken();
            builder.Property(p => p.Agreed).HasConversion(list => string.Join('\n', list), text => text.Split('\n', StringSplitOptions.RemoveEmptyEntries).ToList(),
                new Microsoft.EntityFrameworkCore.ChangeTracking.ValueComparer<List<string>>((a, b) => a!.SequenceEqual(b!), list => list.Count, list => list.ToList()));
        }
    }
}
