using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portico.App.Data;

namespace Portico.App.Providers;

/// <summary>A host that the tenant's journeys may send requests to, in one environment. Without any, they reach nobody.</summary>
public sealed class ReachableHost : ITenantOwned
{
    public string TenantId { get; private set; } = "";

    public TenantEnvironment Environment { get; init; }

    /// <summary>In lower case, as it stands in addresses (punycode).</summary>
    public required string Host { get; init; }
    public required DateTimeOffset AddedAt { get; init; }

    /// <summary>The host of an address, as it stands in the list.</summary>
    public static string In(Uri address) => address.IdnHost.ToLowerInvariant().TrimEnd('.');

    private sealed class Table : IEntityTypeConfiguration<ReachableHost>
    {
        public void Configure(EntityTypeBuilder<ReachableHost> builder)
        {
            builder.ToTable("reachable_hosts");
            builder.HasKey(h => new { h.TenantId, h.Environment, h.Host });
            builder.Property(h => h.Host).HasMaxLength(253);
        }
    }
}
