namespace Portico.App.Tenants;

public static class Locales
{
    /// <summary>The wanted language if the tenant speaks it, else the tenant's default.</summary>
    public static string Choose(Tenant tenant, string? wanted) =>
        wanted is null ? tenant.DefaultLocale
        : tenant.Locales.FirstOrDefault(l => string.Equals(l, wanted, StringComparison.OrdinalIgnoreCase))
          ?? tenant.Locales.FirstOrDefault(l => string.Equals(l.Split('-')[0], wanted.Split('-')[0], StringComparison.OrdinalIgnoreCase))
          ?? tenant.DefaultLocale;
}
