using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Query;
using Portico.App.Cases;
using Portico.App.Data;
using Portico.App.Outbox;
using Portico.App.Plugins;
using Portico.App.Providers;
using Portico.App.Users;
using Portico.TestKit;

namespace Portico.App.Tests.Outbox;

/// <summary>Nothing is tried for ever: what keeps failing, and what keeps taking its node with it, waits for a person in the end.</summary>
public sealed class BudgetTests
{
    [Theory]
    [InlineData(Engine.Sqlite)]
    [InlineData(Engine.Postgres)]
    public async Task Work_that_fails_is_tried_again_later_and_given_up_after_twelve_attempts(Engine engine)
    {
        await using var stage = await Stage.OpenAsync(engine);
        stage.Act = (_, _) => throw new InvalidOperationException("a bug of ours");
        await stage.PlantAsync("aurora", 1);
        await stage.Node.DrainAsync();

        var once = Assert.Single(await stage.RowsAsync("aurora"));
        for (var attempt = 0; attempt < 13; attempt++) await stage.Node.AdvanceAsync(TimeSpan.FromHours(1.1));

        Assert.Equal((1, null), (once.Failures, once.LeaseUntil));
        Assert.True(once.DueAt > once.FailingSince);
        Assert.Equal(12, stage.Began.Count);
        await IsParkedAsync(stage);
    }

    [Theory]
    [InlineData(Engine.Sqlite)]
    [InlineData(Engine.Postgres)]
    public async Task Work_whose_node_died_each_time_is_given_up_and_not_begun_once_more(Engine engine)
    {
        await using var stage = await Stage.OpenAsync(engine);

        await stage.PlantAsync("aurora", 1, due => (due.Attempts, due.Failures, due.LeaseUntil) = (12, 11, due.DueAt));
        await stage.Node.DrainAsync();

        Assert.Empty(stage.Began);
        await IsParkedAsync(stage);
    }

    [Theory]
    [InlineData(Engine.Sqlite)]
    [InlineData(Engine.Postgres)]
    public async Task Work_that_has_been_failing_for_three_days_is_given_up(Engine engine)
    {
        await using var stage = await Stage.OpenAsync(engine);

        await stage.PlantAsync("aurora", 1, due => (due.Attempts, due.Failures, due.FailingSince) = (2, 2, due.DueAt.AddDays(-3)));
        await stage.Node.DrainAsync();

        Assert.Empty(stage.Began);
        await IsParkedAsync(stage);
    }

    [Fact]
    public async Task A_call_that_killed_the_plugins_process_twice_is_given_up()
    {
        await using var stage = await Stage.OpenAsync(Engine.Sqlite);
        var plugins = stage.Node.Service<PluginSupervisor>();
        await plugins.WhenAsync("kyc.sandbox", PluginProcessStatus.Ready, default);

        // Its first attempt here kills the process; an earlier one did so too.
        await stage.PlantCallAsync("aurora", new() { ["familyName"] = "Crash" }, due => (due.Failures, due.LastCode) = (1, "plugin.crashed"));
        await stage.Node.DrainAsync();

        var row = Assert.Single(await stage.RowsAsync("aurora"));
        Assert.Equal((DueState.Parked, 1, 2, "plugin.crashed"), (row.State, row.Attempts, row.Failures, row.LastCode));
        var incident = Assert.Single(await stage.Node.InStoreAsync("aurora", db => db.Incidents.AsNoTracking().ToListAsync()));
        Assert.StartsWith("The plugin's process ended twice at this call, the second time with nothing else in it. It is not known whether the provider did it.", incident.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Engine.Sqlite)]
    [InlineData(Engine.Postgres)]
    public async Task A_call_whose_node_died_is_made_again_with_the_same_key_and_has_one_effect(Engine engine)
    {
        await using var stage = await Stage.OpenAsync(engine);

        // As if the node had died after the provider did it: the witness has the effect, the row does not know.
        await stage.PlantCallAsync("aurora", new() { ["familyName"] = "Clarke" }, due => due.DueAt = stage.Node.Clock.GetUtcNow().AddYears(1));
        var row = Assert.Single(await stage.RowsAsync("aurora"));
        await AskAsync(stage, row, "start", new() { ["familyName"] = "Clarke" });
        await SetAsync(stage, set => set.SetProperty(d => d.DueAt, row.CreatedAt).SetProperty(d => d.Attempts, 1).SetProperty(d => d.LeaseUntil, row.CreatedAt));
        await stage.Node.DrainAsync();

        Assert.Empty(await stage.RowsAsync("aurora"));
        Assert.Single(stage.Node.Effects, e => e.Key == CallProvider.IdempotencyKey(row));
    }

    [Theory]
    [InlineData(Engine.Sqlite)]
    [InlineData(Engine.Postgres)]
    public async Task A_call_whose_reference_is_known_is_looked_up_and_not_made_again(Engine engine)
    {
        await using var stage = await Stage.OpenAsync(engine);
        await stage.PlantCallAsync("aurora", new() { ["familyName"] = "Redirect" }, _ => { });
        await stage.Node.DrainAsync();
        var waiting = Assert.Single(await stage.RowsAsync("aurora"));

        // Asked how it stands, the node died: what is repeated is the question.
        await SetAsync(stage, set => set.SetProperty(d => d.DueAt, row => row.CreatedAt).SetProperty(d => d.LeaseUntil, row => row.CreatedAt));
        await stage.Node.DrainAsync();

        var after = Assert.Single(await stage.RowsAsync("aurora"));
        Assert.Equal((DueState.AwaitingProvider, waiting.ExternalRef, waiting.Attempts + 1, 0), (after.State, after.ExternalRef, after.Attempts, after.Failures));
        Assert.Single(stage.Node.Effects, e => e.Key == CallProvider.IdempotencyKey(waiting));
    }

    [Fact]
    public void A_provider_that_wishes_to_be_asked_in_a_year_is_asked_when_the_time_is_over()
    {
        var (options, now) = (new OutboxOptions(), DateTimeOffset.UnixEpoch.AddYears(60));

        Assert.Equal(now.AddMinutes(5), options.NextAttempt(now, now.AddDays(-1), TimeSpan.FromMinutes(5)));
        Assert.Equal(now.AddDays(2), options.NextAttempt(now, now.AddDays(-1), TimeSpan.FromDays(365)));
        Assert.Equal(now.AddDays(2), options.NextAttempt(now, now.AddDays(-1), TimeSpan.MaxValue));
    }

    private static async Task AskAsync(Stage stage, Due due, string operation, JsonObject input)
    {
        var installation = await stage.Node.InStoreAsync("aurora", db => db.Installations.AsNoTracking().SingleAsync(i => i.Environment == TenantEnvironment.Live && i.Contract == due.Contract));
        var context = await stage.Node.AsStaffAsync("aurora", Roles.Admin, (InstallationContexts contexts) => contexts.OfAsync(installation));
        var reply = await stage.Node.Service<PluginSupervisor>().CallAsync(new ProviderInvocation(
            installation.PluginId, due.Contract, operation, input, CallProvider.IdempotencyKey(due), 1, stage.Node.Clock.GetUtcNow().AddSeconds(20), "test", null, context), default);
        Assert.IsType<ProviderReply.Completed>(reply);
    }

    private static Task<int> SetAsync(Stage stage, Action<UpdateSettersBuilder<Due>> set) =>
        stage.Node.InStoreAsync("aurora", db => db.Due.Where(d => d.ActivityId == "wait").ExecuteUpdateAsync(set));

    private static async Task IsParkedAsync(Stage stage)
    {
        var row = Assert.Single(await stage.RowsAsync("aurora"));
        Assert.Equal((DueState.Parked, null), (row.State, row.LeaseUntil));
        var incident = Assert.Single(await stage.Node.InStoreAsync("aurora", db => db.Incidents.AsNoTracking().ToListAsync()));
        Assert.Equal((row.Id, "work.unfinished", null), (incident.DueId, incident.Code, incident.ResolvedAt));
    }
}
