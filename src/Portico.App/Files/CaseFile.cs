using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portico.App.Cases;
using Portico.App.Data;
using Portico.App.Forms;

namespace Portico.App.Files;

public enum FileState
{
    /// <summary>Bytes of it are missing, or nobody has looked at it yet. Nobody can read it.</summary>
    Quarantined,

    /// <summary>Examined and, if it is a picture, drawn anew.</summary>
    Accepted,
}

/// <summary>Something that a customer uploaded for one field of a case. Its content lies beside it in parts, where every node finds it.</summary>
public sealed class CaseFile : ITenantOwned
{
    public string TenantId { get; private set; } = "";
    public required Guid Id { get; init; }
    public required Guid CaseId { get; init; }
    public required string Field { get; init; }

    /// <summary>Ours, from the one that it came with; its ending says what it is, not what it was called.</summary>
    public required string Name { get; set; }

    /// <summary>What the field takes, see <see cref="FileTypes"/>; null: anything that any field takes.</summary>
    public string? Accept { get; init; }

    /// <summary>In bytes: as announced, later as stored.</summary>
    public required long Size { get; set; }

    /// <summary>Bytes that have arrived.</summary>
    public long Received { get; set; }

    public FileState State { get; set; }

    /// <summary>By content; empty as long as it is in quarantine.</summary>
    public string Type { get; set; } = "";
    public string Sha256 { get; set; } = "";

    /// <summary>What its parts are sealed with, sealed itself.</summary>
    public required string Key { get; init; }

    /// <summary>A small picture of it, sealed; null: there is none.</summary>
    public byte[]? Preview { get; set; }

    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>Whether an answer of the case refers to it. What nobody refers to goes after a while.</summary>
    public bool Used { get; set; }

    public int Revision { get; set; }

    public FileAnswer ToAnswer() => new(Id, Field, Name, Type, Size, Sha256);

    private sealed class Table : IEntityTypeConfiguration<CaseFile>
    {
        public void Configure(EntityTypeBuilder<CaseFile> builder)
        {
            builder.ToTable("case_files");
            builder.HasKey(f => new { f.TenantId, f.Id });
            builder.Property(f => f.Field).HasMaxLength(64);
            builder.Property(f => f.Name).HasMaxLength(200);
            builder.Property(f => f.Accept).HasMaxLength(16);
            builder.Property(f => f.Type).HasMaxLength(32);
            builder.Property(f => f.Sha256).HasMaxLength(64);
            builder.Property(f => f.Revision).IsConcurrencyToken();
            builder.HasIndex(f => new { f.TenantId, f.CaseId });
            builder.HasIndex(f => new { f.Used, f.CreatedAt }); // the sweep looks across tenants
            builder.HasOne<Case>().WithMany().HasForeignKey(f => new { f.TenantId, f.CaseId }).OnDelete(DeleteBehavior.Cascade);
        }
    }
}

/// <summary>A piece of the content, sealed.</summary>
public sealed class FilePart : ITenantOwned
{
    public string TenantId { get; private set; } = "";
    public required Guid FileId { get; init; }

    /// <summary>False: as it came. Only clean parts are ever read out.</summary>
    public required bool Clean { get; init; }

    /// <summary>Place of its first byte in the whole.</summary>
    public required long Start { get; init; }

    public required byte[] Content { get; init; }

    private sealed class Table : IEntityTypeConfiguration<FilePart>
    {
        public void Configure(EntityTypeBuilder<FilePart> builder)
        {
            builder.ToTable("file_parts");
            builder.HasKey(p => new { p.TenantId, p.FileId, p.Clean, p.Start });
            builder.HasOne<CaseFile>().WithMany().HasForeignKey(p => new { p.TenantId, p.FileId }).OnDelete(DeleteBehavior.Cascade);
        }
    }
}

public static class FileTables
{
    extension(PorticoDb db)
    {
        public DbSet<CaseFile> CaseFiles => db.Set<CaseFile>();
        public DbSet<FilePart> FileParts => db.Set<FilePart>();
    }
}
