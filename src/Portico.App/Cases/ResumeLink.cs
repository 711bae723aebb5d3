using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portico.App.Data;
using Portico.App.Shared;

namespace Portico.App.Cases;

/// <summary>A mailed link that leads back to a case. It opens nothing: whoever has it can have a code sent to where the link itself went, and that code opens. Only hashes are kept.</summary>
public sealed class ResumeLink : ITenantOwned
{
    /// <summary>Wrong codes after which none is right any more until another one is sent.</summary>
    public const int MostTries = 5;

    public static readonly TimeSpan CodeLife = TimeSpan.FromMinutes(10);

    public string TenantId { get; private set; } = "";
    public required string TokenHash { get; init; }
    public required Guid CaseId { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>By which channel the link went, and its codes go; empty in a link of an earlier release.</summary>
    public string Channel { get; set; } = "";

    /// <summary>The address it went to.</summary>
    public string To { get; set; } = "";

    /// <summary>Of the code that was sent last; null: none is expected.</summary>
    public string? CodeHash { get; private set; }

    public DateTimeOffset? CodeExpiresAt { get; private set; }

    public int CodeTries { get; private set; }

    /// <summary>From now on only this code is right.</summary>
    public void Expect(string token, string code, DateTimeOffset now) => (CodeHash, CodeExpiresAt, CodeTries) = (HashOf(token, code), now + CodeLife, 0);

    /// <summary>A right code is right once; a wrong one counts.</summary>
    public bool Try(string token, string code, DateTimeOffset now)
    {
        if (CodeHash is not { } expected || CodeExpiresAt < now) return false;
        CodeTries++;
        var right = CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(expected), Encoding.ASCII.GetBytes(HashOf(token, code)));
        if (right || CodeTries >= MostTries) (CodeHash, CodeExpiresAt) = (null, null);
        return right;
    }

    // The secret of the link is in no table, so a code cannot be found out from here.
    private static string HashOf(string token, string code) => Ids.Hash($"{token}:{code}");

    private sealed class Table : IEntityTypeConfiguration<ResumeLink>
    {
        public void Configure(EntityTypeBuilder<ResumeLink> builder)
        {
            builder.ToTable("resume_links");
            builder.HasKey(l => new { l.TenantId, l.TokenHash });
            builder.Property(l => l.TokenHash).HasMaxLength(64);
            builder.Property(l => l.Channel).HasMaxLength(16).HasDefaultValue("");
            builder.Property(l => l.To).HasMaxLength(254).HasDefaultValue("");
            // Of many who try at once each counts.
            builder.Property(l => l.CodeHash).HasMaxLength(64).IsConcurrencyToken();
            builder.Property(l => l.CodeTries).HasDefaultValue(0).IsConcurrencyToken();
            builder.HasOne<Case>().WithMany().HasForeignKey(l => new { l.TenantId, l.CaseId }).OnDelete(DeleteBehavior.Cascade);
        }
    }
}

public static class ResumeLinkTables
{
    extension(PorticoDb db) { public DbSet<ResumeLink> ResumeLinks => db.Set<ResumeLink>(); }
}
