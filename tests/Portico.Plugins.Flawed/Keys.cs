using System.Collections.Concurrent;
using Portico.Sdk;

namespace Portico.Plugins.Flawed;

/// <summary>The key that goes to the provider: the platform's own, or what a defect makes of it.</summary>
internal sealed class Keys : IDisposable
{
    private static readonly string Life = System.Security.Cryptography.RandomNumberGenerator.GetHexString(16);
    private static readonly ConcurrentDictionary<string, int> UnderWay = new();
    private static readonly ConcurrentDictionary<string, bool> Done = new(), WithoutAnswer = new();
    private static readonly Lock Writing = new();

    private readonly string own;
    private readonly InstanceContext instance;

    private Keys(string own, InstanceContext instance) => (this.own, this.instance, Value) = (own, instance, own);

    public string Value { get; private set; }

    public static Keys For<T>(ProviderCall<T> call)
    {
        var key = new Keys(call.IdempotencyKey, call.Instance);
        var others = UnderWay.AddOrUpdate(key.own, 1, (_, before) => before + 1) - 1;
        var isRepeat = call.Attempt > 1;
        if (key.Has("idempotency.parallel") && others > 0 || key.Has("idempotency.repeat") && isRepeat && Done.ContainsKey(key.own) || key.Has("reconcile.same-key") && isRepeat && WithoutAnswer.ContainsKey(key.own)
            || key.Has("idempotency.restart") && isRepeat && key.WasWrittenElsewhere("done") || key.Has("reconcile.killed") && isRepeat && key.WasWrittenElsewhere("begun") && !key.WasWrittenElsewhere("done")) key.Value += "-again";
        if (key.Has("idempotency.other-key")) key.Value = key.Value[..24];
        key.Write("begun");
        return key;
    }

    /// <summary>It was answered for good.</summary>
    public bool Keep()
    {
        Write("done");
        return Done[own] = true;
    }

    /// <summary>Nobody knows what became of it.</summary>
    public void Lost() => WithoutAnswer[own] = true;

    public void Dispose() => UnderWay.AddOrUpdate(own, 0, (_, before) => before - 1);

    private bool Has(string defect) => instance.Has(defect);

    // only defects that outlive a process need it
    private void Write(string what)
    {
        if (!Has("idempotency.restart") && !Has("reconcile.killed")) return;
        lock (Writing) File.AppendAllText(Path.Combine(instance.DataFolder, what + ".txt"), $"{own} {Life}\n");
    }

    private bool WasWrittenElsewhere(string what)
    {
        var file = Path.Combine(instance.DataFolder, what + ".txt");
        lock (Writing) return File.Exists(file) && File.ReadAllLines(file).Any(line => line.StartsWith(own, StringComparison.Ordinal) && !line.EndsWith(Life, StringComparison.Ordinal));
    }
}
