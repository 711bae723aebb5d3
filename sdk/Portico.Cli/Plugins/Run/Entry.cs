using System.Text.Json.Nodes;

namespace Portico.Cli.Plugins.Run;

/// <summary>One line of the bench's journal. Nothing in it is a secret: what was one is masked before.</summary>
/// <param name="Kind"><c>call</c>, <c>http</c>, <c>log</c>, <c>callback</c>, <c>process</c> or <c>said</c>.</param>
/// <param name="Good">Null: neither good nor bad.</param>
internal sealed record Entry(int Number, DateTimeOffset At, string Kind, string Title, bool? Good, JsonNode? Sent, JsonNode? Got)
{
    public JsonObject ToJson() => new() { ["number"] = Number, ["at"] = At, ["kind"] = Kind, ["title"] = Title, ["good"] = Good, ["sent"] = Sent?.DeepClone(), ["got"] = Got?.DeepClone() };
}

/// <summary>What happened, the newest last; at most a thousand lines.</summary>
internal sealed class Journal(TimeProvider clock)
{
    private const int Most = 1_000;

    private readonly Lock gate = new();
    private readonly List<Entry> entries = [];
    private TaskCompletionSource changed = New();
    private int number;

    public void Add(string kind, string title, bool? good = null, JsonNode? sent = null, JsonNode? got = null)
    {
        lock (gate)
        {
            if (entries.Count == Most) entries.RemoveAt(0);
            entries.Add(new Entry(++number, clock.GetUtcNow(), kind, title, good, sent, got));
            changed.TrySetResult();
            changed = New();
        }
    }

    public IReadOnlyList<Entry> Since(int last)
    {
        lock (gate) return [.. entries.Where(entry => entry.Number > last)];
    }

    /// <summary>Completes when there is something newer, or when the patience is over.</summary>
    public async Task WhenNewerAsync(int last, TimeSpan patience)
    {
        Task next;
        lock (gate)
        {
            if (number > last) return;
            next = changed.Task;
        }

        await Task.WhenAny(next, Task.Delay(patience, clock));
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
