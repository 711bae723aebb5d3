using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portico.App.Data;
using Portico.App.Journeys;

namespace Portico.App.Simulation;

/// <summary>A case that somebody thought of, and how it has to end. What is not said goes smoothly: forms are filled in, checks are passed, nobody is late.</summary>
public sealed record JourneyTest
{
    public required string Name { get; init; }

    /// <summary>The day on which the case begins, as year-month-day; null: the day on which the test is run.</summary>
    public string? StartsOn { get; init; }

    public IReadOnlyList<GivenAnswer> Answers { get; init; } = [];

    /// <summary>Several for one stop are for one visit each; the last one stays.</summary>
    public IReadOnlyList<GivenAct> Acts { get; init; } = [];

    /// <summary>What the journey has to end with; null: it only has to end.</summary>
    public string? Outcome { get; init; }

    /// <summary>Ids of activities that the case has to come to.</summary>
    public IReadOnlyList<string> Passes { get; init; } = [];

    /// <summary>Ids of activities that it must not come to.</summary>
    public IReadOnlyList<string> Avoids { get; init; } = [];
}

/// <param name="Value">As the customer writes it; an address and several choices as JSON. Empty: left empty.</param>
/// <param name="Stop">Only at this stop; null: wherever the field is asked.</param>
public sealed record GivenAnswer(string Field, string Value, string? Stop = null);

/// <param name="Stop">The <see cref="Stop.Id"/>.</param>
/// <param name="Outcome">One of the <see cref="Stop.Outcomes"/>.</param>
/// <param name="AfterHours">How long it takes, in hours: 0 to <see cref="Simulation.Stop.MostHours"/>.</param>
public sealed record GivenAct(string Stop, string Outcome, double AfterHours = 0);

/// <summary>All tests of a journey. They are no part of a version: each drawing has to stand before the same tests.</summary>
public sealed class JourneyTests : ITenantOwned
{
    public string TenantId { get; private set; } = "";
    public required string JourneyKey { get; init; }

    /// <summary>A list of <see cref="JourneyTest"/> as JSON.</summary>
    public string Document { get; private set; } = "[]";

    /// <summary>Whether a drawing that fails one of them cannot be published.</summary>
    public bool Required { get; set; }

    /// <summary>Grows with each save; a save that started from another one is refused.</summary>
    public int Revision { get; private set; }

    public IReadOnlyList<JourneyTest> Read() => JsonSerializer.Deserialize<List<JourneyTest>>(Document, JsonSerializerOptions.Web)!;

    public void Write(IReadOnlyList<JourneyTest> tests) => (Document, Revision) = (JsonSerializer.Serialize(tests, JsonSerializerOptions.Web), Revision + 1);

    private sealed class Table : IEntityTypeConfiguration<JourneyTests>
    {
        public void Configure(EntityTypeBuilder<JourneyTests> builder)
        {
            builder.ToTable("journey_tests");
            builder.HasKey(t => new { t.TenantId, t.JourneyKey });
            builder.Property(t => t.JourneyKey).HasMaxLength(64);
            builder.Property(t => t.Revision).IsConcurrencyToken();
            builder.HasOne<Journey>().WithMany().HasForeignKey(t => new { t.TenantId, t.JourneyKey }).OnDelete(DeleteBehavior.Cascade);
        }
    }
}

public static class JourneyTestTables
{
    extension(PorticoDb db) { public DbSet<JourneyTests> JourneyTests => db.Set<JourneyTests>(); }
}
