using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;
using Portico.App.Data;
using Portico.Workflows.Schedules;

namespace Portico.App.Tenants;

/// <summary>A utility that uses Portico. Not tenant-owned itself: it is what the others are owned by.</summary>
public sealed class Tenant
{
    /// <summary>The operators' own scope: staff without a utility. No portal, no journeys.</summary>
    public const string Platform = "platform";

    /// <summary>Short name: lower-case letters, digits and hyphens, 2 to 40; permanent.</summary>
    public required string Id { get; init; }
    public required string Name { get; set; }

    /// <summary><c>electricity</c>, <c>gas</c> or <c>water</c>.</summary>
    public required string Commodity { get; set; }
    public required string Country { get; set; }

    /// <summary>ISO 4217, of its country: what its providers cost is counted in it.</summary>
    public string Currency => new System.Globalization.RegionInfo(Country).ISOCurrencySymbol;

    /// <summary>IANA, for example <c>Europe/Berlin</c>: what a cron expression means by nine o'clock.</summary>
    public string TimeZone { get; set; } = TimeZones.Utc;

    public TimeZoneInfo Zone => TimeZones.Find(TimeZone);

    /// <summary>Minutes after midnight at which the hours begin in which nobody is reminded, 0 to 1439; null: there are none.</summary>
    public int? QuietFrom { get; set; }

    /// <summary>And end; less than <see cref="QuietFrom"/>: on the next day.</summary>
    public int? QuietUntil { get; set; }

    /// <summary>Grows with each change that an admin makes to what the company says of itself.</summary>
    public int Revision { get; set; }

    public static QuietHours? QuietOf(int? from, int? until) => from is { } begins && until is { } ends ? new(TimeOnly.MinValue.AddMinutes(begins), TimeOnly.MinValue.AddMinutes(ends)) : null;

    public string DefaultLocale { get; set; } = "en";
    public List<string> Locales { get; set; } = ["en"];

    /// <summary>The same, its default first.</summary>
    public IReadOnlyList<string> LocalesInOrder => [DefaultLocale, .. Locales.Where(locale => locale != DefaultLocale)];

    public TenantTheme Theme { get; set; } = new();
    public string? SupportEmail { get; set; }
    public string? SupportPhone { get; set; }
    public bool Suspended { get; set; }

    /// <summary>Whether a journey goes live only when a second admin has approved it.</summary>
    public bool PublishingNeedsTwo { get; set; }

    /// <summary>The actor who wants to be rid of that; null: nobody.</summary>
    public string? PublishingOffAskedBy { get; set; }

    /// <summary>Origins of the tenant's own sites, whose pages may show its journeys in a frame; none: nobody's.</summary>
    public List<string> FrameOrigins { get; set; } = [];

    /// <summary>Places that the tenant's due work gets each time it is its turn, 1 to 100. Default 1: all the same.</summary>
    public int Weight { get; set; } = 1;
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>What the operator keeps from this tenant; null: nothing.</summary>
    public PluginRules? Restricted { get; set; }

    public PluginRules PluginRules => Restricted ?? PluginRules.None;

    private sealed class Table : IEntityTypeConfiguration<Tenant>
    {
        // Neither a language nor an origin has a space in it.
        private static readonly ValueConverter<List<string>, string> Spaced = new(list => string.Join(' ', list), text => text.Split(' ', StringSplitOptions.RemoveEmptyEntries).ToList());
        private static readonly ValueComparer<List<string>> EachSpaced = new((a, b) => a!.SequenceEqual(b!), list => list.Count, list => list.ToList());

        public void Configure(EntityTypeBuilder<Tenant> builder)
        {
            builder.ToTable("tenants");
            builder.HasKey(t => t.Id);
            builder.Property(t => t.Id).HasMaxLength(64);
            builder.Ignore(t => t.Zone);
            builder.Ignore(t => t.LocalesInOrder);
            builder.Ignore(t => t.Currency);
            builder.Ignore(t => t.PluginRules);
            builder.Property(t => t.Restricted).HasConversion(rules => JsonSerializer.Serialize(rules, JsonSerializerOptions.Web), json => JsonSerializer.Deserialize<PluginRules>(json, JsonSerializerOptions.Web));
            // Two who change it at the same moment do not agree with each other by accident.
            builder.Property(t => t.Revision).IsConcurrencyToken();
            builder.Property(t => t.PublishingNeedsTwo).IsConcurrencyToken();
            builder.Property(t => t.PublishingOffAskedBy).HasMaxLength(100).IsConcurrencyToken();
            builder.Property(t => t.TimeZone).HasMaxLength(64).HasDefaultValue(TimeZones.Utc);
            builder.Property(t => t.Theme).HasConversion(theme => JsonSerializer.Serialize(theme, JsonSerializerOptions.Web), json => JsonSerializer.Deserialize<TenantTheme>(json, JsonSerializerOptions.Web)!);
            builder.Property(t => t.Locales).HasConversion(Spaced, EachSpaced);
            builder.Property(t => t.FrameOrigins).HasConversion(Spaced, EachSpaced).HasDefaultValueSql("''");
        }
    }
}

/// <summary>How a tenant looks to its customers. Colours are #rrggbb; each pair needs a contrast of 4.5:1, which a test asks of the shipped ones.</summary>
public sealed record TenantTheme
{
    /// <summary>Buttons, links, progress.</summary>
    public string Brand { get; init; } = "#1f4fd8";

    /// <summary>Text on the brand colour.</summary>
    public string OnBrand { get; init; } = "#ffffff";

    /// <summary>The brand colour in dark mode, on a near-black ground.</summary>
    public string BrandDark { get; init; } = "#9db7ff";

    /// <summary>Soft background behind headers and selected cards.</summary>
    public string Tint { get; init; } = "#eef3ff";

    /// <summary>Inline SVG path data of the mark, drawn in a 24 x 24 box; null shows the first letter.</summary>
    public string? MarkPath { get; init; }
}

/// <summary>Which plugins a tenant may use.</summary>
/// <param name="OnlyPlugins">Ids; null: all that are offered.</param>
/// <param name="OnlyContracts">Such as <c>payment</c>; null: all.</param>
/// <param name="MayAddOwn">Whether it may add packages of publishers that it trusts itself.</param>
public sealed record PluginRules(IReadOnlyList<string>? OnlyPlugins, IReadOnlyList<string>? OnlyContracts, bool MayAddOwn)
{
    public static readonly PluginRules None = new(null, null, true);

    public bool Allow(string pluginId, IEnumerable<string> contracts) => OnlyPlugins?.Contains(pluginId) != false && (OnlyContracts is null || contracts.All(OnlyContracts.Contains));
}

/// <summary>A host name that leads to a tenant. Global on purpose: a host belongs to one tenant of the whole platform.</summary>
public sealed class TenantHost
{
    public required string Host { get; init; }
    public required string TenantId { get; init; }

    private sealed class Table : IEntityTypeConfiguration<TenantHost>
    {
        public void Configure(EntityTypeBuilder<TenantHost> builder)
        {
            builder.ToTable("tenant_hosts");
            builder.HasKey(h => h.Host);
            builder.Property(h => h.Host).HasMaxLength(255);
            builder.HasOne<Tenant>().WithMany().HasForeignKey(h => h.TenantId).OnDelete(DeleteBehavior.Cascade);
        }
    }
}

public static class TenantTables
{
    extension(PorticoDb db)
    {
        public DbSet<Tenant> Tenants => db.Set<Tenant>();
        public DbSet<TenantHost> TenantHosts => db.Set<TenantHost>();
    }
}
