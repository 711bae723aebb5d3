namespace Portico.App.Plugins;

/// <summary>
/// The places of one plugin. A tenant has a quarter of them at most, so that one whose provider hangs cannot take them all; where several wait, they come in by turns, however many calls each
/// of them has waiting.
/// </summary>
internal sealed class Bulkhead(int places)
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, Tenant> tenants = [];
    private readonly LinkedList<Tenant> turns = []; // those with somebody waiting
    private int free = places;

    public int PerTenant { get; } = Math.Max(1, places / 4);

    /// <exception cref="OperationCanceledException">There was no place in time.</exception>
    public async Task EnterAsync(string tenantId, CancellationToken ct)
    {
        Task entered;
        Waiting waiting;
        lock (gate)
        {
            if (!tenants.TryGetValue(tenantId, out var tenant)) tenants[tenantId] = tenant = new Tenant(tenantId);
            if (free > 0 && tenant.Inside < PerTenant && tenant.Waiting.Count == 0)
            {
                free--;
                tenant.Inside++;
                return;
            }

            waiting = new Waiting();
            tenant.Waiting.Enqueue(waiting);
            if (tenant.Waiting.Count == 1) turns.AddLast(tenant);
            entered = waiting.Entered.Task;
            LetIn();
        }

        using var cancelled = ct.UnsafeRegister(static (waits, token) => ((Waiting)waits!).Entered.TrySetCanceled(token), waiting);
        await entered;
    }

    public void Leave(string tenantId)
    {
        lock (gate)
        {
            free++;
            tenants[tenantId].Inside--;
            LetIn();
            Forget(tenants[tenantId]);
        }
    }

    private void LetIn()
    {
        var passed = 0;
        while (free > 0 && turns.First is { } next && passed < turns.Count)
        {
            var tenant = next.Value;
            turns.RemoveFirst();
            var entered = false;
            while (!entered && tenant.Inside < PerTenant && tenant.Waiting.TryDequeue(out var waiting)) entered = waiting.Entered.TrySetResult();
            if (entered)
            {
                free--;
                tenant.Inside++;
                passed = 0;
            }
            else
            {
                passed++;
            }

            if (tenant.Waiting.Count > 0) turns.AddLast(tenant);
            else Forget(tenant);
        }
    }

    private void Forget(Tenant tenant)
    {
        if (tenant is { Inside: 0, Waiting.Count: 0 }) tenants.Remove(tenant.Id);
    }

    private sealed class Tenant(string id)
    {
        public string Id => id;
        public Queue<Waiting> Waiting { get; } = new();
        public int Inside { get; set; }
    }

    private sealed class Waiting
    {
        public TaskCompletionSource Entered { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
