using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portico.App.Data;
using Portico.Workflows;

namespace Portico.App.Cases;

/// <summary>What one commit did to a case: who acted, and a line for each thing that happened, in order. Append-only; never holds answers.</summary>
public sealed class JournalRow : ITenantOwned
{
    public string TenantId { get; private set; } = "";
    public required Guid CaseId { get; init; }

    /// <summary>Number of the first line, counted from 1 in the case.</summary>
    public required int Seq { get; init; }
    public required DateTimeOffset At { get; init; }
    public required string Actor { get; init; }

    /// <summary>The lines as JSON. One row for all of them, because a row costs more than its text.</summary>
    public required string Lines { get; init; }

    public static string Write(IReadOnlyList<JournalEntry> entries)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartArray();
            foreach (var entry in entries)
            {
                json.WriteStartObject();
                json.WriteString("kind"u8, entry.Kind);
                if (entry.ActivityId is not null) json.WriteString("activity"u8, entry.ActivityId);
                if (entry.ActivityType is not null) json.WriteString("type"u8, entry.ActivityType);
                json.WritePropertyName("data"u8);
                entry.Data.WriteTo(json);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    public IEnumerable<JournalLine> Read() => JsonNode.Parse(Lines)!.AsArray()
        .Select((line, i) => new JournalLine(Seq + i, At, Actor, (string)line!["kind"]!, (string?)line["activity"], (string?)line["type"], line["data"]!.AsObject()));

    private sealed class Table : IEntityTypeConfiguration<JournalRow>
    {
        public void Configure(EntityTypeBuilder<JournalRow> builder)
        {
            builder.ToTable("journal");
            builder.HasKey(j => new { j.TenantId, j.CaseId, j.Seq });
            builder.Property(j => j.Actor).HasMaxLength(100);
            builder.HasOne<Case>().WithMany().HasForeignKey(j => new { j.TenantId, j.CaseId }).OnDelete(DeleteBehavior.Cascade);
        }
    }
}

/// <summary>One thing that happened in a case.</summary>
public sealed record JournalLine(int Seq, DateTimeOffset At, string Actor, string Kind, string? ActivityId, string? ActivityType, JsonObject Data);

public static class Journals
{
    /// <summary>The lines of a case after a number, in order, wherever they are kept.</summary>
    /// <param name="most">At most so many lines.</param>
    public static async Task<List<JournalLine>> JournalAsync(this PorticoDb db, Guid caseId, CancellationToken ct, int after = 0, int most = int.MaxValue)
    {
        // The row that holds the first wanted line may begin before it.
        var first = after == 0 ? 0 : await db.Set<JournalRow>().Where(j => j.CaseId == caseId && j.Seq <= after + 1).MaxAsync(j => (int?)j.Seq, ct) ?? 0;
        var ordered = db.Set<JournalRow>().AsNoTracking().Where(j => j.CaseId == caseId && j.Seq >= first).OrderBy(j => j.Seq);
        var rows = await (most == int.MaxValue ? ordered : ordered.Take(most)).ToListAsync(ct);
        if (rows.Count == 0 || rows[0].Seq > after + 1) rows.InsertRange(0, await db.ArchivedAsync(caseId, ct));
        return [.. rows.SelectMany(row => row.Read()).Where(line => line.Seq > after).Take(most)];
    }

    /// <summary>The newest lines of a case before a number, in order.</summary>
    public static async Task<List<JournalLine>> LatestJournalAsync(this PorticoDb db, Guid caseId, int most, CancellationToken ct, int before = int.MaxValue)
    {
        var rows = await db.Set<JournalRow>().AsNoTracking().Where(j => j.CaseId == caseId && j.Seq < before).OrderByDescending(j => j.Seq).Take(most).ToListAsync(ct);
        rows.Reverse();
        if (rows.Count == 0 || (rows.Count < most && rows[0].Seq > 1)) rows.InsertRange(0, await db.ArchivedAsync(caseId, ct));
        return [.. rows.SelectMany(row => row.Read()).Where(line => line.Seq < before).TakeLast(most)];
    }

    /// <summary>Looked for after the rows themselves, so that those which go to the archive meanwhile are found there.</summary>
    private static async Task<IReadOnlyList<JournalRow>> ArchivedAsync(this PorticoDb db, Guid caseId, CancellationToken ct) =>
        (await db.Set<ArchivedJournal>().AsNoTracking().SingleOrDefaultAsync(a => a.CaseId == caseId, ct))?.Read() ?? [];
}
