namespace Portico.App.Tenants;

/// <summary>The tenant of this request, read once when it was resolved.</summary>
public sealed class CurrentTenant
{
    private Tenant? tenant;

    public Tenant Value => tenant ?? throw new InvalidOperationException("No tenant was resolved.");

    public void Enter(Tenant found) => tenant = found;
}
