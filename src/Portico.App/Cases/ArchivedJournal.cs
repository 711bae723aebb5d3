using System.IO.Compression;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portico.App.Data;

namespace Portico.App.Cases;

/// <summary>The journal of a case that ended long ago: all its rows in one, about a tenth of their size. Readers see the same lines.</summary>
public sealed class ArchivedJournal : ITenantOwned
{
    public string TenantId { get; private set; } = "";
    public required Guid CaseId { get; init; }

    /// <summary>The rows as JSON, compressed by Brotli.</summary>
    public required byte[] Rows { get; init; }

    private sealed record Row(int Seq, DateTimeOffset At, string Actor, JsonElement Lines);

    public static ArchivedJournal Of(Guid caseId, IEnumerable<JournalRow> rows)
    {
        using var compressed = new MemoryStream();
        using (var brotli = new BrotliStream(compressed, CompressionLevel.Optimal))
        {
            JsonSerializer.Serialize(brotli, rows.Select(row => new Row(row.Seq, row.At, row.Actor, JsonElement.Parse(row.Lines))), JsonSerializerOptions.Web);
        }

        return new ArchivedJournal { CaseId = caseId, Rows = compressed.ToArray() };
    }

    public IReadOnlyList<JournalRow> Read()
    {
        using var brotli = new BrotliStream(new MemoryStream(Rows), CompressionMode.Decompress);
        return JsonSerializer.Deserialize<List<Row>>(brotli, JsonSerializerOptions.Web)!
            .ConvertAll(row => new JournalRow { CaseId = CaseId, Seq = row.Seq, At = row.At, Actor = row.Actor, Lines = row.Lines.GetRawText() });
    }

    private sealed class Table : IEntityTypeConfiguration<ArchivedJournal>
    {
        public void Configure(EntityTypeBuilder<ArchivedJournal> builder)
        {
            builder.ToTable("archived_journals");
            builder.HasKey(a => new { a.TenantId, a.CaseId });
            builder.HasOne<Case>().WithOne().HasForeignKey<ArchivedJournal>(a => new { a.TenantId, a.CaseId }).OnDelete(DeleteBehavior.Cascade);
        }
    }
}
