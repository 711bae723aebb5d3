using System.Security.Cryptography;

namespace Portico.App.Plugins;

/// <summary>Remembers which callbacks were being read when a process died. Unlike calls they are no rows of ours: the provider sends them again, as often as it likes.</summary>
internal sealed class PoisonCallbacks(TimeProvider clock)
{
    public const int Most = 2;
    private const int LongestMemory = 1_000;
    private static readonly TimeSpan Memory = TimeSpan.FromHours(1);

    private readonly Lock gate = new();
    private readonly Dictionary<string, (int Deaths, DateTimeOffset At)> known = [];

    public int DeathsOf(string pluginId, byte[] body)
    {
        lock (gate)
        {
            if (known.Count == 0) return 0;
            return known.TryGetValue(Key(pluginId, body), out var seen) && seen.At > clock.GetUtcNow() - Memory ? seen.Deaths : 0;
        }
    }

    public void Died(string pluginId, byte[] body)
    {
        lock (gate)
        {
            var now = clock.GetUtcNow();
            var key = Key(pluginId, body);
            if (known.Count >= LongestMemory) known.Remove(known.MinBy(one => one.Value.At).Key);
            known[key] = (known.TryGetValue(key, out var seen) && seen.At > now - Memory ? seen.Deaths + 1 : 1, now);
        }
    }

    private static string Key(string pluginId, byte[] body) => pluginId + "|" + Convert.ToHexStringLower(SHA256.HashData(body));
}
