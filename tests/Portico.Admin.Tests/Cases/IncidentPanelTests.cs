using Bunit;
using Microsoft.AspNetCore.Components;
using Portico.Admin.Cases;
using Portico.App.Cases;

namespace Portico.Admin.Tests.Cases;

public sealed class IncidentPanelTests : AdminBench
{
    [Theory]
    [InlineData("Try again", "retry")]
    [InlineData("Skip this step", "skip")]
    [InlineData("Cancel case", "cancel")]
    public void Each_button_asks_for_its_own_way_out(string button, string action)
    {
        var incident = new ReadCaseFile.IncidentRow(Fresh.Id(), "Check the identity", "provider.unreachable", "It did not answer.", DateTimeOffset.UnixEpoch, null, null);
        (Guid Incident, ResolveIncident.Request Request)? asked = null;
        var panel = Render<IncidentPanel>(p => p.Add(c => c.Incident, incident).Add(c => c.Resolve, EventCallback.Factory.Create<(Guid, ResolveIncident.Request)>(this, a => asked = a)));

        panel.FindAll("button").Single(b => b.TextContent == button).Click();

        Assert.Equal((incident.Id, new ResolveIncident.Request(action, null)), asked);
    }
}
