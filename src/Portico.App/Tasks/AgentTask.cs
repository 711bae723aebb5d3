using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portico.App.Cases;
using Portico.App.Data;
using Portico.Workflows;

namespace Portico.App.Tasks;

/// <summary>
/// A step at which somebody of the tenant is asked, as long as it is open. It is written and taken away by the commit that opens and closes the step; only who has
/// claimed it is its own.
/// </summary>
public sealed class AgentTask : ITenantOwned, IOfEnvironment
{
    private const long None = 9_000_000_000_000_000;
    private const long Step = 10_000_000_000_000_000;

    public string TenantId { get; private set; } = "";

    /// <summary>The case's number and the engine's id of the wait, as <c>C-7F3K9QXA-w12</c>.</summary>
    public required string Id { get; init; }
    public required Guid CaseId { get; init; }

    /// <summary>The one of its case.</summary>
    public TenantEnvironment Environment { get; init; }
    public required string CaseNumber { get; init; }
    public required string JourneyKey { get; init; }
    public required string ActivityId { get; set; }

    /// <summary><c>decision</c> or <c>document</c>.</summary>
    public required string Kind { get; init; }
    public required string Title { get; init; }
    public string? Skill { get; init; }
    public required DateTimeOffset OpenedAt { get; init; }
    public DateTimeOffset? Deadline { get; private set; }

    /// <summary>0 as usual, 1 overdue, 2 escalated.</summary>
    public int Priority { get; private set; }

    /// <summary>The smaller the sooner: escalated ones first, and among equals by deadline.</summary>
    public long Urgency { get; private set; }

    public bool FourEyes { get; init; }
    public string? ProposedBy { get; private set; }
    public string? ProposedOutcome { get; private set; }

    /// <summary>The actor who works on it; null: anybody may.</summary>
    public string? ClaimedBy { get; private set; }
    public DateTimeOffset? ClaimedAt { get; private set; }

    public static string IdOf(string caseNumber, string waitId) => $"{caseNumber}-{waitId}";

    /// <returns>Null: no task can have such an id.</returns>
    public static (string CaseNumber, string WaitId)? Parse(string id) => id.LastIndexOf('-') is > 0 and var at && id.Length <= 64 ? (id[..at], id[(at + 1)..]) : null;

    public static AgentTask Of(Case found, Wait wait, DateTimeOffset now)
    {
        var task = new AgentTask
        {
            Id = IdOf(found.Number, wait.Id), CaseId = found.Id, Environment = found.Environment, CaseNumber = found.Number, JourneyKey = found.JourneyKey, ActivityId = wait.ActivityId, Kind = (string?)wait.Data["task"] ?? "decision",
            Title = Short((string?)wait.Data["title"] ?? "A decision is needed"), Skill = (string?)wait.Data["skill"] is { } skill ? skill[..Math.Min(skill.Length, 64)] : null, OpenedAt = now,
            FourEyes = wait.Data["fourEyes"] is not null,
        };
        task.Follow(wait);
        return task;
    }

    /// <summary>Takes over what the engine changed while the task was open.</summary>
    public void Follow(Wait wait)
    {
        ActivityId = wait.ActivityId;
        Deadline = (string?)wait.Data["deadline"] is { } at ? DateTimeOffset.Parse(at, CultureInfo.InvariantCulture) : null;
        Priority = (int?)wait.Data["priority"] ?? 0;
        Urgency = ((2 - Priority) * Step) + (Deadline?.ToUnixTimeMilliseconds() ?? None);
        var proposal = wait.Data["proposal"] as JsonObject;
        var (by, outcome) = ((string?)proposal?["by"], (string?)proposal?["outcome"]);
        // Whoever proposed has done their part; whoever rejected leaves it to anybody.
        if ((by, outcome) != (ProposedBy, ProposedOutcome)) Release();
        (ProposedBy, ProposedOutcome) = (by, outcome);
    }

    public void Claim(string by, DateTimeOffset at) => (ClaimedBy, ClaimedAt) = (by, at);

    public void Release() => (ClaimedBy, ClaimedAt) = (null, null);

    private static string Short(string text) => text.Length <= 200 ? text : text[..199] + "…";

    private sealed class Table : IEntityTypeConfiguration<AgentTask>
    {
        public void Configure(EntityTypeBuilder<AgentTask> builder)
        {
            builder.ToTable("tasks");
            builder.HasKey(t => new { t.TenantId, t.Id });
            builder.Property(t => t.Id).HasMaxLength(64);
            builder.Property(t => t.CaseNumber).HasMaxLength(16);
            builder.Property(t => t.JourneyKey).HasMaxLength(64);
            builder.Property(t => t.ActivityId).HasMaxLength(64);
            builder.Property(t => t.Kind).HasMaxLength(16);
            builder.Property(t => t.Title).HasMaxLength(200);
            builder.Property(t => t.Skill).HasMaxLength(64);
            builder.Property(t => t.ProposedBy).HasMaxLength(100);
            builder.Property(t => t.ProposedOutcome).HasMaxLength(64);
            // Of two who claim it at the same time, one finds it changed.
            builder.Property(t => t.ClaimedBy).HasMaxLength(100).IsConcurrencyToken();
            builder.HasIndex(t => new { t.TenantId, t.Urgency, t.Id });
            builder.HasIndex(t => new { t.TenantId, t.ClaimedBy });
            builder.HasIndex(t => new { t.TenantId, t.CaseId });
            builder.HasOne<Case>().WithMany().HasForeignKey(t => new { t.TenantId, t.CaseId }).OnDelete(DeleteBehavior.Cascade);
        }
    }
}

public static class TaskTables
{
    extension(PorticoDb db) { public DbSet<AgentTask> Tasks => db.Set<AgentTask>(); }
}
