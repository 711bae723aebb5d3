using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portico.App.Data;

namespace Portico.App.Journeys;

/// <summary>What one save of a draft held. The draft itself is overwritten by the next save; this is not, so nothing that was drawn is lost.</summary>
public sealed class JourneySave : ITenantOwned
{
    /// <summary>Saves of a journey that are kept; the oldest go first. The designer saves at each change, so this is some hours of drawing.</summary>
    public const int Kept = 200;

    public string TenantId { get; private set; } = "";
    public required string JourneyKey { get; init; }
    public required int Number { get; init; }

    /// <summary>Below zero: it was refused, because somebody else had saved meanwhile, and is kept aside for whoever drew it.</summary>
    public required int Revision { get; init; }
    public required string Definition { get; init; }
    public required DateTimeOffset At { get; init; }

    /// <summary>The actor who saved it.</summary>
    public required string By { get; init; }

    /// <param name="by">The actor.</param>
    public static JourneySave Of(JourneyVersion drawing, DateTimeOffset at, string by) =>
        new() { JourneyKey = drawing.JourneyKey, Number = drawing.Number, Revision = drawing.Revision, Definition = drawing.Definition, At = at, By = by };

    private sealed class Table : IEntityTypeConfiguration<JourneySave>
    {
        public void Configure(EntityTypeBuilder<JourneySave> builder)
        {
            builder.ToTable("journey_saves");
            builder.HasKey(s => new { s.TenantId, s.JourneyKey, s.Number, s.Revision });
            builder.Property(s => s.JourneyKey).HasMaxLength(64);
            builder.Property(s => s.By).HasMaxLength(100);
            builder.HasOne<Journey>().WithMany().HasForeignKey(s => new { s.TenantId, s.JourneyKey }).OnDelete(DeleteBehavior.Cascade);
        }
    }
}
