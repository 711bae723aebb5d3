using System.ComponentModel.DataAnnotations;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portico.App.Data;
using Portico.App.Shared;

namespace Portico.App.Events;

public enum EventState
{
    /// <summary>Accepted; nobody has looked yet who waits for it.</summary>
    New,

    /// <summary>Nobody waited for it: the first wait that comes in time gets it.</summary>
    Kept,

    /// <summary>Somebody waited, or a journey starts with it; on its way there.</summary>
    Matched,

    /// <summary>It pushed or started at least one case.</summary>
    Received,

    /// <summary>Its time is over and nobody came.</summary>
    Unmatched,
}

/// <summary>Something a case made known. It goes to all that wait when it is published; if nobody does, it is kept for the first that comes, until its time is over.</summary>
public sealed class CaseEvent : ITenantOwned, IOfEnvironment
{
    /// <summary>More of them in one go are journeys that push each other for ever.</summary>
    public const int MostHops = 64;

    public string TenantId { get; private set; } = "";
    public required Guid Id { get; init; }
    public required string Name { get; init; }
    public string? CorrelationId { get; init; }

    /// <summary>As JSON; null once nobody can get it any more, because it may tell about a customer.</summary>
    public string? Payload { get; set; }

    /// <summary>The case that published it.</summary>
    public required Guid SourceId { get; init; }

    /// <summary>The one of that case; no other hears of it.</summary>
    public TenantEnvironment Environment { get; init; }

    /// <summary>True: only that case hears of it.</summary>
    public bool IsLocal { get; init; }

    /// <summary>How many starts lie between the first case and this event: a chain that feeds itself ends.</summary>
    public int Depth { get; init; }

    /// <summary>How many events led to this one without a rest, each from the push that the one before it caused.</summary>
    public int Hops { get; set; }

    public EventState State { get; set; }
    public required DateTimeOffset PublishedAt { get; init; }
    public required DateTimeOffset ExpiresAt { get; init; }

    private sealed class Table : IEntityTypeConfiguration<CaseEvent>
    {
        public void Configure(EntityTypeBuilder<CaseEvent> builder)
        {
            builder.ToTable("events");
            builder.HasKey(e => new { e.TenantId, e.Id });
            builder.Property(e => e.Name).HasMaxLength(Ids.LongestBounded);
            builder.Property(e => e.CorrelationId).HasMaxLength(Ids.LongestBounded);
            builder.Property(e => e.State).IsConcurrencyToken();
            builder.HasIndex(e => new { e.TenantId, e.Name, e.State });
            builder.HasIndex(e => new { e.TenantId, e.PublishedAt });
        }
    }
}

/// <summary>A branch of a case that waits for an event: what the engine keeps inside the state of the case, where it can be found by name.</summary>
public sealed class EventWait : ITenantOwned, IOfEnvironment
{
    public string TenantId { get; private set; } = "";
    public required Guid CaseId { get; init; }

    /// <summary>The engine's id of the wait.</summary>
    public required string WaitId { get; init; }
    public TenantEnvironment Environment { get; init; }
    public required string Event { get; init; }

    /// <summary>The reference that the case had when it began to wait; null: an event published for a reference does not reach it.</summary>
    public string? CorrelationId { get; init; }

    private sealed class Table : IEntityTypeConfiguration<EventWait>
    {
        public void Configure(EntityTypeBuilder<EventWait> builder)
        {
            builder.ToTable("waits");
            builder.HasKey(w => new { w.TenantId, w.CaseId, w.WaitId });
            builder.Property(w => w.WaitId).HasMaxLength(32);
            builder.Property(w => w.Event).HasMaxLength(Ids.LongestBounded);
            builder.Property(w => w.CorrelationId).HasMaxLength(Ids.LongestBounded);
            builder.HasIndex(w => new { w.TenantId, w.Event });
        }
    }
}

/// <summary>Events between cases. Section <c>Portico:Events</c>; a bad value stops start-up.</summary>
public sealed class EventOptions
{
    /// <summary>How long an event that nobody waits for is kept for somebody who comes later, 1 min to 90 days. Default 7 days.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "90.00:00:00")]
    public TimeSpan Keep { get; set; } = TimeSpan.FromDays(7);

    /// <summary>How long an event that nobody received is shown to admins, without what it brought, 0 to 90 days. Default 30 days.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "90.00:00:00")]
    public TimeSpan ShowUnmatched { get; set; } = TimeSpan.FromDays(30);
}

public static class EventTables
{
    extension(PorticoDb db)
    {
        public DbSet<CaseEvent> Events => db.Set<CaseEvent>();
        public DbSet<EventWait> Waits => db.Set<EventWait>();
    }
}
