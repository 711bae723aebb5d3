using Portico.App.Tenants;
using Portico.TestKit;

namespace Portico.App.Tests.Tenants;

public sealed class ContrastTests
{
    [Fact]
    public void A_tenants_colours_are_held_against_those_that_the_portal_really_has()
    {
        var sheet = File.ReadAllText(Path.Combine(Repository.Folder("src/Portico.Portal"), "wwwroot", "portal.css"));
        var dark = sheet.IndexOf("prefers-color-scheme: dark", StringComparison.Ordinal);

        Assert.Contains($"--ink: {Contrast.Ink};", sheet[..dark], StringComparison.Ordinal);
        Assert.Contains($"--muted: {Contrast.Grey};", sheet[..dark], StringComparison.Ordinal);
        Assert.Contains($"--surface: {Contrast.DarkSurface};", sheet[dark..], StringComparison.Ordinal);
    }
}
