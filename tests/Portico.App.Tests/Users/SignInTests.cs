using System.Net;
using Portico.TestKit;

namespace Portico.App.Tests.Users;

public sealed class SignInTests(TestPortico platform) : IClassFixture<TestPortico>
{
    [Fact]
    public async Task Eight_wrong_passwords_lock_the_account_even_for_the_right_one()
    {
        for (var attempt = 0; attempt < 8; attempt++) Assert.Contains("error=", await SignIn("agent@clearwater.example", "wrong password"), StringComparison.Ordinal);

        var right = await SignIn("agent@clearwater.example", TestPortico.DemoPassword);

        Assert.StartsWith("/admin/sign-in?error=locked", right, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_password_and_an_unknown_address_get_the_same_answer() =>
        Assert.Equal(await SignIn("admin@aurora.example", "wrong password"), await SignIn("nobody@aurora.example", "wrong password"));

    [Theory]
    [InlineData("https://evil.example/")]
    [InlineData("//evil.example/")]
    [InlineData("/\\evil.example/")]
    public async Task Nobody_is_sent_to_another_site_after_signing_in(string returnUrl)
    {
        var browser = platform.Stranger();

        var reply = await browser.FillInAsync("/admin/sign-in", "/admin/sign-in", ("email", "admin@aurora.example"), ("password", TestPortico.DemoPassword), ("returnUrl", returnUrl));

        Assert.Equal("/admin", reply.Headers.Location?.OriginalString);
    }

    [Fact]
    public async Task A_post_without_the_pages_token_signs_nobody_in()
    {
        using var forged = new FormUrlEncodedContent(new Dictionary<string, string> { ["email"] = "admin@aurora.example", ["password"] = TestPortico.DemoPassword });

        var reply = await platform.Stranger().PostAsync("/admin/sign-in", forged);

        Assert.Equal(HttpStatusCode.BadRequest, reply.StatusCode);
    }

    [Fact]
    public async Task Signed_out_the_admin_is_closed_again()
    {
        var browser = await platform.StaffAsync("admin@aurora.example");
        var inside = await browser.GetAsync("/admin");

        await browser.FillInAsync("/admin/sign-in", "/admin/sign-out");
        var outside = await browser.GetAsync("/admin");

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Redirect), (inside.StatusCode, outside.StatusCode));
    }

    private async Task<string> SignIn(string email, string password)
    {
        using var reply = await platform.Stranger().FillInAsync("/admin/sign-in", "/admin/sign-in", ("email", email), ("password", password));
        return reply.Headers.Location?.OriginalString ?? $"{(int)reply.StatusCode}";
    }
}
