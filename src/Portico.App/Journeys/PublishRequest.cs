using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portico.App.Data;
using Portico.App.Forms;

namespace Portico.App.Journeys;

/// <summary>Somebody wants this drawing to go live, and a second person has to look at it first. One for each journey; the next one takes its place.</summary>
public sealed class PublishRequest : ITenantOwned
{
    public string TenantId { get; private set; } = "";
    public required string JourneyKey { get; init; }

    /// <summary>Of the drawing that was asked for. Any other makes the request void.</summary>
    public string Token { get; private set; } = "";

    /// <summary>The forms that would go live with it, as they were.</summary>
    public string Forms { get; private set; } = "";

    /// <summary>It is about a version as it was published before, to test or long ago; false: about the newest drawing with the newest forms.</summary>
    public bool Promotes { get; private set; }

    public List<Justification> Justifications { get; private set; } = [];

    /// <summary>The actor.</summary>
    public string AskedBy { get; private set; } = "";

    public DateTimeOffset AskedAt { get; private set; }

    /// <summary>The actor who said no; null: it is open.</summary>
    public string? RefusedBy { get; private set; }

    public string? Reason { get; private set; }

    /// <summary>Grows with each change: what two people do at the same moment is done by one of them.</summary>
    public int Revision { get; private set; }

    public bool IsFor(JourneyVersion drawing, IEnumerable<Form> forms) => Token == drawing.Token && Forms == Sum(forms);

    public void Ask(JourneyVersion drawing, IEnumerable<Form> forms, bool promotes, List<Justification> justifications, string by, DateTimeOffset at) =>
        (Token, Forms, Promotes, Justifications, AskedBy, AskedAt, RefusedBy, Reason, Revision) = (drawing.Token, Sum(forms), promotes, justifications, by, at, null, null, Revision + 1);

    public void Refuse(string by, string reason) => (RefusedBy, Reason, Revision) = (by, reason, Revision + 1);

    private static string Sum(IEnumerable<Form> forms) => string.Join(' ', forms.OrderBy(form => form.Key, StringComparer.Ordinal).Select(form => FormattableString.Invariant($"{form.Key}={form.Version}.{form.Revision}")));

    private sealed class Table : IEntityTypeConfiguration<PublishRequest>
    {
        public void Configure(EntityTypeBuilder<PublishRequest> builder)
        {
            builder.ToTable("publish_requests");
            builder.HasKey(r => new { r.TenantId, r.JourneyKey });
            builder.Property(r => r.JourneyKey).HasMaxLength(64);
            builder.Property(r => r.Token).HasMaxLength(32);
            builder.Property(r => r.AskedBy).HasMaxLength(100);
            builder.Property(r => r.RefusedBy).HasMaxLength(100);
            builder.Property(r => r.Reason).HasMaxLength(Justification.Longest);
            builder.Property(r => r.Justifications).AsJson();
            builder.Property(r => r.Revision).IsConcurrencyToken();
            builder.HasOne<Journey>().WithMany().HasForeignKey(r => new { r.TenantId, r.JourneyKey }).OnDelete(DeleteBehavior.Cascade);
        }
    }
}

public static class PublishRequestTables
{
    extension(PorticoDb db) { public DbSet<PublishRequest> PublishRequests => db.Set<PublishRequest>(); }

    public static PropertyBuilder<List<Justification>> AsJson(this PropertyBuilder<List<Justification>> property) => property.HasDefaultValueSql("'[]'").HasConversion(
        list => JsonSerializer.Serialize(list, JsonSerializerOptions.Web), json => JsonSerializer.Deserialize<List<Justification>>(json, JsonSerializerOptions.Web)!,
        new ValueComparer<List<Justification>>((a, b) => a!.SequenceEqual(b!), list => list.Count, list => list.ToList()));
}
