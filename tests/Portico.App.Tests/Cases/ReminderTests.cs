using System.Net;
using Portico.TestKit;

namespace Portico.App.Tests.Cases;

public sealed class ReminderTests(TestPortico platform) : IClassFixture<TestPortico>
{
    [Fact]
    public async Task Whoever_stops_for_a_day_is_reminded_once_and_can_still_submit_the_page_of_yesterday()
    {
        var customer = await CustomerAtSecondStep();
        var seen = customer.Case.Revision;

        await platform.AdvanceAsync(TimeSpan.FromHours(23));
        var early = await platform.MessagesAsync("aurora", customer.Number);
        await platform.AdvanceAsync(TimeSpan.FromHours(2));
        await platform.AdvanceAsync(TimeSpan.FromHours(48));

        Assert.Empty(early);
        Assert.Equal("reminder", Assert.Single(await platform.MessagesAsync("aurora", customer.Number)).Template);
        var reply = await customer.PostAsync(revision: seen);
        Assert.Equal(HttpStatusCode.OK, reply.StatusCode);
    }

    [Fact]
    public async Task A_step_that_was_finished_in_time_reminds_nobody()
    {
        var customer = await CustomerAtSecondStep();
        await platform.AdvanceAsync(TimeSpan.FromHours(20));
        await customer.SubmitAsync();

        await platform.AdvanceAsync(TimeSpan.FromHours(20));

        Assert.Empty(await platform.MessagesAsync("aurora", customer.Number));
    }

    [Fact]
    public async Task After_thirty_days_the_case_is_closed()
    {
        var customer = await CustomerAtSecondStep();

        await platform.AdvanceAsync(TimeSpan.FromHours(719));
        var before = (await customer.ReadAsync()).Status;
        await platform.AdvanceAsync(TimeSpan.FromHours(2));

        var after = await customer.ReadAsync();
        Assert.Equal(("open", "completed", "Expired"), (before, after.Status, after.Outcome));
    }

    private async Task<ApiCustomer> CustomerAtSecondStep()
    {
        var customer = (await platform.StartMoveInAsync()).Answering("preferredChannel", "sms");
        await customer.SubmitAsync();
        return customer;
    }
}
