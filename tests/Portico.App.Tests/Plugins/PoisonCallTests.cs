using Microsoft.EntityFrameworkCore;
using Portico.App.Outbox;
using Portico.App.Plugins;
using Portico.App.Shared;
using Portico.App.Users;
using Portico.App.Cases;
using Portico.TestKit;

namespace Portico.App.Tests.Plugins;

/// <summary>A call that kills its plugin's process, among cases of others.</summary>
public sealed class PoisonCallTests(TestPortico platform) : IClassFixture<TestPortico>
{
    [Fact]
    public async Task It_kills_twice_becomes_an_incident_and_the_others_go_on()
    {
        var poison = (await platform.StartMoveInAsync()).Answering("familyName", "Poison").Answering("preferredChannel", "sms");
        var others = new List<ApiCustomer>();
        for (var other = 0; other < 5; other++) others.Add((await platform.StartMoveInAsync()).Answering("familyName", other % 2 == 0 ? "Slow" : "Clarke").Answering("preferredChannel", "sms"));
        foreach (var customer in others.Prepend(poison))
        {
            await customer.GoToAsync("identity");
            await customer.SubmitAsync();
        }

        foreach (var customer in others) await customer.GoToAsync("payment");
        await Eventually.SeeAsync(async () =>
        {
            await platform.AdvanceAsync(TimeSpan.FromSeconds(2));
            return await poison.ReadAsync();
        }, seen => seen.Status == "incident", "the poisonous call is an incident");

        var incident = Assert.Single((await platform.AsStaffAsync("aurora", Roles.Agent, (ReadCaseFile.Handler read) => read.HandleAsync(poison.Number, default))).Value.Incidents);
        Assert.Equal("plugin.crashed", incident.Code);
        Assert.Contains("the second time with nothing else in it", incident.Text, StringComparison.Ordinal);
        Assert.Equal(1, platform.Service<PluginSupervisor>().StateOf("kyc.sandbox").Restarts);
    }
}
