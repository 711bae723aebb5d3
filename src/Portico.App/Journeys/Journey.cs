using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portico.App.Data;

namespace Portico.App.Journeys;

/// <summary>A named journey of a tenant. Its drawings are <see cref="JourneyVersion"/>s.</summary>
public sealed class Journey : ITenantOwned
{
    public string TenantId { get; private set; } = "";

    /// <summary>Elsa's definition id and the name in addresses, for example <c>move-in</c>.</summary>
    public required string Key { get; init; }
    public required string Name { get; set; }
    public string? Description { get; set; }

    /// <summary>Number of the version that new customers start on; null = not published.</summary>
    public int? LiveVersion { get; set; }

    /// <summary>Number of the version that test cases start on; null = not published to test.</summary>
    public int? TestVersion { get; set; }

    /// <summary>The <see cref="JourneyPilot"/> that runs; null: none.</summary>
    public Guid? PilotId { get; set; }

    private sealed class Table : IEntityTypeConfiguration<Journey>
    {
        public void Configure(EntityTypeBuilder<Journey> builder)
        {
            builder.ToTable("journeys");
            builder.HasKey(j => new { j.TenantId, j.Key });
            builder.Property(j => j.Key).HasMaxLength(64);
            // Publishing, retracting, starting and ending a pilot meet here: of two at once one is refused.
            builder.Property(j => j.LiveVersion).IsConcurrencyToken();
            builder.Property(j => j.PilotId).IsConcurrencyToken();
            builder.Property(j => j.TestVersion).IsConcurrencyToken();
        }
    }
}

/// <summary>One drawing. A draft may change; once published it never does again.</summary>
public sealed class JourneyVersion : ITenantOwned
{
    public string TenantId { get; private set; } = "";

    /// <summary>Elsa's version id.</summary>
    public required string Id { get; init; }
    public required string JourneyKey { get; init; }
    public required int Number { get; init; }

    /// <summary>The Elsa-3 definition as the designer saved it.</summary>
    public required string Definition { get; set; }

    /// <summary>Of what matters to a run; cases remember it.</summary>
    public string ContentHash { get; set; } = "";

    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset UpdatedAt { get; set; }

    /// <summary>When it became what it will always be: it was published to test or live, or piloted. Null: a draft.</summary>
    public DateTimeOffset? PublishedAt { get; set; }

    /// <summary>When customers could first start on it, be it live or a pilot; null: so far only test cases run it, if anybody.</summary>
    public DateTimeOffset? ReleasedAt { get; set; }

    /// <summary>Which version of each form this drawing shows, fixed at publishing; empty for a draft.</summary>
    public Dictionary<string, int> FormVersions { get; set; } = [];

    /// <summary>Why the warnings of this drawing are meant to be so; said at publishing.</summary>
    public List<Justification> Justifications { get; set; } = [];

    /// <summary>Grows with each save: the designer says which one it started from.</summary>
    public int Revision { get; set; } = 1;

    public bool IsPublished => PublishedAt is not null;

    /// <summary>Names exactly this state of this drawing: a save says which one it started from.</summary>
    public string Token => TokenOf(Number, Revision);

    public static string TokenOf(int number, int revision) => FormattableString.Invariant($"{number}.{revision}");

    /// <param name="token">One that <see cref="TokenOf"/> made.</param>
    public static int NumberOf(string token) => int.Parse(token.AsSpan(0, token.IndexOf('.', StringComparison.Ordinal)), System.Globalization.CultureInfo.InvariantCulture);

    private sealed class Table : IEntityTypeConfiguration<JourneyVersion>
    {
        public void Configure(EntityTypeBuilder<JourneyVersion> builder)
        {
            builder.ToTable("journey_versions");
            builder.HasKey(v => new { v.TenantId, v.Id });
            builder.Property(v => v.Id).HasMaxLength(64);
            builder.Property(v => v.JourneyKey).HasMaxLength(64);
            builder.Property(v => v.ContentHash).HasMaxLength(64);
            builder.Property(v => v.Revision).IsConcurrencyToken();
            builder.Property(v => v.FormVersions).HasConversion(map => JsonSerializer.Serialize(map, JsonSerializerOptions.Web), json => JsonSerializer.Deserialize<Dictionary<string, int>>(json, JsonSerializerOptions.Web)!,
                new Microsoft.EntityFrameworkCore.ChangeTracking.ValueComparer<Dictionary<string, int>>((a, b) => a!.OrderBy(p => p.Key).SequenceEqual(b!.OrderBy(p => p.Key)), map => map.Count, map => new(map)));
            builder.Property(v => v.Justifications).AsJson();
            builder.HasIndex(v => new { v.TenantId, v.JourneyKey, v.Number }).IsUnique();
            builder.HasOne<Journey>().WithMany().HasForeignKey(v => new { v.TenantId, v.JourneyKey }).OnDelete(DeleteBehavior.Cascade);
        }
    }
}

public static class JourneyTables
{
    extension(PorticoDb db)
    {
        public DbSet<Journey> Journeys => db.Set<Journey>();
        public DbSet<JourneyVersion> JourneyVersions => db.Set<JourneyVersion>();
    }
}
