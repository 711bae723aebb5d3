using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portico.App.Data;

namespace Portico.App.Forms;

/// <summary>One version of a form of a tenant. The newest may be a draft; a published one never changes.</summary>
public sealed class Form : ITenantOwned
{
    public string TenantId { get; private set; } = "";
    public required string Key { get; init; }
    public required int Version { get; init; }

    /// <summary>The <see cref="FormDefinition"/> as JSON.</summary>
    public required string Definition { get; set; }

    public DateTimeOffset UpdatedAt { get; set; }

    /// <summary>Null: a draft. Publishing a journey publishes the drafts of the forms it shows.</summary>
    public DateTimeOffset? PublishedAt { get; set; }

    /// <summary>Grows with each save; a save that started from another one is refused.</summary>
    public int Revision { get; set; } = 1;

    public FormDefinition Read() => FormDefinition.Parse(Definition);

    private sealed class Table : IEntityTypeConfiguration<Form>
    {
        public void Configure(EntityTypeBuilder<Form> builder)
        {
            builder.ToTable("forms");
            builder.HasKey(f => new { f.TenantId, f.Key, f.Version });
            builder.Property(f => f.Key).HasMaxLength(64);
            builder.Property(f => f.Revision).IsConcurrencyToken();
        }
    }
}

public static class FormTables
{
    /// <summary>Of each of these forms the newest version among those given; a form of which there is none is missing.</summary>
    public static async Task<Dictionary<string, Form>> NewestAsync(this IQueryable<Form> forms, IReadOnlyCollection<string> keys, CancellationToken ct) =>
        (await forms.Where(form => keys.Contains(form.Key)).ToListAsync(ct)).GroupBy(form => form.Key).ToDictionary(versions => versions.Key, versions => versions.MaxBy(form => form.Version)!);

    /// <summary>Of each of these forms the version that stands beside it.</summary>
    public static async Task<Dictionary<string, Form>> PinnedAsync(this IQueryable<Form> forms, IReadOnlyDictionary<string, int> pins, CancellationToken ct)
    {
        var keys = pins.Keys.ToList();
        return (await forms.Where(form => keys.Contains(form.Key)).ToListAsync(ct)).Where(form => pins[form.Key] == form.Version).ToDictionary(form => form.Key);
    }

    extension(PorticoDb db) { public DbSet<Form> Forms => db.Set<Form>(); }
}
