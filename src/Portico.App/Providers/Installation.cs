using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portico.App.Data;

namespace Portico.App.Providers;

/// <summary>A tenant's configured provider: plugin, settings and secrets, for the cases of one environment.</summary>
public sealed class Installation : ITenantOwned
{
    public string TenantId { get; private set; } = "";

    /// <summary>Short name in addresses and in the designer, for example <c>kyc</c>.</summary>
    public required string Key { get; init; }
    public TenantEnvironment Environment { get; init; }

    /// <summary>Of a test installation: the key of the live one whose place it takes where a journey names that. The same drawing then runs in both environments.</summary>
    public string? StandsFor { get; set; }
    public required string PluginId { get; init; }
    public required string Contract { get; init; }

    /// <summary>For channels: <c>email</c> or <c>sms</c>.</summary>
    public string? Channel { get; set; }
    public required string DisplayName { get; set; }
    public bool Enabled { get; set; } = true;

    /// <summary>Used where the journey names no provider.</summary>
    public bool IsDefault { get; set; }

    /// <summary>What a call costs the tenant, in millionths of its currency (<see cref="Tenants.Tenant.Currency"/>): a text message costs less than a penny. 0: nothing, or not said.</summary>
    public long CallCostMicros { get; set; }

    public string Settings { get; set; } = "{}";

    /// <summary>What another version of the plugin took over, as JSON of <see cref="FormerVersionSettings"/>: the way back to that version leads back to these. Null: none did.</summary>
    public string? Former { get; set; }

    /// <summary>Write-only: encrypted name → value. Nothing reads it but the call itself.</summary>
    public string ProtectedSecrets { get; set; } = "";

    /// <summary>Which secrets are set, and since when: what may be shown.</summary>
    public Dictionary<string, DateTimeOffset> SecretsSet { get; set; } = [];

    /// <summary>Hash of the unguessable part of the callback address.</summary>
    public required string CallbackSecret { get; set; }

    public DateTimeOffset? CheckedAt { get; set; }
    public bool? Healthy { get; set; }
    public string? HealthText { get; set; }
    public DateTimeOffset UpdatedAt { get; set; }
    public int Revision { get; set; } = 1;

    /// <summary>Which of these a call goes to.</summary>
    /// <param name="candidates">Switched on, of one environment and contract (and channel).</param>
    /// <param name="named">By the journey, or by the attempt before; null: by nobody.</param>
    public static Installation? Choose(IEnumerable<Installation> candidates, string? named) =>
        named is null ? candidates.OrderByDescending(one => one.IsDefault).ThenBy(one => one.Key, StringComparer.Ordinal).FirstOrDefault()
        : candidates.Where(one => one.Key == named || one.StandsFor == named).OrderByDescending(one => one.Key == named).ThenBy(one => one.Key, StringComparer.Ordinal).FirstOrDefault();

    private sealed class Table : IEntityTypeConfiguration<Installation>
    {
        public void Configure(EntityTypeBuilder<Installation> builder)
        {
            builder.ToTable("installations");
            builder.HasKey(i => new { i.TenantId, i.Key });
            builder.Property(i => i.Key).HasMaxLength(64);
            builder.Property(i => i.StandsFor).HasMaxLength(64);
            builder.Property(i => i.Environment).HasDefaultValue(TenantEnvironment.Live).HasSentinel(TenantEnvironment.Live);
            builder.Property(i => i.Revision).IsConcurrencyToken();
            builder.Property(i => i.SecretsSet).HasConversion(
                map => System.Text.Json.JsonSerializer.Serialize(map, System.Text.Json.JsonSerializerOptions.Web), json => System.Text.Json.JsonSerializer.Deserialize<Dictionary<string, DateTimeOffset>>(json, System.Text.Json.JsonSerializerOptions.Web)!,
                new Microsoft.EntityFrameworkCore.ChangeTracking.ValueComparer<Dictionary<string, DateTimeOffset>>((a, b) => a!.OrderBy(p => p.Key).SequenceEqual(b!.OrderBy(p => p.Key)), map => map.Count, map => new(map)));
        }
    }
}

public static class ProviderTables
{
    extension(PorticoDb db)
    {
        public DbSet<Installation> Installations => db.Set<Installation>();
        public DbSet<TenantPlugin> TenantPlugins => db.Set<TenantPlugin>();
        public DbSet<ReachableHost> ReachableHosts => db.Set<ReachableHost>();
    }
}
