using System.Net;
using System.Text.RegularExpressions;
using Portico.TestKit;

namespace Portico.App.Tests.Users;

/// <summary>Out of the box nobody can sign in; the console shows a link that makes the first operator, once.</summary>
public sealed partial class SetUpTests(FreshPortico platform) : IClassFixture<FreshPortico>
{
    [Fact]
    public async Task The_link_on_the_console_makes_the_first_operator_and_nobody_else()
    {
        var link = new Uri(Link().Match(Assert.Single(platform.Log.Lines, line => Link().IsMatch(line.Text)).Text).Value).AbsolutePath;

        var guessed = await platform.Stranger().FillInAsync(link, "/admin/set-up/guessed", ("name", "Eve"), ("email", "eve@example.com"), ("password", "a long enough password"));
        var weak = await platform.Stranger().FillInAsync(link, link, ("name", "Olga"), ("email", "olga@example.com"), ("password", "short"));
        var made = await platform.Stranger().FillInAsync(link, link, ("name", "Olga"), ("email", "olga@example.com"), ("password", "a long enough password"));
        var again = await platform.Stranger().FillInAsync("/admin/sign-in", link, ("name", "Eve"), ("email", "eve@example.com"), ("password", "a long enough password"));
        var browser = platform.Stranger();
        var signedIn = await browser.FillInAsync("/admin/sign-in", "/admin/sign-in", ("email", "olga@example.com"), ("password", "a long enough password"));

        Assert.Equal(HttpStatusCode.NotFound, guessed.StatusCode);
        Assert.StartsWith($"{link}?error=", weak.Headers.Location?.OriginalString, StringComparison.Ordinal);
        Assert.Equal("/admin/sign-in", made.Headers.Location?.OriginalString);
        Assert.Equal(HttpStatusCode.NotFound, again.StatusCode);
        Assert.Equal("/admin", signedIn.Headers.Location?.OriginalString);
    }

    [GeneratedRegex(@"http://\S+/admin/set-up/\S+")]
    private static partial Regex Link();
}
