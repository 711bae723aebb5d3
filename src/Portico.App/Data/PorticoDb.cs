using System.Reflection;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;
using Microsoft.Extensions.DependencyInjection;

namespace Portico.App.Data;

/// <summary>The store. It knows no feature: each room configures its own tables.</summary>
public sealed class PorticoDb(DbContextOptions<PorticoDb> options, TenantScope tenant) : DbContext(options)
{
    private static readonly MethodInfo FilterMethod = typeof(PorticoDb).GetMethod(nameof(FilterByTenant), BindingFlags.NonPublic | BindingFlags.Instance)!;

    private static readonly MethodInfo EnvironmentMethod = typeof(PorticoDb).GetMethod(nameof(FilterByEnvironment), BindingFlags.NonPublic | BindingFlags.Instance)!;

    /// <summary>Read by the filter of every query; throws when no tenant is in scope.</summary>
    public string TenantId => tenant.TenantId;

    /// <summary>For the engine's own guard (row-level security); null where no tenant is in scope.</summary>
    public string? TenantInScope => tenant.IsSet ? tenant.TenantId : null;

    /// <summary>Read by the filter of every query for rows that belong to an environment.</summary>
    public TenantEnvironment? OnlyEnvironment => tenant.Environment;

    /// <summary>Whether anything was read or staged here: what was not used need not be looked through.</summary>
    public bool IsUsed { get; private set; }

    public override DbSet<T> Set<T>()
    {
        IsUsed = true;
        return base.Set<T>();
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.ApplyConfigurationsFromAssembly(typeof(PorticoDb).Assembly);
        foreach (var type in modelBuilder.Model.GetEntityTypes().Select(t => t.ClrType).Where(typeof(ITenantOwned).IsAssignableFrom).ToList())
        {
            FilterMethod.MakeGenericMethod(type).Invoke(this, [modelBuilder]);
            if (typeof(IOfEnvironment).IsAssignableFrom(type)) EnvironmentMethod.MakeGenericMethod(type).Invoke(this, [modelBuilder]);
        }
    }

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<UtcMilliseconds>();
        configurationBuilder.Properties<Enum>().HaveConversion<string>().HaveMaxLength(32);
    }

    /// <summary>The tables as EF knows them.</summary>
    internal static IModel ModelOf(IServiceProvider services)
    {
        using var scope = services.CreateScope();
        return scope.ServiceProvider.GetRequiredService<PorticoDb>().Model;
    }

    private void FilterByTenant<T>(ModelBuilder model) where T : class, ITenantOwned
    {
        var entity = model.Entity<T>();
        entity.HasQueryFilter("tenant", row => row.TenantId == TenantId);
        // As a concurrency token it stands in the WHERE of every update and delete: a row of another tenant is never hit, whatever key was forged.
        entity.Property(row => row.TenantId).HasMaxLength(64).IsConcurrencyToken();
    }

    private void FilterByEnvironment<T>(ModelBuilder model) where T : class, IOfEnvironment
    {
        var entity = model.Entity<T>();
        entity.HasQueryFilter("environment", row => OnlyEnvironment == null || row.Environment == OnlyEnvironment);
        entity.Property(row => row.Environment).HasDefaultValue(TenantEnvironment.Live).HasSentinel(TenantEnvironment.Live); // rows of before there were two
    }

    public override int SaveChanges(bool acceptAllChangesOnSuccess)
    {
        GuardTenant();
        return base.SaveChanges(acceptAllChangesOnSuccess);
    }

    public override Task<int> SaveChangesAsync(bool acceptAllChangesOnSuccess, CancellationToken cancellationToken = default)
    {
        GuardTenant();
        return base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);
    }

    private void GuardTenant()
    {
        foreach (var entry in ChangeTracker.Entries<ITenantOwned>().Where(e => e.State is EntityState.Added or EntityState.Modified or EntityState.Deleted))
        {
            var owner = entry.Property<string>(nameof(ITenantOwned.TenantId));
            if (entry.State == EntityState.Added && string.IsNullOrEmpty(owner.CurrentValue)) owner.CurrentValue = TenantId;
            if (owner.CurrentValue != TenantId || owner.OriginalValue is { } original && entry.State != EntityState.Added && original != TenantId)
            {
                throw new InvalidOperationException($"A {entry.Metadata.ClrType.Name} of another tenant was about to be written.");
            }
        }
    }

    private sealed class UtcMilliseconds() : ValueConverter<DateTimeOffset, long>(at => at.ToUnixTimeMilliseconds(), ms => DateTimeOffset.FromUnixTimeMilliseconds(ms));
}
