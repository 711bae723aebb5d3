using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portico.App.Data;

namespace Portico.App.Appointments;

public enum AppointmentState { Booked, Held, NoShow, Cancelled }

/// <summary>A time that a customer chose, with who will be there. It says nothing about the customer but in which case to look.</summary>
public sealed class Appointment : ITenantOwned, IOfEnvironment
{
    public string TenantId { get; private set; } = "";

    /// <summary>Of its case: who tries a journey takes no time away from customers.</summary>
    public TenantEnvironment Environment { get; init; }
    public required Guid Id { get; init; }
    public required Guid CaseId { get; init; }
    public required string CaseNumber { get; init; }

    /// <summary>The question at which it was chosen: a case has one booked appointment for each.</summary>
    public required string Field { get; init; }
    public required string Service { get; set; }
    public required string Resource { get; set; }

    /// <summary>Which of the resource's places, from 0.</summary>
    public required int Seat { get; set; }
    public required DateTimeOffset StartsAt { get; set; }
    public required DateTimeOffset EndsAt { get; set; }

    /// <summary>With the buffer.</summary>
    public required DateTimeOffset BusyUntil { get; set; }
    public AppointmentState State { get; private set; }

    /// <summary>How often it was moved: a calendar takes the file with the highest number.</summary>
    public int Moves { get; private set; }
    public required DateTimeOffset BookedAt { get; init; }
    public int Revision { get; private set; }

    /// <summary>The claims that hold it, as long as it is booked.</summary>
    public IEnumerable<SlotClaim> Claims => SlotClaim.QuartersOf(StartsAt, BusyUntil).Select(quarter => new SlotClaim { Environment = Environment, Resource = Resource, Seat = Seat, Quarter = quarter, AppointmentId = Id });

    public void MoveTo(string service, SlotFinder.Slot slot, SlotFinder.Seat seat)
    {
        (Service, Resource, Seat, StartsAt, EndsAt, BusyUntil) = (service, seat.Resource, seat.Number, slot.StartsAt, slot.EndsAt, slot.BusyUntil);
        (Moves, Revision) = (Moves + 1, Revision + 1);
    }

    public void End(AppointmentState state) => (State, Revision) = (state, Revision + 1);

    private sealed class Table : IEntityTypeConfiguration<Appointment>
    {
        public void Configure(EntityTypeBuilder<Appointment> builder)
        {
            builder.ToTable("appointments");
            builder.HasKey(a => new { a.TenantId, a.Id });
            builder.Property(a => a.CaseNumber).HasMaxLength(16);
            builder.Property(a => a.Field).HasMaxLength(64);
            builder.Property(a => a.Service).HasMaxLength(64);
            builder.Property(a => a.Resource).HasMaxLength(64);
            builder.Property(a => a.Revision).IsConcurrencyToken();
            builder.Ignore(a => a.Claims);
            builder.HasIndex(a => new { a.TenantId, a.CaseId, a.Field }).IsUnique().HasFilter("\"State\" = 'Booked'");
            builder.HasIndex(a => new { a.TenantId, a.CaseId });
            builder.HasIndex(a => new { a.TenantId, a.StartsAt });
            builder.HasIndex(a => new { a.TenantId, a.State, a.StartsAt });
            builder.HasMany<SlotClaim>().WithOne().HasForeignKey(c => new { c.TenantId, c.AppointmentId }).OnDelete(DeleteBehavior.Cascade);
        }
    }
}

/// <summary>A quarter of an hour of one place of a resource, taken. Its key is what makes double booking impossible: also for services that take differently long, and on whichever node.</summary>
public sealed class SlotClaim : ITenantOwned, IOfEnvironment
{
    /// <summary>Everything lasts whole quarters, and all zones of the world are whole quarters apart.</summary>
    public const int Minutes = 15;

    private const long Milliseconds = Minutes * 60_000L;

    public string TenantId { get; private set; } = "";
    public TenantEnvironment Environment { get; init; }
    public required string Resource { get; init; }
    public required int Seat { get; init; }

    /// <summary>Quarters since 1970, UTC.</summary>
    public required int Quarter { get; init; }
    public required Guid AppointmentId { get; init; }

    public static int QuarterOf(DateTimeOffset at) => (int)(at.ToUnixTimeMilliseconds() / Milliseconds);

    public static IEnumerable<int> QuartersOf(DateTimeOffset from, DateTimeOffset to) => Enumerable.Range(QuarterOf(from), QuarterOf(to.AddMilliseconds(Milliseconds - 1)) - QuarterOf(from));

    private sealed class Table : IEntityTypeConfiguration<SlotClaim>
    {
        public void Configure(EntityTypeBuilder<SlotClaim> builder)
        {
            builder.ToTable("slot_claims");
            builder.HasKey(c => new { c.TenantId, c.Environment, c.Resource, c.Seat, c.Quarter });
            builder.Property(c => c.Resource).HasMaxLength(64);
            builder.HasIndex(c => new { c.TenantId, c.AppointmentId });
        }
    }
}
