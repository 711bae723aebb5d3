using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portico.App.Data;
using Portico.App.Shared;

namespace Portico.App.Journeys;

/// <summary>The two groups that are compared. A case that is in neither does not count.</summary>
public enum PilotGroup { Pilot, Control }

public enum PilotEnd { Scaled, Stopped }

/// <summary>The pilot and the group that a new case counts in.</summary>
public sealed record PilotPlace(Guid Pilot, PilotGroup Group);

/// <summary>A version that a share of the new customers starts on while another one is live. As many again start on the live one to be compared with.</summary>
public sealed class JourneyPilot : ITenantOwned
{
    /// <summary>In percent: with a control group as large, everybody is then in one of the two.</summary>
    public const int LargestShare = 50;

    public string TenantId { get; private set; } = "";
    public required Guid Id { get; init; }
    public required string JourneyKey { get; init; }
    public required int Version { get; init; }
    public required string VersionId { get; init; }

    /// <summary>The version that was live when it started, and is for as long as it runs.</summary>
    public required int Against { get; init; }
    public required string AgainstId { get; init; }

    /// <summary>How many of a hundred new customers start on it; as many are the control group.</summary>
    public required int Percent { get; set; }

    /// <summary>Only customers with this language take part; null: all.</summary>
    public string? Locale { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>The actor who started it, and the one who ended it.</summary>
    public required string StartedBy { get; init; }
    public DateTimeOffset? EndedAt { get; private set; }
    public string? EndedBy { get; private set; }
    public PilotEnd? End { get; private set; }

    public void Close(PilotEnd end, DateTimeOffset now, string by) => (End, EndedAt, EndedBy) = (end, now, by);

    /// <summary>The same lot always falls on the same place. The groups grow from both ends towards the middle, so whoever is in one stays in it when the share grows.</summary>
    /// <param name="lot">Stands for the customer: the same for whoever has to land on the same side again.</param>
    /// <returns>Null: takes no part.</returns>
    public PilotGroup? GroupOf(string lot, string locale)
    {
        const int places = 10_000;
        if (Locale is not null && Locale != locale) return null;
        // The id is part of it, so that the few of one pilot are not the few of the next one.
        var place = (int)(BinaryPrimitives.ReadUInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes($"{Id:N}/{lot}"))) % places);
        var size = Percent * places / 100;
        return place < size ? PilotGroup.Pilot : place >= places - size ? PilotGroup.Control : null;
    }

    private sealed class Table : IEntityTypeConfiguration<JourneyPilot>
    {
        public void Configure(EntityTypeBuilder<JourneyPilot> builder)
        {
            builder.ToTable("journey_pilots");
            builder.HasKey(p => new { p.TenantId, p.Id });
            builder.Property(p => p.JourneyKey).HasMaxLength(64);
            builder.Property(p => p.VersionId).HasMaxLength(64);
            builder.Property(p => p.AgainstId).HasMaxLength(64);
            builder.Property(p => p.Locale).HasMaxLength(35);
            builder.Property(p => p.StartedBy).HasMaxLength(100);
            builder.Property(p => p.EndedBy).HasMaxLength(100);
            builder.Property(p => p.Percent).IsConcurrencyToken();
            builder.Property(p => p.EndedAt).IsConcurrencyToken();
            builder.HasIndex(p => new { p.TenantId, p.JourneyKey, p.StartedAt });
            builder.HasOne<Journey>().WithMany().HasForeignKey(p => new { p.TenantId, p.JourneyKey }).OnDelete(DeleteBehavior.Cascade);
        }
    }
}

public static class PilotTables
{
    extension(PorticoDb db) { public DbSet<JourneyPilot> JourneyPilots => db.Set<JourneyPilot>(); }
}
