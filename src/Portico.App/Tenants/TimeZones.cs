namespace Portico.App.Tenants;

/// <summary>Time zones by their IANA names.</summary>
public static class TimeZones
{
    public const string Utc = "Etc/UTC";

    /// <summary>Where most people of a country live; a utility elsewhere sets its own.</summary>
    private static readonly Dictionary<string, string> ByCountry = new(StringComparer.OrdinalIgnoreCase)
    {
        ["AT"] = "Europe/Vienna", ["AU"] = "Australia/Sydney", ["BE"] = "Europe/Brussels", ["BR"] = "America/Sao_Paulo", ["CA"] = "America/Toronto", ["CH"] = "Europe/Zurich",
        ["CZ"] = "Europe/Prague", ["DE"] = "Europe/Berlin", ["DK"] = "Europe/Copenhagen", ["EG"] = "Africa/Cairo", ["ES"] = "Europe/Madrid", ["FI"] = "Europe/Helsinki",
        ["FR"] = "Europe/Paris", ["GB"] = "Europe/London", ["IE"] = "Europe/Dublin", ["IT"] = "Europe/Rome", ["JP"] = "Asia/Tokyo", ["LU"] = "Europe/Luxembourg",
        ["NL"] = "Europe/Amsterdam", ["NO"] = "Europe/Oslo", ["NZ"] = "Pacific/Auckland", ["PL"] = "Europe/Warsaw", ["PT"] = "Europe/Lisbon", ["SE"] = "Europe/Stockholm",
        ["US"] = "America/New_York",
    };

    public static string OfCountry(string country) => ByCountry.GetValueOrDefault(country, Utc);

    /// <summary>UTC where this system does not know the name: a schedule goes on, and says so by its times.</summary>
    public static TimeZoneInfo Find(string name) => name is not (Utc or "") && TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) ? zone : TimeZoneInfo.Utc;
}
