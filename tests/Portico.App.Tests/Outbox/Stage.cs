using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Portico.App.Cases;
using Portico.App.Data;
using Portico.App.Outbox;
using Portico.TestKit;
using Portico.Workflows;

namespace Portico.App.Tests.Outbox;

/// <summary>A platform on which timers mean what the test says, so that work can hang, fail, or end when the test wants it to.</summary>
public sealed class Stage : IAsyncDisposable
{
    private readonly ConcurrentQueue<Attempt> began = new();
    private readonly List<TestPortico> nodes = [];

    /// <param name="Recorded">Whether its end was recorded; null while it has none.</param>
    public sealed record Attempt(string Tenant, string Id, int Number, TestPortico Node)
    {
        public bool? Recorded { get; set; }
    }

    /// <summary>What a piece of work does before it ends well.</summary>
    public Func<Attempt, CancellationToken, Task> Act { get; set; } = (_, _) => Task.CompletedTask;

    public IReadOnlyList<Attempt> Began => [.. began];

    public TestPortico Node => nodes[0];

    public static async Task<Stage> OpenAsync(Engine engine, params string[] settings)
    {
        var stage = new Stage();
        var node = engine == Engine.Sqlite ? new TestPortico() : new TestPorticoOnPostgres();
        node.Extra = settings;
        node.Customise = stage.Set(node);
        await node.PrepareAsync();
        stage.nodes.Add(node);
        node.WorkMayFail = true; // the tests say what the work does
        await node.StartAsync();
        return stage;
    }

    /// <summary>One more node on the same database.</summary>
    public async Task<TestPortico> JoinAsync(Action<IServiceCollection>? more = null)
    {
        var node = Node.Neighbour();
        node.Customise = Set(node) + (more ?? (_ => { }));
        nodes.Add(node);
        await node.StartAsync();
        return node;
    }

    private Action<IServiceCollection> Set(TestPortico node) => services =>
    {
        services.Remove(services.Single(s => s.ServiceType == typeof(DueWork) && s.ImplementationType == typeof(FireTimer)));
        services.AddScoped<DueWork>(provider => new Work(this, node, provider.GetRequiredService<PorticoDb>()));
    };

    /// <summary>Timers of one case of the tenant, due an hour ago or when the test says.</summary>
    public Task PlantAsync(string tenant, int count, Action<Due>? change = null) =>
        PlantAsync(tenant, count, (caseId, id, at) => new Due { CaseId = caseId, Id = id, Kind = DueKind.Timer, ActivityId = "wait", DueAt = at, CreatedAt = at }, change);

    /// <summary>One identity check, which is really made.</summary>
    public Task PlantCallAsync(string tenant, JsonObject input, Action<Due> change) => PlantAsync(tenant, 1, (caseId, id, at) => new Due
    {
        CaseId = caseId, Id = id, Kind = DueKind.Call, ActivityId = "wait", DueAt = at, CreatedAt = at, Contract = CallContracts.IdentityVerification, Operation = "start", Input = input.ToJsonString(),
    }, change);

    private async Task PlantAsync(string tenant, int count, Func<Guid, string, DateTimeOffset, Due> make, Action<Due>? change)
    {
        var number = (await Node.StartMoveInAsync(tenant)).Number;
        await Node.InStoreAsync(tenant, async db =>
        {
            var caseId = await db.Cases.Where(c => c.Number == number).Select(c => c.Id).SingleAsync();
            var at = Node.Clock.GetUtcNow().AddHours(-1);
            for (var i = 0; i < count; i++)
            {
                var due = make(caseId, $"w{i}", at.AddMilliseconds(i));
                change?.Invoke(due);
                db.Due.Add(due);
            }

            return await db.SaveChangesAsync();
        });
        foreach (var node in nodes) node.Service<OutboxSignal>().Wake();
    }

    public Task<List<Due>> RowsAsync(string tenant) => Node.InStoreAsync(tenant, db => db.Due.AsNoTracking().Where(d => d.ActivityId == "wait").ToListAsync());

    public Task<IReadOnlyList<Attempt>> SeeBegunAsync(int count) => Eventually.SeeAsync(() => Task.FromResult(Began), seen => seen.Count >= count, $"{count} attempts have begun");

    public async ValueTask DisposeAsync()
    {
        foreach (var node in nodes.Skip(1)) await node.StopAsync();
        await Node.DisposeAsync();
    }

    private sealed class Work(Stage stage, TestPortico node, PorticoDb db) : DueWork
    {
        public override DueKind Kind => DueKind.Timer;

        public override async Task DoAsync(Guid caseId, string dueId, int attempt, CancellationToken ct)
        {
            var mine = new Attempt(db.TenantId, dueId, attempt, node);
            stage.began.Enqueue(mine);
            await stage.Act(mine, ct);
            mine.Recorded = await db.Due.Where(d => d.CaseId == caseId && d.Id == dueId && d.Attempts == attempt).ExecuteDeleteAsync(CancellationToken.None) == 1;
        }
    }
}
