using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portico.App.Data;

namespace Portico.App.Calendars;

/// <summary>A day on which the tenant itself is closed, beside the holidays of its country: no working day for its clocks.</summary>
public sealed class ClosingDay : ITenantOwned
{
    public string TenantId { get; private set; } = "";

    /// <summary>As <c>2026-12-24</c>: a date, wherever it is read.</summary>
    public required string Day { get; init; }
    public required string Name { get; set; }
    public required DateTimeOffset CreatedAt { get; init; }

    private sealed class Table : IEntityTypeConfiguration<ClosingDay>
    {
        public void Configure(EntityTypeBuilder<ClosingDay> builder)
        {
            builder.ToTable("closing_days");
            builder.HasKey(d => new { d.TenantId, d.Day });
            builder.Property(d => d.Day).HasMaxLength(10);
            builder.Property(d => d.Name).HasMaxLength(100);
        }
    }
}

public static class CalendarTables
{
    extension(PorticoDb db) { public DbSet<ClosingDay> ClosingDays => db.Set<ClosingDay>(); }
}
