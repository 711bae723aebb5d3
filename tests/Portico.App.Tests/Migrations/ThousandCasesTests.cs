using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Portico.App.Cases;
using Portico.App.Events;
using Portico.App.Outbox;
using Portico.App.Tasks;
using Portico.App.Tests.Journeys;
using Portico.TestKit;
using Portico.Workflows;
using Xunit.Abstractions;

namespace Portico.App.Tests.Migrations;

/// <summary>A thousand customers parked on everything a case can wait for go on in the next version: none is lost, nothing happens twice.</summary>
public abstract class ThousandCasesTests(TestPortico platform, ITestOutputHelper says)
{
    private const string Key = "thousand";
    private const int Cases = 1_000, Canary = 40;

    [Fact]
    public async Task None_is_lost_nothing_is_asked_or_done_twice_and_what_was_moved_can_be_moved_back()
    {
        await platform.PublishAsync(Drawn.Sequence(Key + "-tell", Drawn.Activity("tell", "Elsa.PublishEvent", ("eventName", Key + "-paid"))));
        await platform.PublishAsync(Migrating.Form(Key + "-child", "done"));
        await platform.PublishAsync(Migrating.Stops(Key, changed: false));
        var customers = await ParkAsync();
        var (before, asked) = (await PictureAsync(), Asked());
        await platform.PublishAsync(Migrating.Stops(Key, changed: true));

        // Trying changes nothing, and everybody could be moved.
        var tried = await platform.TryAsync(Key);
        Assert.Equal((Cases, Cases, 0, 0), (tried.Cases, tried.Safe, tried.Mapping, tried.Blocked));
        Assert.Equal(before, await PictureAsync());

        // A canary, of whom three go on in the new version; the others go back to exactly where they were.
        var canary = await platform.DoAsync(Key, "start", Canary);
        Assert.Equal(("paused", Canary, Cases - Canary), (canary.State, canary.Moved, canary.Left));
        var moved = customers.Where(c => c.Name == "You").Take(3).Select(c => c.Customer).ToList();
        foreach (var customer in moved) await customer.SubmitAsync(); // with the page of before, whose step had another name
        var undone = await platform.DoAsync(Key, "undo");
        Assert.Equal(("undone", Canary - 3, 3), (undone.State, undone.Undone, undone.Kept));
        Assert.All(undone.Stayed, stay => Assert.Contains(moved, customer => customer.Number == stay.Case));
        var others = customers.Where(c => !moved.Contains(c.Customer)).Select(c => c.Customer.Number).ToHashSet();
        Assert.Equal(before.Where(line => others.Contains(line.Case)), (await PictureAsync()).Where(line => others.Contains(line.Case)));

        // Then all, while some are handing in the step that they have before them.
        var watch = Stopwatch.StartNew();
        var busy = customers.Where(c => c.Name == "You" && !moved.Contains(c.Customer)).Take(60).Select(c => c.Customer.SubmitAsync()).ToList();
        var done = await platform.DoAsync(Key, "start");
        watch.Stop();
        await Task.WhenAll(busy);
        Assert.Equal(("done", Cases - 3, 0, 0), (done.State, done.Moved, done.Refused, done.Inside));
        Assert.Equal(Cases, (await platform.CasesAsync(Key)).Count(c => c is { JourneyVersion: 2, EndedAt: null }));
        Assert.Equal(asked, Asked());
        await NamesOfTheNewVersionAsync();

        await FinishAsync(customers);

        var ended = await platform.CasesAsync(Key);
        Assert.Equal(Cases, ended.Count(c => c is { Status: CaseStatus.Completed, Outcome: "New" }));
        Assert.All(await CountsAsync(ended), count => Assert.True(count is { Moves: 1 or 3, MostOfOneStep: 1, MostOfOneCall: 1 }, count.ToString()));
        Assert.Equal(customers.Count(c => c.Name == "Redirect"), Asked());
        Assert.All(platform.Effects.GroupBy(e => (e.Provider, e.Key, e.Operation)), same => Assert.Single(same));
        says.WriteLine($"{Cases - 3} cases moved in {watch.Elapsed.TotalSeconds:0.0} s on {platform.Engine}.");
    }

    private async Task<List<(string Name, ApiCustomer Customer)>> ParkAsync()
    {
        var customers = new List<(string, ApiCustomer)>();
        foreach (var chunk in Enumerable.Range(0, Cases).Chunk(20))
            customers.AddRange(await Task.WhenAll(chunk.Select(async i =>
            {
                var name = Migrating.Names.Append("You").ElementAt(i % (Migrating.Names.Length + 1));
                var customer = (await ApiCustomer.StartAsync(platform.Customer("aurora"), Key, "en")).Answering("familyName", name == "You" ? "Form" : name);
                if (name != "You") await customer.SubmitAsync();
                return (name, customer);
            })));
        await platform.DrainAsync();
        return customers;
    }

    private int Asked() => platform.Effects.Count(effect => effect.Operation == "start");

    /// <summary>Where each case is, and all that is due for it or waits for it elsewhere.</summary>
    private Task<List<(string Case, string What)>> PictureAsync() => platform.InStoreAsync("aurora", async db =>
    {
        var cases = await db.Cases.AsNoTracking().Where(c => c.JourneyKey == Key).ToDictionaryAsync(c => c.Id);
        var due = await db.Due.AsNoTracking().ToListAsync();
        var tasks = await db.Tasks.AsNoTracking().ToListAsync();
        var waits = await db.Waits.AsNoTracking().ToListAsync();
        return cases.Values.Select(c => (c.Number, $"{c.JourneyVersion} {c.JourneyVersionId} {c.StepId} {c.Steps} {c.Status} {c.State}"))
            .Concat(due.Where(d => cases.ContainsKey(d.CaseId)).Select(d => (cases[d.CaseId].Number, $"due {d.Id} {d.Kind} {d.State} {d.ActivityId} {d.DueAt:O} {d.Attempts} {d.ExternalRef}")))
            .Concat(tasks.Where(t => cases.ContainsKey(t.CaseId)).Select(t => (t.CaseNumber, $"task {t.Id} {t.ActivityId}")))
            .Concat(waits.Where(w => cases.ContainsKey(w.CaseId)).Select(w => (cases[w.CaseId].Number, $"wait {w.WaitId} {w.Event}")))
            .OrderBy(line => line.Item1, StringComparer.Ordinal).ThenBy(line => line.Item2, StringComparer.Ordinal).ToList();
    });

    private Task<bool> NamesOfTheNewVersionAsync() => platform.InStoreAsync("aurora", async db =>
    {
        var ids = await db.Cases.Where(c => c.JourneyKey == Key).Select(c => c.Id).ToListAsync();
        var named = (await db.Due.AsNoTracking().ToListAsync()).Where(d => ids.Contains(d.CaseId)).Select(d => d.ActivityId).Concat((await db.Tasks.AsNoTracking().ToListAsync()).Where(t => ids.Contains(t.CaseId)).Select(t => t.ActivityId)).Distinct();
        Assert.Equal(["ask-new", "check-new", "child-new", "wait-new"], named.Order(StringComparer.Ordinal).Where(name => name != "paid-new"));
        Assert.DoesNotContain(await db.Cases.Where(c => c.JourneyKey == Key).Select(c => c.StepId).Distinct().ToListAsync(), step => step is not null && !step.EndsWith("-new", StringComparison.Ordinal));
        return true;
    });

    /// <summary>Everybody, and whatever they waited for, goes on.</summary>
    private async Task FinishAsync(List<(string Name, ApiCustomer Customer)> customers)
    {
        foreach (var (_, customer) in customers.Where(c => c.Name == "Redirect"))
        {
            await customer.ReadAsync();
            await customer.VisitProviderAsync("approved");
        }

        await platform.StartAsync(Key + "-tell");
        foreach (var child in await platform.CasesAsync(Key + "-child")) await EndChildAsync(child);
        using var office = platform.BackOffice("aurora");
        foreach (var number in customers.Where(c => c.Name == "Request").Select(c => c.Customer.Number)) Assert.Equal(HttpStatusCode.Accepted, (await office.PostAsJsonAsync($"/hooks/aurora/{Key}?case={number}", new { })).StatusCode);
        foreach (var task in await platform.InStoreAsync("aurora", db => db.Tasks.Where(t => t.JourneyKey == Key).Select(t => t.Id).ToListAsync())) Assert.Equal(HttpStatusCode.OK, (await office.PostAsJsonAsync($"/api/v1/tasks/{task}/decide", new { outcome = "Approved" })).StatusCode);
        await platform.AdvanceAsync(TimeSpan.FromDays(1.9));
        Assert.All(await TimersAsync(customers), c => Assert.Equal("wait-new", c.StepId));
        await platform.AdvanceAsync(TimeSpan.FromDays(0.1));
        Assert.All(await TimersAsync(customers), c => Assert.Equal("more-new", c.StepId));
        foreach (var chunk in customers.Chunk(20)) await Task.WhenAll(chunk.Select(c => c.Customer.FinishAsync()));
    }

    private async Task<IEnumerable<Case>> TimersAsync(List<(string Name, ApiCustomer Customer)> customers)
    {
        var numbers = customers.Where(c => c.Name == "Timer").Select(c => c.Customer.Number).ToHashSet();
        return (await platform.CasesAsync(Key)).Where(c => numbers.Contains(c.Number));
    }

    private async Task EndChildAsync(Case child)
    {
        var pushed = await platform.AsStaffAsync("aurora", "admin", (CaseRunner runner) => runner.PushAsync(child.Id, loaded => Task.FromResult<CaseRunner.Decision>(new CaseRunner.Decision.Push(new RunEvent.Submitted(loaded.Run.Waits[0].Id, []), "step.submitted")), default));
        Assert.True(pushed.Ok);
    }

    private sealed record Count(string Case, int Moves, int MostOfOneStep, int MostOfOneCall);

    private Task<List<Count>> CountsAsync(List<Case> cases) => platform.InStoreAsync("aurora", async db =>
    {
        var ids = cases.ToDictionary(c => c.Id, c => c.Number);
        var lines = (await db.Set<JournalRow>().AsNoTracking().ToListAsync()).Where(row => ids.ContainsKey(row.CaseId)).SelectMany(row => row.Read().Select(line => (Case: ids[row.CaseId], Line: line))).ToLookup(l => l.Case, l => l.Line);
        static int Most(IEnumerable<string?> values) => values.OfType<string>().CountBy(value => value).Select(pair => pair.Value).DefaultIfEmpty(1).Max();
        return ids.Values.Select(number => new Count(number, lines[number].Count(line => line.Kind == JournalKinds.CaseMigrated),
            Most(lines[number].Where(line => line.Kind == JournalKinds.StepCompleted).Select(line => ((string?)line.Data["form"] ?? line.ActivityId))), Most(lines[number].Where(line => line.Kind == JournalKinds.CallRequested).Select(line => (string?)line.Data["contract"])))).ToList();
    });
}

public sealed class ThousandCasesOnSqliteTests(TestPortico platform, ITestOutputHelper says) : ThousandCasesTests(platform, says), IClassFixture<TestPortico>;

public sealed class ThousandCasesOnPostgresTests(TestPorticoOnPostgres platform, ITestOutputHelper says) : ThousandCasesTests(platform, says), IClassFixture<TestPorticoOnPostgres>;
