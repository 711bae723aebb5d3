using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portico.App.Data;
using Portico.App.Tenants;

namespace Portico.App.Packages;

/// <summary>A publisher's key that is trusted: by the operator for all tenants, or by one tenant for itself. Together they are the trust store; it asks nobody outside.</summary>
public sealed class PublisherKeyRow : ITenantOwned
{
    public string TenantId { get; private set; } = "";

    /// <summary>See <see cref="PublisherKey.IdOf"/>.</summary>
    public required string KeyId { get; init; }
    public required string Publisher { get; init; }
    public required string PublicPem { get; init; }
    public required DateTimeOffset NotBefore { get; init; }
    public required DateTimeOffset NotAfter { get; init; }
    public DateTimeOffset? RevokedAt { get; set; }
    public string? RevokedBecause { get; set; }
    public required DateTimeOffset AddedAt { get; init; }

    public TrustedKey ToTrusted() => new(KeyId, Publisher, PublicPem, TenantId == Tenant.Platform ? TrustLevel.Verified : TrustLevel.Private, NotBefore, NotAfter, RevokedAt);

    private sealed class Table : IEntityTypeConfiguration<PublisherKeyRow>
    {
        public void Configure(EntityTypeBuilder<PublisherKeyRow> builder)
        {
            builder.ToTable("publisher_keys");
            builder.HasKey(k => new { k.TenantId, k.KeyId });
            builder.Property(k => k.KeyId).HasMaxLength(32);
            builder.Property(k => k.Publisher).HasMaxLength(100);
            builder.Property(k => k.PublicPem).HasMaxLength(1000);
            builder.Property(k => k.RevokedBecause).HasMaxLength(300);
        }
    }
}
