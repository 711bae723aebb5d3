using Microsoft.EntityFrameworkCore;
using Portico.App.Cases;
using Portico.App.Messages;
using Portico.App.Outbox;
using Portico.TestKit;
using Portico.Workflows;

namespace Portico.App.Tests.Reliability;

/// <summary>R5: however the clock jumps, a reminder is not sent before its hour and not sent twice.</summary>
internal static class ClockProof
{
    private static readonly TimeSpan Glances = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan ReminderAfter = TimeSpan.FromHours(24);

    public sealed record Figures(int Seed, int Timers, int Jumps)
    {
        public override string ToString() => $"seed {Seed}: {Timers} timers through {Jumps} jumps";
    }

    public static async Task<Figures> RunAsync(ProofPortico platform, int seed, int cases)
    {
        var random = new Random(seed);
        TimeSpan[] jumps = [TimeSpan.FromHours(1), TimeSpan.FromHours(-1), TimeSpan.FromMinutes(-5), TimeSpan.FromHours(23), TimeSpan.FromHours(-1), TimeSpan.FromHours(1), TimeSpan.FromHours(2), TimeSpan.FromHours(-3), TimeSpan.FromDays(30), TimeSpan.FromDays(-1), TimeSpan.FromDays(2)];
        var customers = new List<(string Number, DateTimeOffset Began)>();
        foreach (var jump in jumps)
        {
            for (var i = 0; i < cases / jumps.Length; i++)
            {
                var customer = (await platform.StartMoveInAsync()).Answering("preferredChannel", "sms");
                customers.Add((customer.Number, platform.Clock.GetUtcNow()));
                if (random.Next(3) > 0) await customer.SubmitAsync();
            }

            await platform.AdvanceAsync(jump);
            await Proof.PauseAsync(Glances); // that nothing fires early can be seen only after the worker had the time to do it
            await JudgeAsync(platform, seed);
        }

        Assert.Equal(customers.Count, await platform.CasesAsync());
        return new Figures(seed, customers.Count * 2, jumps.Length);
    }

    /// <summary>A clock that runs through the hour that summer time takes or gives back, and through a 29th of February: instants are UTC, so neither shows.</summary>
    public static async Task ThroughAsync(ProofPortico platform, DateTimeOffset from)
    {
        await platform.AdvanceAsync(from - platform.Clock.GetUtcNow());
        var customer = (await platform.StartMoveInAsync()).Answering("preferredChannel", "sms");
        await customer.SubmitAsync();

        await platform.AdvanceAsync(TimeSpan.FromHours(23.5));
        var before = await platform.MessagesAsync("aurora", customer.Number);
        await platform.AdvanceAsync(TimeSpan.FromHours(1));
        await platform.AdvanceAsync(TimeSpan.FromHours(-1));
        await platform.AdvanceAsync(TimeSpan.FromHours(2));

        Assert.Empty(before);
        Assert.Single(await platform.MessagesAsync("aurora", customer.Number));
    }

    private static async Task JudgeAsync(ProofPortico platform, int seed)
    {
        var fired = await platform.InStoreAsync("aurora", async db =>
        {
            var due = await db.Due.AsNoTracking().Where(d => d.Kind == DueKind.Timer).ToListAsync();
            var messages = await db.Messages.AsNoTracking().ToListAsync();
            var rows = await db.Set<JournalRow>().AsNoTracking().Where(r => r.Lines.Contains(JournalKinds.TimerFired)).ToListAsync();
            return (due, messages, rows);
        });
        var now = platform.Clock.GetUtcNow();
        Assert.All(fired.due, timer => Assert.True(timer.DueAt > now, $"Seed {seed}: {timer.Id} is due and did not fire."));
        Assert.All(fired.messages.CountBy(m => (m.CaseId, m.Template)), count => Assert.Equal(1, count.Value));
        var starts = await platform.InStoreAsync("aurora", db => db.Cases.AsNoTracking().ToDictionaryAsync(c => c.Id, c => c.StartedAt));
        // Of who gave no address yet there is no message to see.
        Assert.All(fired.rows, r => Assert.True(r.At - starts[r.CaseId] >= ReminderAfter, $"Seed {seed}: a timer fired after {r.At - starts[r.CaseId]}."));
        Assert.All(fired.messages, m => Assert.True(m.CreatedAt - starts[m.CaseId] >= ReminderAfter, $"Seed {seed}: a reminder came after {m.CreatedAt - starts[m.CaseId]}."));
    }
}
