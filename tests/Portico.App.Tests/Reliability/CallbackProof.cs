using System.Net;
using Microsoft.EntityFrameworkCore;
using Portico.App.Data;
using Portico.App.Outbox;
using Portico.App.Plugins;
using Portico.App.Providers;
using Portico.App.Tests.Providers;
using Portico.App.Users;
using Portico.TestKit;
using Portico.Workflows;

namespace Portico.App.Tests.Reliability;

/// <summary>R3: callbacks that come ten times, in any order, before we know that we wait, days late and after the end.</summary>
internal static class CallbackProof
{
    private const int Copies = 10;

    public sealed record Figures(int Seed, int Cases, int Events, int Early, int Late, TimeSpan Slow95)
    {
        public override string ToString() => FormattableString.Invariant($"seed {Seed}: {Events} callbacks for {Cases} cases, {Early} cases told before their wait was committed, {Late} after 71 hours; 95 % acknowledged within {Slow95.TotalMilliseconds:0} ms");
    }

    private sealed record Told(Guid CaseId, ApiCustomer Customer, string Reference);

    public static async Task<Figures> RunAsync(ProofPortico platform, int seed, int cases)
    {
        var random = new Random(seed);
        var installation = await platform.InStoreAsync("aurora", db => db.Installations.AsNoTracking().SingleAsync(i => i.Environment == TenantEnvironment.Live && i.Contract == CallContracts.IdentityVerification));
        var context = await platform.AsStaffAsync("aurora", Roles.Admin, (InstallationContexts contexts) => contexts.OfAsync(installation));
        var all = new List<Told>();
        for (var i = 0; i < cases; i++) all.Add(await BeginAsync(platform));

        // A third as after a crash between the provider's answer and our commit, a third days later, a third as usual.
        var early = all.Take(cases / 3).ToList();
        var late = all.Skip(cases / 3).Take(cases / 3).ToList();
        foreach (var one in early) await ForgetAsync(platform, one, platform.Clock.GetUtcNow().AddDays(2));
        var times = new List<TimeSpan>();
        times.AddRange(await SendAsync(platform, context, random, all.Except(late)));
        foreach (var one in early) await ForgetAsync(platform, one, platform.Clock.GetUtcNow());
        await platform.DrainAsync();
        await platform.AdvanceAsync(TimeSpan.FromHours(71));
        times.AddRange(await SendAsync(platform, context, random, late));
        await platform.DrainAsync();

        foreach (var (id, customer, reference) in all)
        {
            var last = await customer.ReadAsync();
            Assert.True((last.Status, last.Outcome) == ("completed", "Activated"), $"Seed {seed}: {last.Number} is {last.Status}.");
            Assert.Single(await platform.JournalAsync("aurora", customer.Number), e => e.Kind == JournalKinds.CallAnswered);
            var kept = await platform.InStoreAsync("aurora", db => db.Inbox.AsNoTracking().Where(e => e.ExternalRef == reference).ToListAsync());
            Assert.Equal(2, kept.Count);
            Assert.Single(kept, e => e.AppliedAt is not null);
        }

        times.Sort();
        return new Figures(seed, cases, times.Count, early.Count, late.Count, times[times.Count * 95 / 100]);
    }

    private static async Task<Told> BeginAsync(ProofPortico platform)
    {
        var customer = (await ApiCustomer.StartAsync(platform.Customer("aurora"), ProofPortico.Check, "en")).Answering("familyName", "Redirect");
        await customer.SubmitAsync();
        var seen = await customer.SettleAsync();
        var reference = seen.Action!.Url.Split('/')[^1];
        return new(await platform.InStoreAsync("aurora", db => db.Due.Where(d => d.ExternalRef == reference).Select(d => d.CaseId).SingleAsync()), customer, reference);
    }

    private static Task<int> ForgetAsync(ProofPortico platform, Told one, DateTimeOffset dueAt) => platform.InStoreAsync("aurora", db =>
        db.Due.Where(d => d.CaseId == one.CaseId && d.Kind == DueKind.Call).ExecuteUpdateAsync(set => set
            .SetProperty(d => d.ExternalRef, (string?)null).SetProperty(d => d.State, DueState.Scheduled).SetProperty(d => d.DueAt, dueAt)));

    /// <summary>Each event ten times, and a second event that says the same, all shuffled, sixteen at once.</summary>
    private static async Task<List<TimeSpan>> SendAsync(ProofPortico platform, InstallationContext installation, Random random, IEnumerable<Told> to)
    {
        var events = to.SelectMany(one => Enumerable.Repeat("a", Copies).Append("b").Select(which => (one.Reference, which))).ToArray();
        random.Shuffle(events);
        var times = new List<TimeSpan>();
        using var http = platform.Stranger();
        await Parallel.ForEachAsync(events, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (e, ct) =>
        {
            var callback = SandboxCallback.Finished($"evt_{e.which}_{e.Reference}", e.Reference, installation.Secrets["callbackSecret"], platform.Clock.GetUtcNow());
            var began = TimeProvider.System.GetTimestamp();
            using var reply = await callback.PostAsync(http, installation.CallbackUrl!, ct);
            Assert.Equal(HttpStatusCode.Accepted, reply.StatusCode);
            lock (times) times.Add(TimeProvider.System.GetElapsedTime(began));
        });
        return times;
    }
}
