using System.Xml.Linq;

namespace Portico.House.Tests;

/// <summary>Which project may name which. What is not listed is forbidden.</summary>
internal static class ProjectRules
{
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Portico.Sdk"] = [],
        ["Portico.Workflows"] = ["Portico.Sdk"],
        ["Portico.Packages"] = [],
        ["Portico.Conformance"] = ["Portico.Packages"],
        ["Portico.Templates"] = [],
        ["Portico.App"] = ["Portico.Workflows", "Portico.Packages"],
        ["Portico.Database.Sqlite"] = ["Portico.App"],
        ["Portico.Database.Postgres"] = ["Portico.App"],
        ["Portico.Admin"] = ["Portico.App"],
        ["Portico.Portal"] = ["Portico.App"],
        ["Portico.PluginHost"] = ["Portico.Sdk"],
        ["Portico.Host"] = ["Portico.App", "Portico.Admin", "Portico.Portal", "Portico.Database.Sqlite", "Portico.Database.Postgres"],
        ["Portico.Cli"] = ["Portico.Sdk", "Portico.Packages", "Portico.Conformance", "Portico.Workflows"],
        ["Portico.Plugin.Kyc.Sandbox"] = ["Portico.Sdk"],
        ["Portico.Plugin.Payment.Sandbox"] = ["Portico.Sdk"],
        ["Portico.Plugin.Connector.Crm.Sandbox"] = ["Portico.Sdk"],
        ["Portico.Plugin.Channel.Smtp"] = ["Portico.Sdk"],
        ["Portico.Plugin.Channel.Sms.Sandbox"] = ["Portico.Sdk"],
        ["Portico.TestKit"] = ["Portico.Host"],
        ["Portico.House.Tests"] = ["Portico.Host"],
        ["Portico.Workflows.Tests"] = ["Portico.Workflows", "Portico.Cli"],
        ["Portico.App.Tests"] = ["Portico.TestKit", "Portico.Cli"],
        ["Portico.Admin.Tests"] = ["Portico.Admin"],
        ["Portico.Plugins.Tests"] = ["Portico.App"],
        ["Portico.Plugins.Probe"] = ["Portico.Sdk"],
        ["Portico.Plugins.Flawed"] = ["Portico.Sdk"],
        ["Portico.Plugins.Started"] = ["Portico.Sdk"],
        ["Portico.Conformance.Tests"] = ["Portico.Conformance", "Portico.Cli"],
        ["Portico.E2E"] = ["Portico.TestKit"],
        ["Portico.Bench"] = ["Portico.Host"],
    };

    /// <summary>They promise to need nothing but .NET itself: a package or ASP.NET Core in them would be forced on every partner, or make the engine impure.</summary>
    private static bool StandsAlone(string project) =>
        project is "Portico.Sdk" or "Portico.Packages" or "Portico.Conformance" or "Portico.Workflows" or "Portico.Cli" || project.StartsWith("Portico.Plugin.", StringComparison.Ordinal);

    public static IEnumerable<string> Violations(string project, XDocument file)
    {
        if (!Allowed.TryGetValue(project, out var allowed))
        {
            yield return $"{project} is not listed in ProjectRules: say there what it may name.";
            yield break;
        }
        foreach (var named in ReferencesOf(file).Where(named => !allowed.Contains(named)))
        {
            yield return $"{project} -> {named} is not allowed.";
        }
        if (!StandsAlone(project)) yield break;
        foreach (var package in file.Descendants().Where(e => e.Name.LocalName is "PackageReference" or "FrameworkReference"))
        {
            yield return $"{project} takes {package.Attribute("Include")?.Value}, but stands alone.";
        }
    }

    /// <summary>EF may be used in App, and must not be seen by those who use App.</summary>
    public static IEnumerable<string> LeaksOfTheStore(XDocument app) =>
        from package in app.Descendants("PackageReference")
        let name = package.Attribute("Include")?.Value ?? ""
        where name.StartsWith("Microsoft.EntityFrameworkCore", StringComparison.Ordinal)
        where (package.Attribute("PrivateAssets")?.Value ?? "") is not ("compile" or "all")
        select $"""{name} needs PrivateAssets="compile".""";

    // A reference without output assembly only says "build this beside me".
    private static IEnumerable<string> ReferencesOf(XDocument file) =>
        from reference in file.Descendants("ProjectReference")
        let onlyBuilt = reference.Attribute("ReferenceOutputAssembly") ?? (object?)reference.Element("ReferenceOutputAssembly")
        where !string.Equals(onlyBuilt is XAttribute a ? a.Value : (onlyBuilt as XElement)?.Value, "false", StringComparison.OrdinalIgnoreCase)
        select Path.GetFileNameWithoutExtension(reference.Attribute("Include")?.Value.Replace('\\', '/'));
}
