using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portico.App.Data;

namespace Portico.App.Users;

public static class Roles
{
    public const string Operator = "operator";
    public const string Admin = "admin";
    public const string Agent = "agent";
}

/// <summary>Somebody who works for a tenant (or, in the tenant <c>platform</c>, runs Portico).</summary>
public sealed class Staff : ITenantOwned
{
    public string TenantId { get; init; } = "";
    public required Guid Id { get; init; }
    public required string Email { get; set; }
    public required string NormalizedEmail { get; set; }
    public required string Name { get; set; }
    public required string Role { get; set; }
    public string? PasswordHash { get; set; }
    public string SecurityStamp { get; set; } = "";
    public int AccessFailedCount { get; set; }
    public DateTimeOffset? LockoutEnd { get; set; }
    public DateTimeOffset CreatedAt { get; init; }
    public bool Disabled { get; set; }

    private sealed class Table : IEntityTypeConfiguration<Staff>
    {
        public void Configure(EntityTypeBuilder<Staff> builder)
        {
            builder.ToTable("staff");
            builder.HasKey(s => new { s.TenantId, s.Id });
            builder.Property(s => s.Email).HasMaxLength(254);
            builder.Property(s => s.NormalizedEmail).HasMaxLength(254);
            builder.Property(s => s.Role).HasMaxLength(32);
            builder.HasIndex(s => new { s.TenantId, s.NormalizedEmail }).IsUnique();
        }
    }
}

/// <summary>A machine's key to the API: <c>pk_…</c> starts cases, <c>sk_…</c> reads and works them. Only the hash is kept.</summary>
public sealed class ApiKey : ITenantOwned
{
    public string TenantId { get; private set; } = "";
    public required Guid Id { get; init; }
    public required string Name { get; set; }
    public required string Hash { get; init; }

    /// <summary>True: <c>sk_</c>, back office. False: <c>pk_</c>, may be seen by customers.</summary>
    public required bool Secret { get; init; }

    /// <summary>The only environment that it starts and sees cases in; <c>pk_test_…</c> and <c>sk_test_…</c> say so in their name.</summary>
    public TenantEnvironment Environment { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? RevokedAt { get; set; }

    private sealed class Table : IEntityTypeConfiguration<ApiKey>
    {
        public void Configure(EntityTypeBuilder<ApiKey> builder)
        {
            builder.ToTable("api_keys");
            builder.HasKey(k => new { k.TenantId, k.Id });
            builder.Property(k => k.Hash).HasMaxLength(64);
            builder.Property(k => k.Environment).HasDefaultValue(TenantEnvironment.Live).HasSentinel(TenantEnvironment.Live);
            builder.HasIndex(k => new { k.TenantId, k.Hash }).IsUnique();
            builder.HasIndex(k => k.Hash);
        }
    }
}

public static class UserTables
{
    extension(PorticoDb db)
    {
        public DbSet<Staff> Staff => db.Set<Staff>();
        public DbSet<ApiKey> ApiKeys => db.Set<ApiKey>();
    }
}
