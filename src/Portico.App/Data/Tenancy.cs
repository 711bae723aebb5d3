namespace Portico.App.Data;

/// <summary>A row that belongs to one tenant. The key starts with <see cref="TenantId"/>; the filter and the write guard come by themselves.</summary>
public interface ITenantOwned
{
    string TenantId { get; }
}

/// <summary>Each tenant has two: a journey is tried in test, with providers of its own, before customers meet it live.</summary>
public enum TenantEnvironment { Live, Test }

/// <summary>A row that belongs to one environment for ever. A scope that sees only one of the two does not see it in the other.</summary>
public interface IOfEnvironment
{
    TenantEnvironment Environment { get; }
}

/// <summary>Whose scope this is. Set once, at the edge; everything below reads it.</summary>
public sealed class TenantScope
{
    private string? tenantId;

    /// <exception cref="InvalidOperationException">No tenant is in scope: never "all rows".</exception>
    public string TenantId => tenantId ?? throw new InvalidOperationException("No tenant is in scope.");

    public bool IsSet => tenantId is not null;

    /// <summary>The only environment whose rows are seen here, because a key belongs to it; null: both, as for staff and workers.</summary>
    public TenantEnvironment? Environment { get; private set; }

    public bool Sees(IOfEnvironment row) => Environment is null || row.Environment == Environment;

    public void Enter(string tenant)
    {
        if (tenantId is not null && tenantId != tenant) throw new InvalidOperationException("A scope belongs to one tenant.");
        tenantId = tenant;
    }

    public void EnterOnly(TenantEnvironment environment) => Environment = environment;
}
