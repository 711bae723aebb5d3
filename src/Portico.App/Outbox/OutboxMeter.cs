using System.Diagnostics.Metrics;

namespace Portico.App.Outbox;

/// <summary>Figures about due work, by its kind; they say nothing about whose it is.</summary>
public sealed class OutboxMeter
{
    public const string Name = "Portico";

    private readonly Histogram<double> late;
    private readonly Counter<long> claimed;
    private readonly Counter<long> done;
    private readonly Counter<long> retried;
    private readonly Counter<long> parked;

    public OutboxMeter(IMeterFactory meters)
    {
        var meter = meters.Create(Name);
        late = meter.CreateHistogram<double>("portico.outbox.late", "s", "From the instant work was due until it was taken.");
        claimed = meter.CreateCounter<long>("portico.outbox.claimed", "{work}", "Attempts begun.");
        done = meter.CreateCounter<long>("portico.outbox.done", "{work}", "Attempts that came to a recorded end.");
        retried = meter.CreateCounter<long>("portico.outbox.retried", "{work}", "Attempts after one that failed.");
        parked = meter.CreateCounter<long>("portico.outbox.parked", "{work}", "Work given up; an incident waits for a person.");
    }

    public void Claimed(ClaimedWork work, DateTimeOffset now)
    {
        claimed.Add(1, Kind(work.Kind));
        late.Record(Math.Max(0, (now - work.DueAt).TotalSeconds), Kind(work.Kind));
        if (work.Failures > 0) retried.Add(1, Kind(work.Kind));
    }

    public void Done(DueKind kind) => done.Add(1, Kind(kind));

    public void Parked(DueKind kind) => parked.Add(1, Kind(kind));

    private static KeyValuePair<string, object?> Kind(DueKind kind) => new("kind", kind.ToString().ToLowerInvariant());
}
