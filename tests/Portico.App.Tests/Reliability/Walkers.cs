using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Portico.App.Cases;
using Portico.TestKit;
using Portico.Workflows;

namespace Portico.App.Tests.Reliability;

/// <summary>Customers who are always on the way, whatever happens to the platform, and remember what it told them.</summary>
internal sealed class Walkers(Func<Uri> address, int seed, TimeSpan patience) : IDisposable
{
    private readonly Insistent insistent = new(patience);
    private readonly CancellationTokenSource enough = new();
    private readonly List<Task<List<Walk>>> all = [];
    private long progress;

    /// <param name="Calls">Calls that have an effect at a provider.</param>
    /// <param name="End">Status and outcome of a case that came to its end.</param>
    public sealed record Kind(string Journey, string FamilyName, int Calls, string End = "completed", bool Child = false);

    public static readonly Kind MoveIn = new("move-in", "Clarke", 3), Plain = new(ProofPortico.Check, "Clarke", 1), Callback = new(ProofPortico.Mixed, "Callback", 1, Child: true),
        Flaky = new(ProofPortico.Mixed, "Flaky", 1, Child: true), Parked = new(ProofPortico.Parked, "Clarke", 0, "incident");

    /// <param name="Accepted">The steps whose acceptance was acknowledged, in order.</param>
    public sealed record Walk(Kind Kind, ApiCustomer Customer, List<(string Step, int Revision)> Accepted);

    /// <summary>Requests that are not answered yet.</summary>
    public int Waiting => insistent.Waiting;

    public int Repeated => insistent.Repeated;

    /// <summary>Cases begun, steps accepted and ends reached so far.</summary>
    public long Progress => Interlocked.Read(ref progress);

    public void Begin(params IEnumerable<Kind> kinds) => all.AddRange(kinds.Select((kind, i) => WalkAsync(kind, new Random(seed + i))));

    /// <summary>Each finishes the case at hand.</summary>
    public async Task<List<Walk>> FinishAsync()
    {
        await enough.CancelAsync();
        return [.. (await Task.WhenAll(all)).SelectMany(walks => walks)];
    }

    /// <summary>A walk that went wrong says so before all others are waited for.</summary>
    public void ThrowIfBroken()
    {
        if (all.Find(walk => walk.IsFaulted) is { } broken) broken.GetAwaiter().GetResult();
    }

    public void Dispose()
    {
        insistent.Dispose();
        enough.Dispose();
    }

    public HttpClient Http(string key)
    {
        var http = new HttpClient(insistent, disposeHandler: false) { BaseAddress = address(), Timeout = patience };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return http;
    }

    private async Task<List<Walk>> WalkAsync(Kind kind, Random random)
    {
        var walks = new List<Walk>();
        do
        {
            var customer = (await ApiCustomer.StartAsync(Http("pk_demo_aurora"), kind.Journey, "en")).Answering("preferredChannel", "sms").Answering("familyName", kind.FamilyName);
            customer.Patience = patience;
            Interlocked.Increment(ref progress);
            var walk = new Walk(kind, customer, []);
            walks.Add(walk);
            try
            {
                await ToTheEndAsync(walk, random);
            }
            catch (HttpRequestException gone) when (gone.StatusCode == HttpStatusCode.NotFound)
            {
                Assert.Fail($"{customer.Number} was acknowledged, and nobody knows of it any more.");
            }

            Interlocked.Increment(ref progress);
        }
        while (!enough.IsCancellationRequested);

        return walks;
    }

    private async Task ToTheEndAsync(Walk walk, Random random)
    {
        var customer = walk.Customer;
        while ((await customer.SettleAsync()).Step is { } step)
        {
            var (answers, revision, key) = (customer.Answers(), customer.Case.Revision, $"walk-{random.NextInt64():x}");
            await customer.SubmitAsync(key);
            walk.Accepted.Add((step.Id, customer.Case.Revision));
            Interlocked.Increment(ref progress);
            if (random.Next(3) == 0) await RepeatAsync(customer, step.Id, answers, revision, key);
        }
    }

    /// <summary>The reply may have been lost on its way: the same request once more gets the same answer.</summary>
    private static async Task RepeatAsync(ApiCustomer customer, string step, System.Text.Json.Nodes.JsonObject answers, int revision, string key)
    {
        using var again = await customer.PostAsync(step, answers, revision, key);
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
        Assert.Equal(customer.Case.Revision, (await again.Content.ReadFromJsonAsync<CaseView>())!.Revision);
    }

    /// <summary>What was acknowledged is in the journal, once, in order; each case is at its end; each call had one effect.</summary>
    public async Task JudgeAsync(IReadOnlyList<Walk> walks, ProofPortico platform)
    {
        Assert.NotEmpty(walks);
        var effects = platform.Effects.Where(effect => effect.Operation != "decide").ToList();
        foreach (var (kind, customer, accepted) in walks)
        {
            var journal = await platform.JournalAsync("aurora", customer.Number);
            var completed = journal.Where(e => e.Kind == JournalKinds.StepCompleted).Select(e => e.Activity).ToList();
            Assert.True(accepted.Select(a => a.Step).SequenceEqual(completed), $"{customer.Number}: accepted {string.Join(' ', accepted)}, in the journal {string.Join(' ', completed)}");
            Assert.Equal(accepted.Select(a => a.Revision).Order(), accepted.Select(a => a.Revision));
            Assert.Equal(kind.End, customer.Case.Status);
            Assert.Equal(Enumerable.Range(1, journal.Count), journal.Select(e => e.Seq));
            if (kind.Calls > 0) Assert.Equal(kind.Calls, journal.Count(e => e.Kind == JournalKinds.CallRequested));
            if (kind.Child) Assert.Equal((1, 1, 1), (journal.Count(e => e.Kind == JournalKinds.ChildStarted), journal.Count(e => e.Kind == JournalKinds.ChildFinished), journal.Count(e => e.Kind == JournalKinds.TimerFired)));
            Assert.All(journal.Where(e => e.Kind == JournalKinds.CallAnswered).CountBy(e => e.Activity ?? ""), answered => Assert.Equal(1, answered.Value));
        }

        Assert.Equal(effects.Count, effects.Select(e => (e.Provider, e.Key)).Distinct().Count());
        Assert.Equal(walks.Sum(walk => walk.Kind.Calls), effects.Count);
        Assert.Equal(walks.Count + walks.Count(walk => walk.Kind.Child), await platform.CasesAsync());
    }
}
