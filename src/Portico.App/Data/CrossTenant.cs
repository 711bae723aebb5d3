using Microsoft.EntityFrameworkCore;

namespace Portico.App.Data;

/// <summary>
/// The one door through which rows of all tenants can be seen: to find out whose a request or a due row is. Read only, never tracked;
/// whatever is done next is done in a scope of that tenant.
/// </summary>
public static class CrossTenant
{
    /// <summary>Marks such a query for the engine, which lets nothing else see other tenants' rows.</summary>
    public const string Tag = "portico: across tenants";

    public static IQueryable<T> Query<T>(PorticoDb db) where T : class, ITenantOwned =>
#pragma warning disable RS0030 // the one suppressed line of this rule
        db.Set<T>().IgnoreQueryFilters(["tenant"]).AsNoTracking().TagWith(Tag);
#pragma warning restore RS0030
}
