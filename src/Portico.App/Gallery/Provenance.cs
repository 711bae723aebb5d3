using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portico.App.Data;
using Portico.App.Journeys;

namespace Portico.App.Gallery;

/// <summary>Where a journey comes from: the template it was copied from, as that was then. What became of the journey since is its own history.</summary>
public sealed class Provenance : ITenantOwned
{
    public string TenantId { get; private set; } = "";
    public required string JourneyKey { get; init; }

    /// <summary>Key of the template in the gallery.</summary>
    public required string Template { get; init; }
    public required int Version { get; init; }

    /// <summary>Of the template's journey, forms and messages together.</summary>
    public required string ContentHash { get; init; }

    /// <summary>The template itself, a bundle, to say in words what is different in a later version of it.</summary>
    public required string Content { get; init; }
    public required DateTimeOffset TakenAt { get; init; }

    /// <summary>The actor.</summary>
    public required string TakenBy { get; init; }

    private sealed class Table : IEntityTypeConfiguration<Provenance>
    {
        public void Configure(EntityTypeBuilder<Provenance> builder)
        {
            builder.ToTable("journey_provenances");
            builder.HasKey(p => new { p.TenantId, p.JourneyKey });
            builder.Property(p => p.JourneyKey).HasMaxLength(64);
            builder.Property(p => p.Template).HasMaxLength(64);
            builder.Property(p => p.ContentHash).HasMaxLength(64);
            builder.Property(p => p.TakenBy).HasMaxLength(100);
            builder.HasOne<Journey>().WithOne().HasForeignKey<Provenance>(p => new { p.TenantId, p.JourneyKey }).OnDelete(DeleteBehavior.Cascade);
        }
    }
}

public static class ProvenanceTables
{
    extension(PorticoDb db) { public DbSet<Provenance> Provenances => db.Set<Provenance>(); }
}
