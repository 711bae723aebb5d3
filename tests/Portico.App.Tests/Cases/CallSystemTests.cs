using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Portico.App.Journeys;
using Portico.App.Shared;
using Portico.App.Studio;
using Portico.App.Tests.Journeys;
using Portico.App.Users;
using Portico.TestKit;
using Portico.Workflows;

namespace Portico.App.Tests.Cases;

/// <summary>A journey has another system of the tenant do something.</summary>
public sealed class CallSystemTests(TestPortico platform) : IClassFixture<TestPortico>
{
    private static readonly string Form = Drawn.Activity("you", "Portico.ShowForm", ("form", "about-you"));
    private static readonly string Create = Drawn.Activity("crm", "Portico.CallSystem", ("provider", "crm"), ("operation", "customer.create"), ("input", "js:({ familyName: getAnswer('familyName'), email: getAnswer('email') })"));
    private static readonly string Say = Drawn.Activity("say", "Elsa.WriteLine", ("text", "js:getOutputFrom('crm', 'Result') ? getOutputFrom('crm', 'Result').customerNumber.slice(0, 3) : 'none'"));

    [Theory]
    [InlineData("Clarke", "CU-")]
    [InlineData("Flaky", "CU-")]
    [InlineData("Refused", "none")]
    public async Task The_system_is_asked_once_and_what_it_says_is_known_to_the_journey(string familyName, string line)
    {
        var customer = (await platform.StartOwnAsync("aurora", Form, Create, Say)).Answering("familyName", familyName);

        await customer.FinishAsync();

        Assert.Equal([line], await platform.LinesAsync(customer.Number));
        var journal = await platform.JournalAsync("aurora", customer.Number);
        Assert.Single(journal, entry => entry.Kind == JournalKinds.CallRequested);
        Assert.DoesNotContain(familyName, string.Concat(journal.Select(entry => entry.Data.GetRawText())), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_that_takes_a_while_comes_by_callback()
    {
        var customer = await platform.StartOwnAsync("aurora",
            Drawn.Activity("crm", "Portico.CallSystem", ("operation", "contract.activate"), ("input", "js:({ contractNumber: 'CO-7' })")), Drawn.Activity("say", "Elsa.WriteLine", ("text", "js:getOutputFrom('crm', 'Result').status")));

        await customer.FinishAsync();

        Assert.Equal(["active"], await platform.LinesAsync(customer.Number));
    }

    [Fact]
    public async Task A_card_number_does_not_leave_the_house()
    {
        var before = platform.Effects.Count;
        var customer = await platform.StartOwnAsync("aurora", Drawn.Activity("crm", "Portico.CallSystem", ("operation", "note.add"), ("input", "js:({ customerNumber: 'CU-1', text: 'paid with 4111 1111 1111 1111' })")));

        await customer.FinishAsync();

        Assert.Equal(before, platform.Effects.Count);
        Assert.Contains(await platform.JournalAsync("aurora", customer.Number), entry => entry.Kind == JournalKinds.CallFailed && entry.Data.GetProperty("code").GetString() == "connector.card_number");
    }

    [Theory]
    [InlineData("customer.create", null)]
    [InlineData("customer.delete", "has no operation customer.delete")]
    [InlineData("", "is not told which operation to do")]
    public async Task An_operation_that_the_system_does_not_have_is_an_error_before_anybody_meets_it(string operation, string? missing)
    {
        var drawing = Drawn.Sequence("system-" + (operation.Length == 0 ? "none" : operation.Replace('.', '-')), Drawn.Activity("crm", "Portico.CallSystem", ("operation", operation), ("input", "js:({})")));
        var key = await platform.AsStaffAsync("aurora", Roles.Admin, async (SaveJourney.Handler save) => (await save.HandleAsync(new(drawing), default)).Value.Key);

        var found = await platform.AsStaffAsync("aurora", Roles.Admin, (CheckJourney.Handler check) => check.HandleAsync(key, default));

        var item = found.Value.Findings.SingleOrDefault(finding => finding.Id == "provider.capability_missing");
        Assert.Equal(missing is null, item is null);
        if (missing is not null) Assert.Contains(missing, item!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_designer_offers_the_systems_and_what_they_can_do()
    {
        var activities = await platform.AsStaffAsync("aurora", Roles.Admin, (Descriptors descriptors) => descriptors.ActivitiesAsync(default));
        var inputs = activities.Single(activity => (string?)activity!["typeName"] == "Portico.CallSystem")!["inputs"]!.AsArray();
        IEnumerable<string?> Choices(string name) => inputs.Single(input => (string?)input!["name"] == name)!["uiSpecifications"]!["dropdown"]!["selectList"]!["items"]!.AsArray().Select(item => (string?)item!["text"]);

        Assert.Equal(["(default provider)", "Sandbox CRM"], Choices("Provider"));
        Assert.Contains("Create a customer", Choices("Operation"));
    }
}
