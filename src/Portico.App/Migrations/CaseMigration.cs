using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portico.App.Cases;
using Portico.App.Data;
using Portico.App.Journeys;

namespace Portico.App.Migrations;

public enum MigrationState
{
    /// <summary>Somebody mapped activities; nothing was moved.</summary>
    Planned,
    Running,

    /// <summary>By a person, or because the canary is through.</summary>
    Paused,

    /// <summary>Whoever could be moved was.</summary>
    Done,
    Undoing,
    Undone,
}

public enum MoveOutcome
{
    Moved,

    /// <summary>The case stays where it was, for a reason.</summary>
    Refused,

    /// <summary>Moved, and moved back.</summary>
    Undone,

    /// <summary>It was to be moved back, but has gone on.</summary>
    Kept,
}

/// <summary>The cases inside one older version of a journey are taken to a newer one.</summary>
public sealed class CaseMigration : ITenantOwned
{
    public string TenantId { get; private set; } = "";
    public required Guid Id { get; init; }
    public required string JourneyKey { get; init; }
    public required int FromVersion { get; init; }
    public required int ToVersion { get; init; }
    public required string FromVersionId { get; init; }
    public required string ToVersionId { get; init; }

    /// <summary>What a person chose, by activity of the old version; empty: no place.</summary>
    public Dictionary<string, string> Mapping { get; set; } = [];

    public MigrationState State { get; set; }

    /// <summary>So many cases are moved before it pauses; null: all.</summary>
    public int? Most { get; set; }

    public DateTimeOffset ChangedAt { get; set; }

    /// <summary>Who planned, started, paused or undid it last.</summary>
    public required string ChangedBy { get; set; }

    /// <summary>Grows with each change, also those of the worker.</summary>
    public int Revision { get; set; }

    private sealed class Table : IEntityTypeConfiguration<CaseMigration>
    {
        public void Configure(EntityTypeBuilder<CaseMigration> builder)
        {
            builder.ToTable("case_migrations");
            builder.HasKey(m => new { m.TenantId, m.Id });
            builder.Property(m => m.JourneyKey).HasMaxLength(64);
            builder.Property(m => m.FromVersionId).HasMaxLength(64);
            builder.Property(m => m.ToVersionId).HasMaxLength(64);
            builder.Property(m => m.ChangedBy).HasMaxLength(100);
            builder.Property(m => m.Revision).IsConcurrencyToken();
            builder.Property(m => m.Mapping).HasConversion(map => JsonSerializer.Serialize(map, JsonSerializerOptions.Web), json => JsonSerializer.Deserialize<Dictionary<string, string>>(json, JsonSerializerOptions.Web)!,
                new ValueComparer<Dictionary<string, string>>((a, b) => a!.OrderBy(p => p.Key).SequenceEqual(b!.OrderBy(p => p.Key)), map => map.Count, map => new(map)));
            builder.HasIndex(m => new { m.TenantId, m.JourneyKey, m.FromVersion, m.ToVersion }).IsUnique();
            builder.HasOne<Journey>().WithMany().HasForeignKey(m => new { m.TenantId, m.JourneyKey }).OnDelete(DeleteBehavior.Cascade);
        }
    }
}

/// <summary>What a migration did to one case, and what is needed to take it back.</summary>
public sealed class CaseMove : ITenantOwned
{
    public string TenantId { get; private set; } = "";
    public required Guid MigrationId { get; init; }
    public required Guid CaseId { get; init; }
    public required string CaseNumber { get; init; }
    public required MoveOutcome Outcome { get; set; }

    /// <summary>Why it was refused or kept.</summary>
    public string? Reason { get; set; }
    public required DateTimeOffset At { get; set; }

    /// <summary>Of the case, when it had been moved: if it has another one now, it has gone on.</summary>
    public int RevisionAfter { get; init; }

    /// <summary>The engine's state and the steps of the case before; null once it cannot be taken back.</summary>
    public string? StateBefore { get; set; }
    public string? StepsBefore { get; set; }

    private sealed class Table : IEntityTypeConfiguration<CaseMove>
    {
        public void Configure(EntityTypeBuilder<CaseMove> builder)
        {
            builder.ToTable("case_moves");
            builder.HasKey(m => new { m.TenantId, m.MigrationId, m.CaseId });
            builder.Property(m => m.CaseNumber).HasMaxLength(16);
            builder.Property(m => m.Reason).HasMaxLength(500);
            builder.Property(m => m.Outcome).IsConcurrencyToken();
            builder.HasIndex(m => new { m.TenantId, m.MigrationId, m.Outcome });
            builder.HasIndex(m => new { m.TenantId, m.CaseId });
            builder.HasOne<CaseMigration>().WithMany().HasForeignKey(m => new { m.TenantId, m.MigrationId }).OnDelete(DeleteBehavior.Cascade);
            builder.HasOne<Case>().WithMany().HasForeignKey(m => new { m.TenantId, m.CaseId }).OnDelete(DeleteBehavior.Cascade);
        }
    }
}

public static class MigrationTables
{
    extension(PorticoDb db)
    {
        public DbSet<CaseMigration> Migrations => db.Set<CaseMigration>();
        public DbSet<CaseMove> CaseMoves => db.Set<CaseMove>();

        /// <summary>Cases that are inside a version: not ended, and so not archived either. A test case stays on what it tests.</summary>
        internal IQueryable<Case> Inside(string versionId) => db.Cases.AsNoTracking().Where(c => c.Environment == TenantEnvironment.Live && c.JourneyVersionId == versionId && c.EndedAt == null);
    }
}
