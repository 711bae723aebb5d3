using System.Text;
using System.Text.Json;

namespace Portico.Plugin.Sandbox;

/// <summary>One effect. <paramref name="Key"/> is the idempotency key: it stands for at most one line.</summary>
internal sealed record LedgerLine(string Key, string Operation, DateTimeOffset At, string Effect, string Ref);

/// <summary>
/// An append-only file, on the disk before the answer leaves: the witness that one key had one effect, whatever crashed in between. Nodes that share a data
/// folder share the file, so whoever writes holds it for himself and reads first what the others wrote.
/// </summary>
internal sealed class Ledger : IDisposable
{
    private static readonly Dictionary<string, Ledger> Open = [];
    private static readonly Lock OpenGate = new();

    private readonly Lock gate = new();
    private readonly Dictionary<string, LedgerLine> byKey = [];
    private readonly Dictionary<(string Operation, string Ref), LedgerLine> byRef = [];
    private readonly FileStream file;
    private readonly string holding;
    private long known; // length up to the last line that was read

    private Ledger(string path)
    {
        file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 0); // what was read once may have been a torn line
        holding = path + ".lock";
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
        lock (gate)
        {
            CatchUp();
            return byKey.GetValueOrDefault(key);
        }
    }

    public LedgerLine? FindRef(string operation, string reference)
    {
        lock (gate)
        {
            CatchUp();
            return byRef.GetValueOrDefault((operation, reference));
        }
    }

    /// <returns>The line that stands: this one, or the one that the key already had.</returns>
    public (LedgerLine Line, bool IsNew) Record(LedgerLine line)
    {
        lock (gate)
        {
            using var held = Hold();
            CatchUp();
            if (byKey.TryGetValue(line.Key, out var earlier)) return (earlier, false);
            file.SetLength(known); // a process that died while writing left a torn line, whose effect was never promised
            file.Seek(known, SeekOrigin.Begin);
            file.Write(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(line, JsonSerializerOptions.Web) + "\n"));
            file.Flush(flushToDisk: true);
            known = file.Position;
            Remember(line);
            return (line, true);
        }
    }

    public void Dispose() => file.Dispose();

    // The operating system lets go of it when its process dies.
    private FileStream Hold()
    {
        for (var tried = 0; ; tried++)
        {
            try
            {
                return new FileStream(holding, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (tried < 1_000)
            {
                Thread.Sleep(2); // another node writes a line
            }
        }
    }

    /// <summary>Reads the whole lines that were written since the last time, by whomever.</summary>
    private void CatchUp()
    {
        var bytes = new byte[file.Length - known];
        if (bytes.Length == 0) return;
        file.Seek(known, SeekOrigin.Begin);
        file.ReadExactly(bytes);
        var length = Array.LastIndexOf(bytes, (byte)'\n') + 1;
        foreach (var text in Encoding.UTF8.GetString(bytes, 0, length).Split('\n', StringSplitOptions.RemoveEmptyEntries))
            Remember(JsonSerializer.Deserialize<LedgerLine>(text, JsonSerializerOptions.Web)!);
        known += length;
    }

    private void Remember(LedgerLine line)
    {
        byKey[line.Key] = line;
        byRef.TryAdd((line.Operation, line.Ref), line);
    }
}
