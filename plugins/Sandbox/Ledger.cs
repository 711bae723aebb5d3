using System.Text;
using System.Text.Json;

namespace Portico.Plugin.Sandbox;

/// <summary>One effect. <paramref name="Key"/> is the idempotency key: it stands for at most one line.</summary>
internal sealed record LedgerLine(string Key, string Operation, DateTimeOffset At, string Effect, string Ref);

/// <summary>An append-only file, on the disk before the answer leaves: the witness that one key had one effect, whatever crashed in between.</summary>
internal sealed class Ledger : IDisposable
{
    private static readonly Dictionary<string, Ledger> Open = [];
    private static readonly Lock OpenGate = new();

    private readonly Lock gate = new();
    private readonly Dictionary<string, LedgerLine> byKey = [];
    private readonly Dictionary<(string Operation, string Ref), LedgerLine> byRef = [];
    private readonly FileStream file;

    private Ledger(string path)
    {
        file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
        file.SetLength(ReadLines());
        file.Seek(0, SeekOrigin.End);
    }

    public static Ledger In(string folder)
    {
        lock (OpenGate)
        {
            if (!Open.TryGetValue(folder, out var ledger)) Open[folder] = ledger = new Ledger(Path.Combine(folder, "ledger.jsonl"));
            return ledger;
        }
    }

    public LedgerLine? Find(string key)
    {
        lock (gate) return byKey.GetValueOrDefault(key);
    }

    public LedgerLine? FindRef(string operation, string reference)
    {
        lock (gate) return byRef.GetValueOrDefault((operation, reference));
    }

    /// <returns>The line that stands: this one, or the one that the key already had.</returns>
    public (LedgerLine Line, bool IsNew) Record(LedgerLine line)
    {
        lock (gate)
        {
            if (byKey.TryGetValue(line.Key, out var earlier)) return (earlier, false);
            file.Write(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(line, JsonSerializerOptions.Web) + "\n"));
            file.Flush(flushToDisk: true);
            Remember(line);
            return (line, true);
        }
    }

    public void Dispose() => file.Dispose();

    /// <returns>The length up to the last whole line: a process that died while writing leaves a torn one, whose effect was never promised.</returns>
    private long ReadLines()
    {
        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        var length = Array.LastIndexOf(bytes, (byte)'\n') + 1;
        foreach (var text in Encoding.UTF8.GetString(bytes, 0, length).Split('\n', StringSplitOptions.RemoveEmptyEntries))
            Remember(JsonSerializer.Deserialize<LedgerLine>(text, JsonSerializerOptions.Web)!);
        return length;
    }

    private void Remember(LedgerLine line)
    {
        byKey[line.Key] = line;
        byRef.TryAdd((line.Operation, line.Ref), line);
    }
}
