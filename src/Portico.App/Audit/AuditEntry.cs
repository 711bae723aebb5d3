using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portico.App.Data;

namespace Portico.App.Audit;

/// <summary>Who did what. Append-only; ids and words of the product, never personal data of customers.</summary>
public sealed class AuditEntry : ITenantOwned
{
    public string TenantId { get; private set; } = "";
    public required Guid Id { get; init; }
    public required DateTimeOffset At { get; init; }

    /// <summary><c>staff:{id}</c>, <c>key:{id}</c>, <c>customer</c>, <c>provider:{installation}</c> or <c>platform</c>.</summary>
    public required string Actor { get; init; }

    /// <summary><c>area.verb</c>, for example <c>journey.published</c>.</summary>
    public required string Action { get; init; }

    /// <summary>What it was done to, for example <c>case:C-7F3K9QXA</c>.</summary>
    public required string Subject { get; init; }
    public string Data { get; init; } = "{}";

    private sealed class Table : IEntityTypeConfiguration<AuditEntry>
    {
        public void Configure(EntityTypeBuilder<AuditEntry> builder)
        {
            builder.ToTable("audit");
            builder.HasKey(a => new { a.TenantId, a.Id });
            builder.HasIndex(a => new { a.TenantId, a.At });
        }
    }
}

public static class AuditTables
{
    extension(PorticoDb db) { public DbSet<AuditEntry> Audit => db.Set<AuditEntry>(); }
}
