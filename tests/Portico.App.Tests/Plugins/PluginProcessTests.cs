using System.Diagnostics;
using Portico.App.Plugins;
using Portico.TestKit;

namespace Portico.App.Tests.Plugins;

public sealed class PluginProcessTests(TestPortico platform) : IClassFixture<TestPortico>
{
    [Fact]
    public async Task A_case_goes_on_when_the_plugins_process_was_killed_in_the_middle_of_a_call()
    {
        var customer = (await platform.StartMoveInAsync()).Answering("familyName", "Slow").Answering("preferredChannel", "sms");
        await customer.GoToAsync("identity");
        await customer.SubmitAsync();
        await Eventually.SeeAsync(() => platform.JournalAsync("aurora", customer.Number), journal => journal.Any(e => e.Kind == "call.requested"), "the call is asked for");

        var before = platform.Service<PluginSupervisor>().ProcessIdOf("kyc.sandbox")!.Value;
        Process.GetProcessById(before).Kill();
        await customer.FinishAsync();

        Assert.Equal("Activated", customer.Case.Outcome);
        Assert.NotEqual(before, platform.Service<PluginSupervisor>().ProcessIdOf("kyc.sandbox"));
    }
}
