using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portico.App.Data;

namespace Portico.App.Ways;

/// <summary>
/// Answers that a tenant's system left for somebody who is about to start a journey. The link names them by a secret of which only the hash is here, and they are sealed with that secret:
/// whoever reads this table, or a backup of it, without having the link reads nothing.
/// </summary>
public sealed class Prefill : ITenantOwned, IOfEnvironment
{
    public string TenantId { get; private set; } = "";
    public required string TokenHash { get; init; }
    public required string JourneyKey { get; init; }
    public TenantEnvironment Environment { get; init; }

    /// <summary>The language of the link; null: the visitor's.</summary>
    public string? Locale { get; init; }

    /// <summary>One case can be started by it; else as many as people start.</summary>
    public bool Once { get; init; }

    /// <summary>The answers, sealed; empty once the only case was started.</summary>
    public required string Sealed { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>The case that used it up; null: none did.</summary>
    public string? UsedBy { get; private set; }

    public bool IsOpen(DateTimeOffset now) => UsedBy is null && ExpiresAt > now;

    /// <summary>A case starts with it, in the same commit.</summary>
    public void Use(string number)
    {
        if (Once) (UsedBy, Sealed) = (number, "");
    }

    private sealed class Table : IEntityTypeConfiguration<Prefill>
    {
        public void Configure(EntityTypeBuilder<Prefill> builder)
        {
            builder.ToTable("prefills");
            builder.HasKey(p => new { p.TenantId, p.TokenHash });
            builder.Property(p => p.TokenHash).HasMaxLength(64);
            builder.Property(p => p.JourneyKey).HasMaxLength(64);
            builder.Property(p => p.Locale).HasMaxLength(35);
            builder.Property(p => p.UsedBy).HasMaxLength(16).IsConcurrencyToken(); // of two who start at once one does
            builder.HasIndex(p => p.ExpiresAt); // what there is to sweep
        }
    }
}

public static class PrefillTables
{
    extension(PorticoDb db) { public DbSet<Prefill> Prefills => db.Set<Prefill>(); }
}
