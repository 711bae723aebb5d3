using System.ComponentModel.DataAnnotations;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portico.App.Data;
using Portico.App.Shared;
using Portico.Workflows;

namespace Portico.App.Starters;

/// <summary>What starts a case of a live journey by itself. It is there as long as the journey is live; those of time have a due row under their id.</summary>
public sealed class JourneyStarter : ITenantOwned
{
    /// <summary>Id of the due row of a starter of time.</summary>
    public const string DueId = "start";

    public string TenantId { get; private set; } = "";
    public required Guid Id { get; init; }
    public required string JourneyKey { get; init; }

    /// <summary>The version that is live.</summary>
    public required string VersionId { get; set; }
    public required string ActivityId { get; init; }
    public required StarterKind Kind { get; init; }

    /// <summary>The event's name, the request's path, the cron expression, the interval or the instant.</summary>
    public required string Key { get; init; }

    /// <summary>Of a request: which are taken, parted by blanks.</summary>
    public string Methods { get; init; } = "";

    /// <summary>Of a request: only with a key of the tenant.</summary>
    public bool Authorize { get; init; }

    private sealed class Table : IEntityTypeConfiguration<JourneyStarter>
    {
        public void Configure(EntityTypeBuilder<JourneyStarter> builder)
        {
            builder.ToTable("starters");
            builder.HasKey(s => new { s.TenantId, s.Id });
            builder.Property(s => s.JourneyKey).HasMaxLength(64);
            builder.Property(s => s.VersionId).HasMaxLength(64);
            builder.Property(s => s.Key).HasMaxLength(Ids.LongestBounded);
            builder.Property(s => s.Methods).HasMaxLength(64);
            builder.HasIndex(s => new { s.TenantId, s.Kind, s.Key });
            builder.HasIndex(s => new { s.TenantId, s.JourneyKey });
        }
    }
}

/// <summary>Journeys that start by themselves. Section <c>Portico:Starters</c>; a bad value stops start-up.</summary>
public sealed class StarterOptions
{
    /// <summary>The least time between two starts by one timer or cron expression, 1 s to 1 day; what is asked for more often happens this often. Default 10 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan ShortestInterval { get; set; } = TimeSpan.FromSeconds(10);
}

public static class StarterTables
{
    extension(PorticoDb db) { public DbSet<JourneyStarter> Starters => db.Set<JourneyStarter>(); }
}
