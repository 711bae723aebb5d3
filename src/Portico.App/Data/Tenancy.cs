namespace Portico.App.Data;

/// <summary>A row that belongs to one tenant. The key starts with <see cref="TenantId"/>; the filter and the write guard come by themselves.</summary>
public interface ITenantOwned
{
    string TenantId { get; }
}

/// <summary>Whose scope this is. Set once, at the edge; everything below reads it.</summary>
public sealed class TenantScope
{
    private string? tenantId;

    /// <exception cref="InvalidOperationException">No tenant is in scope: never "all rows".</exception>
    public string TenantId => tenantId ?? throw new InvalidOperationException("No tenant is in scope.");

    public bool IsSet => tenantId is not null;

    public void Enter(string tenant)
    {
        if (tenantId is not null && tenantId != tenant) throw new InvalidOperationException("A scope belongs to one tenant.");
        tenantId = tenant;
    }
}
