using Portico.App.Shared;

namespace Portico.App.Tenants;

public static class Locales
{
    /// <summary>The wanted language if the tenant speaks it, else the tenant's default.</summary>
    public static string Choose(Tenant tenant, string? wanted) => (wanted is null ? null : Offered(tenant, wanted)) ?? tenant.DefaultLocale;

    /// <returns>Which of the tenant's languages does for a reader of this one; null: none.</returns>
    public static string? Offered(Tenant tenant, string wanted) => LanguageTags.Nearest(wanted, tenant.Locales);
}
