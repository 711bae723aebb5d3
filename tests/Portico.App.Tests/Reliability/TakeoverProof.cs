using System.Net;
using System.Net.Http.Json;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Portico.App.Outbox;
using Portico.TestKit;
using Portico.Workflows;

namespace Portico.App.Tests.Reliability;

/// <summary>R7: of two hosts on one PostgreSQL, one falls asleep with an answer in its hands, the other takes over, and the sleeper wakes up.</summary>
internal static partial class TakeoverProof
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(3);
    private static readonly string[] Settings = ["--Portico:Outbox:PollInterval=00:00:00.050", "--Portico:Outbox:CallTimeout=00:00:02", "--Portico:Outbox:Lease=00:00:03", "--Logging:LogLevel:Default=Warning", "--Logging:LogLevel:Portico.App.Cases.ProviderAnswers=Information", "--Logging:LogLevel:Portico.App.Outbox.OutboxWorker=Information"];

    public sealed record Figures(int Cycles, int Kills, int Rejected, TimeSpan Slowest)
    {
        public override string ToString() => FormattableString.Invariant($"{Cycles} sleepers woken up, {Kills} hosts killed, {Rejected} answers of former attempts rejected, slowest takeover {Slowest.TotalSeconds:0.0} s with a lease of {Lease.TotalSeconds:0} s");
    }

    public static async Task<Figures> RunAsync(int cycles, int kills, params string[] more)
    {
        var platform = await ProofPortico.StartAsync(Engine.Postgres);
        await platform.StopAsync();
        string[] settings = [.. platform.HostSettings, .. Settings, "--Portico:StopAt=call.answered", .. more];
        await using HostProcess one = new(settings), other = new(settings);
        try
        {
            await one.StartAsync();
            await other.StartAsync();
            var (slowest, rejected) = (TimeSpan.Zero, 0);
            for (var cycle = 0; cycle < cycles + kills; cycle++)
            {
                var (first, second, customer) = await AskAsync(one, other);
                // The first sleeps with the answer; the second one takes the call over and falls asleep at the same place.
                var began = TimeProvider.System.GetTimestamp();
                await Eventually.SeeAsync(() => Task.FromResult(second.IsStopped), stopped => stopped, "the other host takes over", TimeSpan.FromSeconds(30));
                var took = TimeProvider.System.GetElapsedTime(began);
                if (took > slowest) slowest = took;
                if (cycle >= cycles)
                {
                    await first.KillAsync();
                    second.Continue();
                    await first.StartAsync();
                }
                else
                {
                    var before = Rejections(first);
                    first.Continue();
                    // It must record nothing: the call is the second one's now.
                    await Eventually.SeeAsync(() => Task.FromResult(Rejections(first)), now => now > before, "the answer of the former attempt is rejected", TimeSpan.FromSeconds(15));
                    rejected++;
                    second.Continue();
                }

                await AwakenAsync(one, other, customer);
            }

            await one.KillAsync();
            await other.KillAsync();
            await platform.StartAsync();
            Assert.Equal(platform.Effects.Count, platform.Effects.Select(e => (e.Provider, e.Key)).Distinct().Count());
            Assert.Equal(cycles + kills, platform.Effects.Count);
            return new Figures(cycles, kills, rejected, slowest);
        }
        finally
        {
            await one.KillAsync();
            await other.KillAsync();
            await platform.DisposeAsync();
        }
    }

    /// <summary>While a host works at a call that takes its time, nobody else does.</summary>
    public static async Task OneAttemptAsync(ProofPortico platform)
    {
        var customer = (await ApiCustomer.StartAsync(platform.Customer("aurora"), ProofPortico.Check, "en")).Answering("familyName", "Slow");
        await customer.SubmitAsync();
        var most = 0;
        await Eventually.SeeAsync(() => platform.InStoreAsync("aurora", async db =>
        {
            var due = await db.Due.AsNoTracking().Where(d => d.Kind == DueKind.Call).ToListAsync();
            most = Math.Max(most, due.Select(d => d.Attempts).DefaultIfEmpty(0).Max());
            return due.Count;
        }), left => most > 1 || (left == 0 && most > 0), "the slow call is answered");
        Assert.Equal(1, most);
    }

    /// <summary>One host falls asleep between the last row and COMMIT of a step, and the customer comes to the other one.</summary>
    /// <returns>How long the rows were held.</returns>
    public static async Task<TimeSpan> OpenTransactionAsync()
    {
        var platform = await ProofPortico.StartAsync(Engine.Postgres);
        await using var sleeper = new HostProcess([.. platform.HostSettings, .. Settings, "--Portico:StopAt=commit.written"]);
        try
        {
            await sleeper.StartAsync();
            var customer = await ApiCustomer.StartAsync(platform.Customer("aurora"), ProofPortico.Check, "en");
            using var atSleeper = new HttpClient { BaseAddress = sleeper.Address, DefaultRequestHeaders = { Authorization = new("Bearer", customer.Token) } };
            var asleep = atSleeper.PostAsJsonAsync($"/api/v1/cases/{customer.Number}/steps/{customer.Step}", new { revision = customer.Case.Revision, answers = customer.Answers() });
            await Eventually.SeeAsync(() => Task.FromResult(sleeper.IsStopped), stopped => stopped, "the host stops with an open transaction");

            var began = TimeProvider.System.GetTimestamp();
            await customer.SubmitAsync();
            var held = TimeProvider.System.GetElapsedTime(began);
            sleeper.Continue();
            using var reply = await asleep;

            // Its transaction was taken back, and it knows.
            Assert.True(reply.StatusCode is HttpStatusCode.ServiceUnavailable or HttpStatusCode.Conflict, $"The sleeper said {(int)reply.StatusCode}.");
            Assert.Equal("completed", (await customer.SettleAsync()).Status);
            Assert.Single(await platform.JournalAsync("aurora", customer.Number), e => e.Kind == JournalKinds.StepCompleted);
            return held;
        }
        finally
        {
            await sleeper.KillAsync();
            await platform.DisposeAsync();
        }
    }

    /// <returns>Who fell asleep with the answer, and who did not.</returns>
    private static async Task<(HostProcess First, HostProcess Second, ApiCustomer Customer)> AskAsync(HostProcess one, HostProcess other)
    {
        // Whoever claims the call stops, also if it is the one that was about to reply: its customer does not wait for that.
        var http = new HttpClient { BaseAddress = one.Address, Timeout = TimeSpan.FromSeconds(60) };
        http.DefaultRequestHeaders.Authorization = new("Bearer", "pk_demo_aurora");
        var customer = await ApiCustomer.StartAsync(http, ProofPortico.Check, "en");
        _ = customer.PostAsync(idempotencyKey: "ask");
        await Eventually.SeeAsync(() => Task.FromResult(one.IsStopped || other.IsStopped), stopped => stopped, "a host stops with the answer", TimeSpan.FromSeconds(30));
        return one.IsStopped ? (one, other, customer) : (other, one, customer);
    }

    /// <summary>Until the case is at its end; whoever stops once more with a repeated call is woken up.</summary>
    private static Task<string> AwakenAsync(HostProcess one, HostProcess other, ApiCustomer customer) => Eventually.SeeAsync(async () =>
    {
        foreach (var host in (HostProcess[])[one, other])
        {
            if (host.IsStopped) host.Continue();
        }

        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        try
        {
            return (await customer.ReadAsync().WaitAsync(limit.Token)).Status;
        }
        catch (OperationCanceledException)
        {
            return "asleep";
        }
    }, status => status == "completed", $"case {customer.Number} comes to its end", TimeSpan.FromSeconds(60));

    private static int Rejections(HostProcess host) => Dropped().Count(host.Output);

    // By the fence when it records its answer, or before that, because the lease that it wants to renew is somebody else's.
    [GeneratedRegex("is not held by attempt [0-9]+ any more|lost a race; its result is dropped here|was stopped because somebody else has it")]
    private static partial Regex Dropped();
}
