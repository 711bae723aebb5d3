using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portico.App.Data;
using Portico.App.Shared;

namespace Portico.App.Appointments;

/// <summary>What customers can choose a time for: a meter installation, a call with an adviser.</summary>
public sealed class ServiceOffer : ITenantOwned
{
    public string TenantId { get; private set; } = "";

    /// <summary>Permanent; a field of the type slot names it.</summary>
    public required string Key { get; init; }
    public LocalText Name { get; set; } = LocalText.Of("");

    /// <summary>How long it takes, in whole <see cref="SlotClaim.Minutes"/>.</summary>
    public int DurationMinutes { get; set; } = 60;

    /// <summary>How long whoever did it is busy afterwards: the way, the notes.</summary>
    public int BufferMinutes { get; set; }

    /// <summary>A time that begins sooner than in so many hours is not offered.</summary>
    public int LeadHours { get; set; } = 24;

    /// <summary>Nor one that is further away than so many days.</summary>
    public int HorizonDays { get; set; } = 60;

    /// <summary>Until so many hours before it begins the customer can move or cancel.</summary>
    public int ChangeHours { get; set; } = 24;

    /// <summary>What whoever does it has to be able to do.</summary>
    public List<string> Skills { get; set; } = [];
    public List<OpeningHours> Hours { get; set; } = [];

    /// <summary>Nothing is offered; what is booked stays.</summary>
    public bool Paused { get; set; }
    public int Revision { get; set; }

    private sealed class Table : IEntityTypeConfiguration<ServiceOffer>
    {
        public void Configure(EntityTypeBuilder<ServiceOffer> builder)
        {
            builder.ToTable("bookable_services");
            builder.HasKey(s => new { s.TenantId, s.Key });
            builder.Property(s => s.Key).HasMaxLength(64);
            builder.Property(s => s.Name).HasConversion(text => Json(text), json => Read<LocalText>(json));
            builder.Property(s => s.Skills).HasConversion(list => Json(list), json => Read<List<string>>(json), Lists<string>());
            builder.Property(s => s.Hours).HasConversion(list => Json(list), json => Read<List<OpeningHours>>(json), Lists<OpeningHours>());
            builder.Property(s => s.Revision).IsConcurrencyToken();
        }
    }

    internal static string Json<T>(T value) => JsonSerializer.Serialize(value, JsonSerializerOptions.Web);

    internal static T Read<T>(string json) => JsonSerializer.Deserialize<T>(json, JsonSerializerOptions.Web)!;

    internal static ValueComparer<List<T>> Lists<T>() => new((a, b) => a!.SequenceEqual(b!), list => list.Count, list => list.ToList());
}

/// <summary>Open on that weekday, by the clock of whoever does it.</summary>
/// <param name="From">Minutes after midnight.</param>
/// <param name="To">Minutes after midnight; 1440: to the end of the day.</param>
public sealed record OpeningHours(DayOfWeek Day, int From, int To);

/// <summary>Who does it: a technician, an adviser, a team.</summary>
public sealed class BookableResource : ITenantOwned
{
    public string TenantId { get; private set; } = "";
    public required string Key { get; init; }
    public required string Name { get; set; }
    public List<string> Skills { get; set; } = [];

    /// <summary>Appointments at the same time.</summary>
    public int Capacity { get; set; } = 1;

    /// <summary>Twice the weight, twice the appointments, among those who can do the same.</summary>
    public int Weight { get; set; } = 1;

    /// <summary>IANA; by whose clock the opening hours count for this one. Null: the tenant's.</summary>
    public string? TimeZone { get; set; }

    /// <summary>Gets no new appointments; what is booked stays.</summary>
    public bool Paused { get; set; }
    public int Revision { get; set; }

    public bool Can(ServiceOffer service) => service.Skills.TrueForAll(Skills.Contains);

    private sealed class Table : IEntityTypeConfiguration<BookableResource>
    {
        public void Configure(EntityTypeBuilder<BookableResource> builder)
        {
            builder.ToTable("bookable_resources");
            builder.HasKey(r => new { r.TenantId, r.Key });
            builder.Property(r => r.Key).HasMaxLength(64);
            builder.Property(r => r.Name).HasMaxLength(100);
            builder.Property(r => r.TimeZone).HasMaxLength(64);
            builder.Property(r => r.Skills).HasConversion(list => ServiceOffer.Json(list), json => ServiceOffer.Read<List<string>>(json), ServiceOffer.Lists<string>());
            builder.Property(r => r.Revision).IsConcurrencyToken();
        }
    }
}

public static class AppointmentTables
{
    extension(PorticoDb db)
    {
        public DbSet<ServiceOffer> ServiceOffers => db.Set<ServiceOffer>();
        public DbSet<BookableResource> BookableResources => db.Set<BookableResource>();
        public DbSet<Appointment> Appointments => db.Set<Appointment>();
        public DbSet<SlotClaim> SlotClaims => db.Set<SlotClaim>();
    }
}
