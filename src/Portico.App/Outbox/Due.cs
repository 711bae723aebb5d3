using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portico.App.Data;
using Portico.Workflows;

namespace Portico.App.Outbox;

public enum DueKind
{
    Call,
    Timer,
    Child,

    /// <summary>An event looks for those who wait for it. Under the event's id, not a case's.</summary>
    Event,

    /// <summary>A branch that has begun to wait looks for an event that came before it.</summary>
    Wait,

    /// <summary>An event is on its way to a branch that waited for it.</summary>
    Delivery,

    /// <summary>An event starts a case, whose id stands here before it exists.</summary>
    Start,

    /// <summary>A starter of time. Under the starter's id, not a case's.</summary>
    Schedule,

    /// <summary>The next cases of a migration are to be moved, or moved back. Under the migration's id, not a case's.</summary>
    Migration,
}

public enum DueState
{
    /// <summary>To be done at <see cref="Due.DueAt"/>.</summary>
    Scheduled,

    /// <summary>The provider answers later; <see cref="Due.DueAt"/> is when we ask it.</summary>
    AwaitingProvider,

    /// <summary>Given up; an incident waits for a person.</summary>
    Parked,
}

/// <summary>The one table of what must be done later: provider calls, their retries and polls, timers, child starts, events, schedules.</summary>
public sealed class Due : ITenantOwned
{
    public string TenantId { get; private set; } = "";

    /// <summary>The case it is about, or what its kind names instead.</summary>
    public required Guid CaseId { get; init; }

    /// <summary>The engine's id of the call, timer, child or wait: unique in its case.</summary>
    public required string Id { get; init; }
    public required DueKind Kind { get; init; }
    public DueState State { get; set; }

    /// <summary>In the version that the case is in.</summary>
    public required string ActivityId { get; set; }
    public required DateTimeOffset DueAt { get; set; }
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>Attempts begun; also the fence: only the holder of the current attempt may record a result.</summary>
    public int Attempts { get; set; }
    public DateTimeOffset? LeaseUntil { get; set; }

    /// <summary>Attempts in a row that failed and may be repeated, also those whose node died.</summary>
    public int Failures { get; set; }

    /// <summary>When the first of them failed.</summary>
    public DateTimeOffset? FailingSince { get; set; }

    /// <summary>The instant this kind of work is given up: the engine's own time-out usually comes first.</summary>
    public DateTimeOffset? ExpiresAt { get; set; }

    public string Contract { get; init; } = "";

    /// <summary>Of a call: what is asked. Of a child: the journey to start. Of a delivery: the wait. Of a start: the starter.</summary>
    public string Operation { get; init; } = "";

    /// <summary>Of a child: the version of the journey that was drawn. Of a delivery or start: the event.</summary>
    public string Subject { get; init; } = "";

    /// <summary>Key of the installation, fixed at the first attempt.</summary>
    public string Installation { get; set; } = "";

    /// <summary>Of a call: the version of the plugin that it was first made with. It stays with that one, whatever the tenant has changed to since; null: of a plugin that lies in a folder of the host.</summary>
    public string? PluginVersion { get; set; }
    public string Input { get; init; } = "{}";
    public bool Awaited { get; init; } = true;

    /// <summary>The provider's reference, once it said it needs time.</summary>
    public string? ExternalRef { get; set; }

    public string? LastCode { get; set; }

    /// <summary>A message of ours, which no step of the journey waits for, goes out at once.</summary>
    /// <param name="callId">Of the message that holds the words.</param>
    public static Due ToSend(Guid caseId, string callId, DateTimeOffset now) =>
        new() { CaseId = caseId, Id = callId, Kind = DueKind.Call, ActivityId = "", DueAt = now, CreatedAt = now, Contract = CallContracts.Channel, Operation = "send", Awaited = false };

    private sealed class Table : IEntityTypeConfiguration<Due>
    {
        public void Configure(EntityTypeBuilder<Due> builder)
        {
            builder.ToTable("due");
            builder.HasKey(d => new { d.TenantId, d.CaseId, d.Id });
            builder.Property(d => d.Id).HasMaxLength(32);
            builder.Property(d => d.Contract).HasMaxLength(64);
            builder.Property(d => d.Operation).HasMaxLength(64);
            builder.Property(d => d.Subject).HasMaxLength(64).HasDefaultValue("");
            builder.Property(d => d.Installation).HasMaxLength(64);
            builder.Property(d => d.ExternalRef).HasMaxLength(200);
            builder.Property(d => d.PluginVersion).HasMaxLength(64);
            builder.Property(d => d.LastCode).HasMaxLength(100);
            builder.Property(d => d.Attempts).IsConcurrencyToken();
            // By time for all tenants, and by tenant for each one's turn. What waits for a person or for no provider is in none of them: they stay as small as what is open.
            builder.HasIndex(d => d.DueAt).HasFilter("\"State\" <> 'Parked'");
            builder.HasIndex(d => new { d.TenantId, d.DueAt }).HasFilter("\"State\" <> 'Parked'");
            builder.HasIndex(d => new { d.TenantId, d.Installation, d.ExternalRef }).HasFilter("\"ExternalRef\" IS NOT NULL");
        }
    }
}

/// <summary>What a provider told us, kept until it is matched; unique by event, so a repeat changes nothing.</summary>
public sealed class InboxEvent : ITenantOwned
{
    public string TenantId { get; private set; } = "";
    public required string Installation { get; init; }
    public required string EventId { get; init; }
    public required DateTimeOffset ReceivedAt { get; init; }
    public required string ExternalRef { get; init; }

    /// <summary>The verified reading as JSON: value, final, rank.</summary>
    public required string Reading { get; init; }
    public DateTimeOffset? AppliedAt { get; set; }

    private sealed class Table : IEntityTypeConfiguration<InboxEvent>
    {
        public void Configure(EntityTypeBuilder<InboxEvent> builder)
        {
            builder.ToTable("inbox");
            builder.HasKey(e => new { e.TenantId, e.Installation, e.EventId });
            builder.Property(e => e.Installation).HasMaxLength(64);
            builder.Property(e => e.EventId).HasMaxLength(200);
            builder.Property(e => e.ExternalRef).HasMaxLength(200);
            builder.HasIndex(e => new { e.TenantId, e.Installation, e.ExternalRef });
        }
    }
}

/// <summary>A call that was given up and waits for a person. (A faulted activity is an incident inside the run.)</summary>
public sealed class Incident : ITenantOwned
{
    public string TenantId { get; private set; } = "";
    public required Guid Id { get; init; }
    public required Guid CaseId { get; init; }

    /// <summary>The parked call, or null: then <see cref="RunIncidentId"/> names the faulted activity.</summary>
    public string? DueId { get; init; }
    public string? RunIncidentId { get; init; }
    public required string ActivityId { get; set; }
    public required string Code { get; init; }
    public required string Text { get; init; }
    public required DateTimeOffset RaisedAt { get; init; }
    public DateTimeOffset? ResolvedAt { get; set; }
    public string? ResolvedBy { get; set; }
    public string? Resolution { get; set; }

    private sealed class Table : IEntityTypeConfiguration<Incident>
    {
        public void Configure(EntityTypeBuilder<Incident> builder)
        {
            builder.ToTable("incidents");
            builder.HasKey(i => new { i.TenantId, i.Id });
            builder.Property(i => i.ResolvedAt).IsConcurrencyToken();
            builder.HasIndex(i => new { i.TenantId, i.CaseId });
            builder.HasIndex(i => new { i.TenantId, i.ResolvedAt });
        }
    }
}

public static class OutboxTables
{
    /// <summary>The row while it is still at this attempt; null: it was cancelled, or somebody else has it, and whatever was done for it is dropped.</summary>
    public static Task<Due?> HeldAsync(this IQueryable<Due> due, Guid caseId, string id, int attempt, CancellationToken ct) => due.SingleOrDefaultAsync(d => d.CaseId == caseId && d.Id == id && d.Attempts == attempt, ct);

    extension(PorticoDb db)
    {
        public DbSet<Due> Due => db.Set<Due>();
        public DbSet<InboxEvent> Inbox => db.Set<InboxEvent>();
        public DbSet<Incident> Incidents => db.Set<Incident>();
    }
}
