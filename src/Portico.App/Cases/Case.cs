using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portico.App.Appointments;
using Portico.App.Data;
using Portico.App.Events;
using Portico.App.Journeys;
using Portico.App.Messages;
using Portico.App.Outbox;
using Portico.App.Shared;
using Portico.Workflows;

namespace Portico.App.Cases;

public enum CaseStatus { Open, Waiting, Completed, Cancelled, Incident }

/// <summary>One customer's run through one pinned journey version; only a migration takes it to another one.</summary>
public sealed class Case : ITenantOwned, IOfEnvironment
{
    public const int MostJournalLines = 10_000, MostJournalBytes = 5 * 1024 * 1024;

    /// <summary>Percent of either at which people are warned: hardly any case gets there without a loop.</summary>
    public const int JournalWarning = 20;

    public string TenantId { get; private set; } = "";
    public required Guid Id { get; init; }
    public required string Number { get; init; }
    public required string JourneyKey { get; init; }
    public required string JourneyVersionId { get; set; }
    public required int JourneyVersion { get; set; }
    public required string Locale { get; set; }
    public required long Seed { get; init; }

    /// <summary>Where it was started: it stays there.</summary>
    public TenantEnvironment Environment { get; init; }
    public DateTimeOffset StartedAt { get; init; }

    /// <summary>Hash of the customer's current case token.</summary>
    public required string TokenHash { get; set; }

    /// <summary>Grows with each committed step; the save that saw another one is refused.</summary>
    public int Revision { get; private set; }

    /// <summary>The revision at which the open steps last changed: what a customer saw before it is out of date, what came after (a reminder) is not.</summary>
    public int StepRevision { get; private set; }

    public CaseStatus Status { get; private set; }

    /// <summary>The step that is open or awaited, for lists; null at the end.</summary>
    public string? StepId { get; private set; }

    public string? Outcome { get; private set; }
    public DateTimeOffset UpdatedAt { get; private set; }
    public DateTimeOffset? EndedAt { get; private set; }

    /// <summary>Number of the last journal line.</summary>
    public int JournalLength { get; private set; }

    /// <summary>How much text the journal holds.</summary>
    public int JournalBytes { get; private set; }

    /// <summary>When the journal went to the archive; null: it is among those that are written.</summary>
    public DateTimeOffset? ArchivedAt { get; set; }

    /// <summary>What the calls of its providers cost so far, in millionths of the tenant's currency, at the prices of the time.</summary>
    public long CostMicros { get; private set; }

    /// <summary>Calls that were given up and wait for a person.</summary>
    public int Parked { get; private set; }

    /// <summary>The parent's case and the id under which it awaits this one.</summary>
    public Guid? ParentId { get; init; }
    public string? ParentChildId { get; init; }

    /// <summary>The tenant's reference, as <see cref="Ids.Bounded"/> keeps it; null: none.</summary>
    public string? CorrelationId { get; private set; }

    /// <summary>The tenant's time zone when the case began; it stays, so that a replay agrees.</summary>
    public string Zone { get; init; } = "";

    /// <summary>How many cases started one another, by a child or an event, down to this one.</summary>
    public int Depth { get; init; }

    /// <summary>What only one unfinished case at a time can hold, if the journey allows no more; given back at the end.</summary>
    public string? Holds { get; set; }

    /// <summary>The pilot that it counts in, and on which side; null: none.</summary>
    public Guid? PilotId { get; init; }
    public PilotGroup? PilotGroup { get; init; }

    /// <summary>Steps that were opened (<c>&gt;</c>) and handed in (<c>=</c>), a line each: for the funnel, which cannot read every journal.</summary>
    public string Steps { get; private set; } = "";

    /// <summary>Answers that somebody left for the customer and that he has not handed in yet, as JSON by field; null: none. They are shown to him and count for nothing else.</summary>
    public string? Drafts { get; private set; }

    /// <summary>The engine's state as JSON.</summary>
    public string State { get; private set; } = "";

    /// <summary>How many lines the journal still takes; what a single push writes beyond the bytes is let pass.</summary>
    public int JournalRoom => JournalBytes < MostJournalBytes ? MostJournalLines - JournalLength : 0;

    /// <summary>How full the journal is.</summary>
    public int JournalPercent => Math.Max(JournalLength * 100 / MostJournalLines, (int)(JournalBytes * 100L / MostJournalBytes));

    private RunState? run;

    public RunState Run() => run ??= RunState.Parse(State);

    /// <summary>To be changed and committed, while others may still look at this one.</summary>
    public Case Copy() => (Case)MemberwiseClone();

    /// <summary>Goes on in another version of its journey; <see cref="Advance"/> then takes over the state it has there.</summary>
    /// <param name="steps">As <see cref="Steps"/>, with the ids that the steps have there.</param>
    public void GoOnIn(PublishedJourney version, string steps) => (JourneyVersionId, JourneyVersion, Steps) = (version.VersionId, version.Number, steps);

    public void Advance(Burst burst, DateTimeOffset now)
    {
        var before = State.Length == 0 ? "" : OpenSteps(Run());
        run = burst.State;
        State = run.ToJson();
        Touch(now);
        if (OpenSteps(run) != before) StepRevision = Revision;
        foreach (var entry in burst.Journal) Pass(entry);
        Status = StatusOf(run, Parked);
        var waits = run.Waits;
        StepId = waits.FirstOrDefault(w => w.Kind == WaitKind.Form)?.ActivityId ?? waits.FirstOrDefault()?.ActivityId;
        Outcome = run.Outcome;
        CorrelationId = run.CorrelationId is { } reference ? Ids.Bounded(reference) : null;
        EndedAt = run.Status is RunStatus.Completed or RunStatus.Cancelled ? EndedAt ?? now : null;
        if (EndedAt is not null) (Holds, Drafts) = (null, null);
    }

    /// <summary>The customer will find these in the fields.</summary>
    public void Leave(JsonObject drafts) => Drafts = drafts.Count == 0 ? null : drafts.ToJsonString();

    /// <summary>These questions were answered: what had been left for them goes, whatever the answer was.</summary>
    public void Answered(IEnumerable<string> fields)
    {
        if (Drafts is null) return;
        var left = JsonNode.Parse(Drafts)!.AsObject();
        foreach (var field in fields) left.Remove(field);
        Leave(left);
    }

    /// <summary>Something about the case changed: whoever read it before has to read it again.</summary>
    public void Touch(DateTimeOffset now) => (UpdatedAt, Revision) = (now, Revision + 1);

    public void Journal(int lines, int bytes) => (JournalLength, JournalBytes) = (JournalLength + lines, JournalBytes + bytes);

    /// <summary>A provider was asked, which costs money.</summary>
    public void Spend(long micros) => CostMicros += micros;

    /// <summary>A call of this case was given up: unless the customer can go on elsewhere, a person must look.</summary>
    public void Park() => (Parked, Status) = (Parked + 1, StatusOf(Run(), Parked + 1));

    /// <summary>A person decided about such a call, or nobody wants it any more.</summary>
    public void Unpark() => (Parked, Status) = (Parked - 1, StatusOf(Run(), Parked - 1));

    /// <summary>Whether a commit has anything to write here.</summary>
    public bool Differs(Case before) => (Revision, Parked, Locale, TokenHash, JournalLength, CostMicros) != (before.Revision, before.Parked, before.Locale, before.TokenHash, before.JournalLength, before.CostMicros);

    private void Pass(JournalEntry entry)
    {
        if (entry.Kind is not (JournalKinds.StepOpened or JournalKinds.StepCompleted)) return;
        string opened = $">{entry.ActivityId}\n", done = $"={entry.ActivityId}\n";
        if (entry.Kind == JournalKinds.StepCompleted) Steps = Steps.Replace(opened, done, StringComparison.Ordinal);
        else if (!Steps.Contains(opened, StringComparison.Ordinal) && !Steps.Contains(done, StringComparison.Ordinal)) Steps += opened;
    }

    private static string OpenSteps(RunState run) => string.Join(' ', run.Waits.Where(w => w.Kind == WaitKind.Form).Select(w => w.Id));

    private static CaseStatus StatusOf(RunState run, int parked) => run switch
    {
        { Status: RunStatus.Completed } => CaseStatus.Completed,
        { Status: RunStatus.Cancelled } => CaseStatus.Cancelled,
        _ when run.Waits.Any(w => w.Kind == WaitKind.Form || w.Data["action"] is not null) => CaseStatus.Open,
        { Incidents.Count: > 0 } or { Status: RunStatus.Faulted } => CaseStatus.Incident,
        _ when parked > 0 => CaseStatus.Incident,
        _ => CaseStatus.Waiting,
    };

    private sealed class Table : IEntityTypeConfiguration<Case>
    {
        public void Configure(EntityTypeBuilder<Case> builder)
        {
            builder.ToTable("cases");
            builder.HasKey(c => new { c.TenantId, c.Id });
            builder.Property(c => c.Number).HasMaxLength(16);
            builder.Property(c => c.JourneyKey).HasMaxLength(64);
            builder.Property(c => c.JourneyVersionId).HasMaxLength(64);
            builder.Property(c => c.Locale).HasMaxLength(35);
            builder.Property(c => c.TokenHash).HasMaxLength(64);
            builder.Property(c => c.Outcome).HasMaxLength(64);
            builder.Property(c => c.StepId).HasMaxLength(64);
            builder.Property(c => c.ParentChildId).HasMaxLength(32);
            builder.Property(c => c.Revision).IsConcurrencyToken();
            builder.HasIndex(c => new { c.TenantId, c.Number }).IsUnique();
            builder.HasIndex(c => new { c.TenantId, c.StartedAt });
            builder.Property(c => c.CorrelationId).HasMaxLength(Ids.LongestBounded);
            builder.Property(c => c.Zone).HasMaxLength(64).HasDefaultValue("");
            builder.Property(c => c.Holds).HasMaxLength(300);
            builder.HasIndex(c => new { c.TenantId, c.CorrelationId }).HasFilter("\"CorrelationId\" IS NOT NULL");
            builder.HasIndex(c => new { c.TenantId, c.Holds }).IsUnique().HasFilter("\"Holds\" IS NOT NULL");
            builder.HasIndex(c => new { c.TenantId, c.JourneyKey, c.StartedAt });
            // Few cases are tests: whoever looks at those finds them here, and whoever looks at the others passes over few.
            builder.HasIndex(c => new { c.TenantId, c.Environment, c.StartedAt }).HasFilter("\"Environment\" = 'Test'");
            builder.HasIndex(c => new { c.TenantId, c.Status, c.StartedAt });
            builder.HasIndex(c => new { c.TenantId, c.PilotId, c.PilotGroup, c.StartedAt }).HasFilter("\"PilotId\" IS NOT NULL");
            builder.HasIndex(c => c.EndedAt).HasFilter("\"EndedAt\" IS NOT NULL AND \"ArchivedAt\" IS NULL"); // what the archive has yet to look at
            builder.HasOne<JourneyVersion>().WithMany().HasForeignKey(c => new { c.TenantId, c.JourneyVersionId }).OnDelete(DeleteBehavior.Restrict);
            // Composite keys with the tenant in front: a row can never hang below another tenant's case.
            builder.HasMany<EventWait>().WithOne().HasForeignKey(w => new { w.TenantId, w.CaseId }).OnDelete(DeleteBehavior.Cascade);
            builder.HasMany<Incident>().WithOne().HasForeignKey(i => new { i.TenantId, i.CaseId }).OnDelete(DeleteBehavior.Cascade);
            builder.HasMany<Appointment>().WithOne().HasForeignKey(a => new { a.TenantId, a.CaseId }).OnDelete(DeleteBehavior.Cascade);
            builder.HasMany<Message>().WithOne().HasForeignKey(m => new { m.TenantId, m.CaseId }).OnDelete(DeleteBehavior.Cascade);
        }
    }
}

public static class CaseTables
{
    extension(PorticoDb db) { public DbSet<Case> Cases => db.Set<Case>(); }
}
