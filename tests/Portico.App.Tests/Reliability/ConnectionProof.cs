using Microsoft.Extensions.Logging;
using Npgsql;
using Portico.TestKit;

namespace Portico.App.Tests.Reliability;

/// <summary>R4: connections to PostgreSQL break at any moment, also between COMMIT and its answer.</summary>
internal static class ConnectionProof
{
    public sealed record Figures(int Seed, int AnswersLost, int CommitsLost, int Cut, int Walks, int Repeated)
    {
        public override string ToString() => $"seed {Seed}: {AnswersLost} answers to COMMIT lost, {CommitsLost} COMMITs lost, {Cut} connections cut; {Walks} cases to their end, {Repeated} requests repeated";
    }

    /// <summary>Whoever sends no key cannot be told twice: if the answer to COMMIT got lost, it is this host that has to find out.</summary>
    private static async Task<Walkers.Walk> WithoutKeyAsync(ProofPortico platform, CuttingProxy proxy)
    {
        await platform.DrainAsync();
        var customer = await ApiCustomer.StartAsync(platform.Customer("aurora"), ProofPortico.Check, "en");
        var (step, lost) = (customer.Step!, proxy.AnswersLost);
        proxy.ForgetPlans();
        proxy.LoseNextAnswer();
        await customer.SubmitAsync();
        Assert.Equal(lost + 1, proxy.AnswersLost);
        var accepted = (step, customer.Case.Revision);
        await customer.SettleAsync();
        return new(Walkers.Plain, customer, [accepted]);
    }

    /// <summary>One at a time: while everybody waits for a call nothing but claims is committed, and plans that pile up would hit only those.</summary>
    private static async Task SoonAsync(Func<int> lost, Action plan)
    {
        var before = lost();
        plan();
        await Eventually.SeeAsync(() => Task.FromResult(lost()), now => now > before, "something is committed");
    }

    public static async Task<Figures> RunAsync(int seed, int faults, TimeSpan patience, params string[] more)
    {
        var platform = await ProofPortico.StartAsync(Engine.Postgres);
        await platform.StopAsync();
        await using var proxy = new CuttingProxy(platform.Connection);
        platform.WorkMayFail = true;
        platform.Extra = [$"{ProofPortico.ConnectionSetting}{proxy.ConnectionString}", "--Portico:Outbox:CallTimeout=00:00:02", "--Portico:Outbox:Lease=00:00:01", "--Portico:Outbox:MaxFailures=100", .. more];
        try
        {
            await platform.StartAsync();
            using var walkers = new Walkers(() => platform.Address, seed, patience);
            walkers.Begin(Walkers.MoveIn, Walkers.Callback, Walkers.Plain, Walkers.MoveIn, Walkers.Plain, Walkers.Plain, Walkers.Plain, Walkers.MoveIn);
            var random = new Random(seed);
            for (var i = 0; i < faults; i++)
            {
                await Proof.PauseAsync(TimeSpan.FromMilliseconds(random.Next(20, 200)));
                if (i % 5 < 3) await SoonAsync(() => proxy.AnswersLost, proxy.LoseNextAnswer);
                else if (i % 5 == 3) await SoonAsync(() => proxy.CommitsLost, proxy.LoseNextCommit);
                else proxy.CutAll();
                walkers.ThrowIfBroken();
            }

            proxy.ForgetPlans();
            var walks = await walkers.FinishAsync();
            walks.Add(await WithoutKeyAsync(platform, proxy));
            platform.Extra = [];
            await platform.StopAsync();
            NpgsqlConnection.ClearAllPools();
            await platform.StartAsync();
            await platform.DrainAsync();
            await walkers.JudgeAsync(walks, platform);
            return new Figures(seed, proxy.AnswersLost, proxy.CommitsLost, proxy.Cut, walks.Count, walkers.Repeated);
        }
        catch (Exception e)
        {
            // What a host logged says more than what its customers saw.
            var logged = platform.Log.Lines.Where(line => line.Level >= LogLevel.Error && line.Text.Contains("nhandled", StringComparison.Ordinal) && !line.Text.Contains("while reading from stream", StringComparison.Ordinal)).Select(line => line.Text).TakeLast(3);
            throw new InvalidOperationException($"Seed {seed}: {e.Message}\n{string.Join('\n', logged)}", e);
        }
        finally
        {
            await platform.DisposeAsync();
        }
    }
}
