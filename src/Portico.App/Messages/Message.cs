using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portico.App.Data;

namespace Portico.App.Messages;

public enum MessageState { Queued, Sent, Failed }

/// <summary>A message to a customer, rendered when the step was committed, so every attempt sends the same words.</summary>
public sealed class Message : ITenantOwned
{
    /// <summary>The template of a message that holds a code which opens a case.</summary>
    public const string ResumeCode = "resume-code";

    public string TenantId { get; private set; } = "";
    public required Guid Id { get; init; }
    public required Guid CaseId { get; init; }

    /// <summary>The call that carries it: unique in its case.</summary>
    public required string CallId { get; init; }

    public required string Template { get; init; }

    /// <summary><c>email</c> or <c>sms</c>.</summary>
    public required string Channel { get; init; }
    public required string Locale { get; init; }
    public required string To { get; init; }
    public string? Subject { get; init; }
    public required string Text { get; init; }
    public string? Html { get; init; }
    public MessageState State { get; set; }
    public string? Installation { get; set; }
    public string? FailureCode { get; set; }
    public required DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? SentAt { get; set; }

    /// <summary>The words for whoever works here: a customer's code is nobody else's.</summary>
    public string ForStaff => Template == ResumeCode ? string.Concat(Text.Select(c => char.IsAsciiDigit(c) ? '•' : c)) : Text;

    private sealed class Table : IEntityTypeConfiguration<Message>
    {
        public void Configure(EntityTypeBuilder<Message> builder)
        {
            builder.ToTable("messages");
            builder.HasKey(m => new { m.TenantId, m.Id });
            builder.HasIndex(m => new { m.TenantId, m.CaseId, m.CallId }).IsUnique();
            builder.HasIndex(m => new { m.TenantId, m.CreatedAt });
            builder.HasIndex(m => new { m.TenantId, m.Channel, m.CreatedAt });
            builder.HasIndex(m => new { m.TenantId, m.State, m.CreatedAt });
            builder.HasIndex(m => new { m.TenantId, m.To });
        }
    }
}

/// <summary>The words of a message, per channel and language. Handlebars; an undeclared variable is an error when saving.</summary>
public sealed class MessageTemplate : ITenantOwned
{
    public string TenantId { get; private set; } = "";

    /// <summary>For example <c>welcome</c>.</summary>
    public required string Key { get; init; }
    public required string Channel { get; init; }
    public required string Locale { get; init; }
    public string? Subject { get; set; }
    public required string Body { get; set; }
    public DateTimeOffset UpdatedAt { get; set; }

    private sealed class Table : IEntityTypeConfiguration<MessageTemplate>
    {
        public void Configure(EntityTypeBuilder<MessageTemplate> builder)
        {
            builder.ToTable("message_templates");
            builder.HasKey(t => new { t.TenantId, t.Key, t.Channel, t.Locale });
            builder.Property(t => t.Key).HasMaxLength(64);
            builder.Property(t => t.Channel).HasMaxLength(16);
            builder.Property(t => t.Locale).HasMaxLength(35);
        }
    }
}

public static class MessageTables
{
    extension(PorticoDb db)
    {
        public DbSet<Message> Messages => db.Set<Message>();
        public DbSet<MessageTemplate> MessageTemplates => db.Set<MessageTemplate>();
    }
}
