using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using Portico.App.Cases;
using Portico.TestKit;
using Portico.Workflows;
using Xunit.Abstractions;

namespace Portico.App.Tests.Outbox;

/// <summary>The promise on the box: a committed step is never lost and never done again, an effect happens once, whenever the power goes.</summary>
public sealed class CrashTests(ITestOutputHelper says) : IAsyncLifetime, IDisposable
{
    private const int Kills = 50, Customers = 4;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(150);

    private readonly DirectoryInfo data = Directory.CreateTempSubdirectory("portico-test-");
    private readonly Insistent insistent = new(Patience);
    private HostProcess host = null!;

    public async Task InitializeAsync()
    {
        // A short lease, so that a call cut off in the middle comes back soon.
        host = new HostProcess([$"--Portico:Data={data.FullName}", "--Portico:Demo=true", "--Portico:Outbox:PollInterval=00:00:00.050", "--Portico:Outbox:CallTimeout=00:00:01", "--Portico:Outbox:Lease=00:00:02", "--Logging:LogLevel:Default=Warning"]);
        await host.StartAsync();
    }

    public async Task DisposeAsync() => await host.DisposeAsync();

    public void Dispose()
    {
        insistent.Dispose();
        data.Delete(recursive: true);
    }

    [Fact]
    public async Task Killed_fifty_times_at_any_moment_the_host_loses_nothing_and_does_nothing_twice()
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("PORTICO_TEST_SEED"), out var given) ? given : RandomNumberGenerator.GetInt32(int.MaxValue);
        says.WriteLine($"Seed {seed} (PORTICO_TEST_SEED repeats the moments).");
        using var enough = new CancellationTokenSource();

        var walks = Enumerable.Range(0, Customers).Select(_ => WalkAsync(enough.Token)).ToList();
        var hits = await KillAsync(new Random(seed));
        await enough.CancelAsync();
        var walked = (await Task.WhenAll(walks)).SelectMany(w => w).ToList();

        says.WriteLine($"{Kills} kills, {hits} while a request was open; {insistent.Repeated} requests repeated; {walked.Count} customers moved in.");
        Assert.True(hits >= Kills * 3 / 10, $"Only {hits} of {Kills} kills hit an open request: the test did not bite.");
        foreach (var one in walked) await NothingIsLostOrDoubledAsync(one);
        await EachCallHadOneEffectAsync(walked);
    }

    private async Task<int> KillAsync(Random moments)
    {
        var hits = 0;
        for (var kill = 0; kill < Kills; kill++)
        {
            using var moment = new PeriodicTimer(TimeSpan.FromMilliseconds(moments.Next(20, 700)));
            await moment.WaitForNextTickAsync();
            if (insistent.Waiting > 0) hits++;
            await host.KillAsync();
            await host.StartAsync();
        }

        return hits;
    }

    /// <summary>Moves in again and again until told that it is enough, then finishes the case at hand.</summary>
    private async Task<List<Walked>> WalkAsync(CancellationToken enough)
    {
        var all = new List<Walked>();
        do
        {
            var customer = (await ApiCustomer.StartAsync(Http("pk_demo_aurora"), "move-in", "en")).Answering("preferredChannel", "sms");
            customer.Patience = Patience;
            var accepted = new List<(string Step, int Revision)>();
            while ((await customer.SettleAsync()).Step is { } step)
            {
                await customer.SubmitAsync();
                accepted.Add((step.Id, customer.Case.Revision));
            }

            all.Add(new Walked(customer, accepted));
        }
        while (!enough.IsCancellationRequested);

        return all;
    }

    private async Task NothingIsLostOrDoubledAsync(Walked walked)
    {
        var last = walked.Customer.Case;
        Assert.Equal(("completed", "Activated"), (last.Status, last.Outcome));
        Assert.Equal(walked.Accepted.Select(a => a.Revision).Order(), walked.Accepted.Select(a => a.Revision));
        var completed = (await JournalAsync(last.Number)).Where(e => e.Kind == JournalKinds.StepCompleted).Select(e => e.Activity);
        Assert.Equal(walked.Accepted.Select(a => a.Step), completed);
    }

    private async Task EachCallHadOneEffectAsync(List<Walked> walked)
    {
        var effects = Ledgers.In(data.FullName);
        Assert.Equal(effects.Count, effects.Select(e => (e.Provider, e.Key)).Distinct().Count());
        var calls = 0;
        foreach (var one in walked) calls += (await JournalAsync(one.Customer.Number)).Count(e => e.Kind == JournalKinds.CallRequested);
        Assert.Equal(walked.Count * 3, calls);
        Assert.Equal(calls, effects.Count);
    }

    private async Task<IReadOnlyList<ReadJournal.Item>> JournalAsync(string number) =>
        (await Http("sk_demo_aurora").GetFromJsonAsync<ReadJournal.Response>($"/api/v1/cases/{number}/journal"))!.Items;

    private HttpClient Http(string key)
    {
        var http = new HttpClient(insistent, disposeHandler: false) { BaseAddress = host.Address, Timeout = Patience };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return http;
    }

    /// <param name="Accepted">The steps whose acceptance was acknowledged, in order.</param>
    private sealed record Walked(ApiCustomer Customer, List<(string Step, int Revision)> Accepted);
}
