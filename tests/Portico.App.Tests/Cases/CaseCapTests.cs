using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Portico.App.Cases;
using Portico.App.Tests.Journeys;
using Portico.App.Users;
using Portico.TestKit;

namespace Portico.App.Tests.Cases;

/// <summary>A case that would grow for ever stops where a person sees it, and nothing beside it stops.</summary>
public abstract class CaseCapTests(TestPortico platform)
{
    [Fact]
    public async Task A_case_whose_journal_is_full_stops_at_an_incident_and_others_go_on()
    {
        await JourneysAsync("full");
        var (full, other) = (await platform.StartAsync("full"), await platform.StartAsync("full"));
        await FillAsync(full.Number, lines: Case.MostJournalLines - 1);

        await TellAsync("full");
        var stopped = await FileAsync(full.Number);
        await TellAsync("full");

        var incident = Assert.Single(stopped.Incidents);
        Assert.Equal(("workflow.journal_full", null, CaseStatus.Incident, 100), (incident.Code, incident.ResolvedAt, stopped.Status, stopped.JournalPercent));
        Assert.StartsWith("The journal of this case is full, so nothing more runs in it.", incident.Text, StringComparison.Ordinal);
        Assert.InRange(await LengthAsync(full.Number), Case.MostJournalLines, Case.MostJournalLines + 10);
        Assert.Equal(2, (await platform.LinesAsync(other.Number)).Count);
        Assert.Empty((await FileAsync(other.Number)).Incidents);
    }

    [Fact]
    public async Task A_case_whose_journal_has_too_many_bytes_stops_too()
    {
        await JourneysAsync("bytes");
        var full = await platform.StartAsync("bytes");
        await FillAsync(full.Number, bytes: Case.MostJournalBytes);

        await TellAsync("bytes");

        Assert.Equal("workflow.journal_full", Assert.Single((await FileAsync(full.Number)).Incidents).Code);
    }

    [Fact]
    public async Task Trying_a_full_case_again_changes_nothing_and_an_admin_can_cancel_it()
    {
        await JourneysAsync("stuck");
        var full = await platform.StartAsync("stuck");
        await FillAsync(full.Number, lines: Case.MostJournalLines);
        await TellAsync("stuck");

        await platform.AsStaffAsync("aurora", Roles.Admin, async (ResolveIncident.Handler resolve) => await resolve.HandleAsync((await FileAsync(full.Number)).Incidents[0].Id, new("retry", null), default));
        var again = await FileAsync(full.Number);
        await platform.AsStaffAsync("aurora", Roles.Admin, (CancelCase.Handler cancel) => cancel.HandleAsync(full.Number, default));

        Assert.Equal("workflow.journal_full", Assert.Single(again.Incidents, i => i.ResolvedAt is null).Code);
        var cancelled = await FileAsync(full.Number);
        Assert.Equal(CaseStatus.Cancelled, cancelled.Status);
        Assert.All(cancelled.Incidents, i => Assert.NotNull(i.ResolvedAt));
    }

    [Fact]
    public async Task At_a_fifth_of_its_journal_a_case_is_warned_of_once()
    {
        await JourneysAsync("warned");
        var growing = await platform.StartAsync("warned");
        await FillAsync(growing.Number, lines: Case.MostJournalLines / 5 - 1);
        var before = await FileAsync(growing.Number);

        await TellAsync("warned");
        await TellAsync("warned");

        Assert.Equal((null, 20), (before.JournalPercent, (await FileAsync(growing.Number)).JournalPercent));
        Assert.Single(platform.Log.Lines, line => line.Level == LogLevel.Warning && line.Text.Contains($"aurora/{growing.Number} has 20", StringComparison.Ordinal));
        Assert.Equal(2, (await platform.LinesAsync(growing.Number)).Count);
    }

    [Fact]
    public async Task The_journal_counts_its_bytes()
    {
        await JourneysAsync("counted");
        var customer = await platform.StartAsync("counted");
        await TellAsync("counted");

        var (bytes, rows) = await platform.InStoreAsync("aurora", async db =>
        {
            var found = await db.Cases.AsNoTracking().SingleAsync(c => c.Number == customer.Number);
            return (found.JournalBytes, await db.Set<JournalRow>().Where(j => j.CaseId == found.Id).Select(j => j.Lines).ToListAsync());
        });

        Assert.Equal(2, rows.Count);
        Assert.Equal(rows.Sum(System.Text.Encoding.UTF8.GetByteCount), bytes);
    }

    [Fact]
    public async Task A_variable_holds_at_most_32_KiB()
    {
        var drawing = Drawn.Sequence("large", """{"id":"set","type":"Elsa.SetVariable","version":1,"variable":{"id":"v"},"value":{"typeName":"Object","expression":{"type":"JavaScript","value":"['x'.repeat(20000), 'y'.repeat(20000)]"}}}""");
        drawing["variables"] = JsonNode.Parse("""[{"id":"v","name":"text","typeName":"Object"}]""");
        await platform.PublishAsync(drawing);

        var customer = await platform.StartAsync("large");

        var incident = Assert.Single((await FileAsync(customer.Number)).Incidents);
        Assert.Equal(("workflow.value_too_large", "The value of 'text' has more than 32 KiB."), (incident.Code, incident.Text));
    }

    /// <summary>A journey that takes up an event for ever, and one that publishes it, both named after it.</summary>
    private async Task JourneysAsync(string name)
    {
        await platform.PublishAsync(Drawn.Sequence(name, Drawn.ForEver(Drawn.Activity("wait", "Elsa.Event", ("eventName", name)), Drawn.Line("say", "heard"))));
        await platform.PublishAsync(Drawn.Sequence($"{name}-tell", Drawn.Activity("tell", "Elsa.PublishEvent", ("eventName", name))));
    }

    private async Task TellAsync(string name)
    {
        await platform.StartAsync($"{name}-tell");
        await platform.DrainAsync();
    }

    /// <summary>As if the case had gone on for so long.</summary>
    private Task<int> FillAsync(string number, int? lines = null, int bytes = 0) => platform.InStoreAsync("aurora", db => db.Cases.Where(c => c.Number == number).ExecuteUpdateAsync(set => set
        .SetProperty(c => c.JournalLength, c => lines ?? c.JournalLength).SetProperty(c => c.JournalBytes, bytes).SetProperty(c => c.Revision, c => c.Revision + 1)));

    private Task<int> LengthAsync(string number) => platform.InStoreAsync("aurora", db => db.Cases.Where(c => c.Number == number).Select(c => c.JournalLength).SingleAsync());

    private async Task<ReadCaseFile.View> FileAsync(string number) => (await platform.AsStaffAsync("aurora", Roles.Admin, (ReadCaseFile.Handler read) => read.HandleAsync(number, default))).Value;
}

public sealed class CaseCapsOnSqliteTests(TestPortico platform) : CaseCapTests(platform), IClassFixture<TestPortico>;

public sealed class CaseCapsOnPostgresTests(TestPorticoOnPostgres platform) : CaseCapTests(platform), IClassFixture<TestPorticoOnPostgres>;
