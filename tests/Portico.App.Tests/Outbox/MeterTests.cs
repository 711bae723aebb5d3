using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Portico.App.Outbox;
using Portico.TestKit;

namespace Portico.App.Tests.Outbox;

public sealed class MeterTests
{
    [Fact]
    public async Task The_meter_counts_what_was_taken_done_repeated_and_given_up_and_how_late_and_names_nobody()
    {
        await using var stage = await Stage.OpenAsync(Engine.Sqlite);
        stage.Act = (attempt, _) => attempt is { Id: "w0", Number: 1 } ? throw new InvalidOperationException("once") : Task.CompletedTask;
        var seen = new ConcurrentQueue<(string Name, double Value, string Tags)>();
        using var listener = Listen(stage, seen);

        await stage.PlantAsync("aurora", 3, due => due.Failures = due.Id == "w2" ? 12 : 0);
        await stage.Node.DrainAsync();
        await stage.Node.AdvanceAsync(TimeSpan.FromMinutes(1));

        double Sum(string name) => seen.Where(s => s.Name == "portico.outbox." + name).Sum(s => s.Value);
        Assert.Equal((4, 3, 2, 1), (Sum("claimed"), Sum("done"), Sum("retried"), Sum("parked")));
        Assert.InRange(seen.Where(s => s.Name == "portico.outbox.late").Max(s => s.Value), 3600, 3700);
        Assert.All(seen, s => Assert.Equal("kind=timer", s.Tags));
    }

    private static MeterListener Listen(Stage stage, ConcurrentQueue<(string, double, string)> seen)
    {
        var own = stage.Node.Service<IMeterFactory>();
        var listener = new MeterListener { InstrumentPublished = (instrument, me) => { if (instrument.Meter.Name == OutboxMeter.Name && instrument.Meter.Scope == own) me.EnableMeasurementEvents(instrument); } };
        void Keep(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags) => seen.Enqueue((instrument.Name, value, string.Join(',', tags.ToArray().Select(t => $"{t.Key}={t.Value}"))));
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Keep(instrument, value, tags));
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Keep(instrument, value, tags));
        listener.Start();
        return listener;
    }
}
