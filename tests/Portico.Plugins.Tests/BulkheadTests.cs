using Portico.App.Plugins;

namespace Portico.Plugins.Tests;

public sealed class BulkheadTests
{
    [Fact]
    public async Task A_tenant_takes_a_quarter_of_the_places_and_no_more()
    {
        var places = new Bulkhead(8);

        await places.EnterAsync("noisy", CancellationToken.None);
        await places.EnterAsync("noisy", CancellationToken.None);
        var third = places.EnterAsync("noisy", CancellationToken.None);
        var neighbour = places.EnterAsync("quiet", CancellationToken.None);

        Assert.False(third.IsCompleted);
        Assert.True(neighbour.IsCompletedSuccessfully);
        places.Leave("noisy");
        await third.WaitAsync(PluginPlatform.Patience);
    }

    [Fact]
    public async Task Who_waits_comes_in_by_turns_however_many_calls_a_tenant_has()
    {
        var places = new Bulkhead(2); // one for each tenant
        await places.EnterAsync("a", CancellationToken.None);
        await places.EnterAsync("b", CancellationToken.None);
        var order = new List<string>();
        var waiting = new List<Task>();
        async Task Wait(string tenant)
        {
            await places.EnterAsync(tenant, CancellationToken.None);
            lock (order) order.Add(tenant);
            places.Leave(tenant);
        }

        for (var call = 0; call < 20; call++) waiting.Add(Wait("noisy"));
        waiting.Add(Wait("quiet"));
        places.Leave("a");
        await Task.WhenAll(waiting).WaitAsync(PluginPlatform.Patience);

        Assert.True(order.IndexOf("quiet") <= 2, string.Join(' ', order));
    }

    [Fact]
    public async Task Who_gives_up_waiting_takes_no_place()
    {
        var places = new Bulkhead(1);
        await places.EnterAsync("a", CancellationToken.None);
        using var impatience = new CancellationTokenSource();
        var gaveUp = places.EnterAsync("b", impatience.Token);

        await impatience.CancelAsync();
        await Assert.ThrowsAsync<TaskCanceledException>(() => gaveUp);
        places.Leave("a");

        await places.EnterAsync("c", CancellationToken.None).WaitAsync(PluginPlatform.Patience);
    }

    [Fact]
    public async Task A_tenant_whose_provider_is_slow_holds_up_only_itself()
    {
        await using var own = await Own.StartAsync(CrashTests.Probe);
        await own.Platform.Probe("fine");

        var slow = Enumerable.Range(0, 100).Select(_ => own.Platform.Probe("wait", "2000", seconds: 6, tenant: "noisy")).ToList();
        var quiet = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => own.Platform.Probe("fine", tenant: "quiet")));

        Assert.All(quiet, answer => Assert.Equal("done", Probes.Word(answer)));
        Assert.DoesNotContain(slow, call => call.IsCompleted); // all of the quiet tenant's calls passed before the first slow one ended
        var ends = await Task.WhenAll(slow);
        var failed = ends.OfType<ProviderReply.FailedRetryable>().ToList();
        Assert.Contains(failed, end => end.Code == "plugin.busy");
        // What found no place in time never left the house; what found one in the last moment did.
        Assert.All(failed, end => Assert.Contains((end.Code, end.OutcomeUnknown), (IEnumerable<(string, bool)>)[("plugin.busy", false), ("plugin.deadline", true)]));
    }
}
