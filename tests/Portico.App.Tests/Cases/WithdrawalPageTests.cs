using System.Net;
using System.Text.RegularExpressions;
using Portico.App.Cases;
using Portico.TestKit;

namespace Portico.App.Tests.Cases;

/// <summary>What customers see of it in the browser, without script: the offer, the question, the acknowledgement, and why it is too late; and where their request stands.</summary>
public sealed partial class WithdrawalPageTests(TestPortico platform) : IClassFixture<TestPortico>
{
    [Fact]
    public async Task Who_holds_the_case_withdraws_in_two_steps_and_looking_changes_nothing()
    {
        var (browser, page, customer) = await ArriveAsync();
        var waiting = await browser.GetStringAsync(page);
        var asking = await browser.GetStringAsync(page + "/withdraw");

        Assert.Contains($"href=\"{page}/withdraw\"", waiting, StringComparison.Ordinal);
        Assert.Contains("Withdraw from contract here", waiting, StringComparison.Ordinal);
        Assert.Contains("Confirm withdrawal", asking, StringComparison.Ordinal);
        Assert.Contains(customer.Number, asking, StringComparison.Ordinal);
        Assert.Equal("open", (await customer.ReadAsync()).Withdrawal!.State);

        using var pressed = await browser.FillInAsync(page + "/withdraw", page + "/withdraw");
        using var again = await browser.FillInAsync("/t/aurora/start/move-in", page + "/withdraw");
        var done = await browser.GetStringAsync(page + "/withdraw");

        Assert.Equal((HttpStatusCode.SeeOther, HttpStatusCode.SeeOther), (pressed.StatusCode, again.StatusCode));
        Assert.Contains("You have withdrawn from the contract", done, StringComparison.Ordinal);
        Assert.Contains("a•••@", done, StringComparison.Ordinal);
        Assert.Matches("<time datetime=\"[^\"]+\">[^<]*\\(London time\\)</time>", done);
        Assert.DoesNotContain("Confirm withdrawal", done, StringComparison.Ordinal);
        Assert.Contains("See the acknowledgement", await browser.GetStringAsync(page), StringComparison.Ordinal);
        Assert.Single(await platform.MessagesAsync("aurora", customer.Number), message => message.Template == "withdrawal-received");
    }

    [Fact]
    public async Task The_address_in_the_message_does_it_on_any_device_and_is_good_for_nothing_else()
    {
        var (_, page, customer) = await ArriveAsync();
        var link = Link().Match(Assert.Single(await platform.MessagesAsync("aurora", customer.Number)).Text).Value;
        var stranger = platform.Stranger();
        using var look = await stranger.GetAsync(link);

        using var pressed = await stranger.FillInAsync(link, link);

        Assert.Equal("no-referrer", Assert.Single(look.Headers.GetValues("Referrer-Policy")));
        Assert.Equal(HttpStatusCode.SeeOther, pressed.StatusCode);
        Assert.Contains("You have withdrawn from the contract", await stranger.GetStringAsync(link), StringComparison.Ordinal);
        Assert.Contains("لقد تراجعت عن العقد", await stranger.GetStringAsync(link + "?lang=ar"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.GetAsync(page)).StatusCode);
        Assert.Equal("withdrawn", (await customer.ReadAsync()).Withdrawal!.State);
    }

    [Fact]
    public async Task A_forged_press_and_a_forged_address_do_nothing()
    {
        var (browser, page, customer) = await ArriveAsync();
        var link = new Uri(customer.Case.Withdrawal!.Url).AbsolutePath;

        using var forged = await browser.PostAsync(page + "/withdraw", new FormUrlEncodedContent([]));
        using var other = await platform.Stranger().GetAsync(link.Replace("/aurora/", "/clearwater/", StringComparison.Ordinal));
        using var madeUp = await platform.Stranger().GetAsync(link[..^3] + "abc");

        Assert.Equal((HttpStatusCode.BadRequest, HttpStatusCode.NotFound, HttpStatusCode.NotFound), (forged.StatusCode, other.StatusCode, madeUp.StatusCode));
        Assert.Equal("open", (await customer.ReadAsync()).Withdrawal!.State);
    }

    [Fact]
    public async Task When_the_period_is_over_the_page_says_so_and_what_to_do()
    {
        var (browser, page, customer) = await ArriveAsync();
        var until = customer.Case.Withdrawal!.Until;
        await platform.AdvanceAsync(TimeSpan.FromDays(15));

        var html = await browser.GetStringAsync(page + "/withdraw");
        using var late = await browser.FillInAsync("/t/aurora/start/move-in", page + "/withdraw");

        Assert.Contains("The period to withdraw has ended", html, StringComparison.Ordinal);
        Assert.Contains($"{until.Day} {until:MMMM yyyy}", html, StringComparison.Ordinal);
        Assert.Contains("call us or write to us", html, StringComparison.Ordinal);
        Assert.DoesNotContain("Confirm withdrawal", html, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.SeeOther, late.StatusCode);
        Assert.Equal(("over", "agent"), (await customer.ReadAsync()) is var view ? (view.Withdrawal!.State, view.WaitingFor) : default);
    }

    [Fact]
    public async Task The_waiting_page_says_what_is_done_and_when_what_happens_now_and_what_follows()
    {
        var (browser, page, customer) = await ArriveAsync();

        var track = (await customer.ReadAsync()).Track!;
        var html = await browser.GetStringAsync(page);
        await platform.AdvanceAsync(TimeSpan.FromDays(15));
        var later = (await customer.ReadAsync()).Track!;

        Assert.Equal(["form done", "form done", "form done", "form done", "form done", "withdrawal current", "agent next"], track.Select(line => $"{line.Kind} {line.State}"));
        Assert.All(track.Take(5), line => Assert.NotNull(line.At));
        Assert.Equal(("time", customer.Case.Withdrawal!.Until), (track[5].WaitsFor, track[5].Until));
        Assert.Equal((null, null, null), (track[6].At, track[6].WaitsFor, track[6].Until));
        Assert.Matches("<li class=\"is-current\" aria-current=\"step\">", html);
        Assert.Single(Regex.Matches(html, "aria-current"));
        Assert.DoesNotContain("Register the switch", html, StringComparison.Ordinal);
        Assert.DoesNotContain("14 days to withdraw", html, StringComparison.Ordinal);
        Assert.Equal(["withdrawal done", "agent current"], later.Skip(5).Select(line => $"{line.Kind} {line.State}"));
        Assert.Equal("tenant", later[6].WaitsFor);
        Assert.Contains("What comes next depends on how this turns out", await browser.GetStringAsync(page), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_last_page_says_what_was_done_and_how_it_ended()
    {
        var (browser, page, customer) = await ArriveAsync();
        using var pressed = await browser.FillInAsync(page + "/withdraw", page + "/withdraw");

        var html = await browser.GetStringAsync(page);
        var track = (await customer.ReadAsync()).Track!;

        Assert.Equal(["You withdrew from the contract", "You stay with your current supplier"], track.Skip(5).Select(line => line.Title));
        Assert.All(track, line => Assert.NotNull(line.At));
        Assert.DoesNotContain("aria-current", html, StringComparison.Ordinal);
        Assert.Contains("Where your request stands", html, StringComparison.Ordinal);
    }

    private async Task<(HttpClient Browser, string Page, ApiCustomer Customer)> ArriveAsync()
    {
        var customer = await ApiCustomer.StartAsync(platform.Customer("aurora"), "switch", "en");
        await customer.FinishAsync();
        var browser = platform.Stranger();
        browser.DefaultRequestHeaders.Add("Cookie", $"portico-case-{customer.Number}={customer.Token}");
        return (browser, $"/t/aurora/case/{customer.Number}", customer);
    }

    [GeneratedRegex(@"https?://\S+/withdraw/[^\s/]+")]
    private static partial Regex Link();
}
