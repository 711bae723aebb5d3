using System.Diagnostics;
using System.Text;

namespace Portico.Bench;

/// <summary>A few seconds of load on one server, and what they cost.</summary>
public sealed record Slice(string Label, double StepsPerSecond, double P50, double P95, double P99, double CpuPerThousand, double MegaBytes, double FlushesPerStep)
{
    private static readonly TimeSpan Warming = TimeSpan.FromSeconds(1);

    /// <summary>Drives the server with that many customers, each one journey after the other.</summary>
    /// <param name="pause">How long a customer takes for a page, at most; none asks as fast as he is answered.</param>
    /// <exception cref="InvalidOperationException">A request was refused, or failed: then nothing that was measured counts.</exception>
    public static async Task<Slice> MeasureAsync(Server server, int clients, double seconds, TimeSpan pause = default)
    {
        var load = new Load(server, pause);
        var customers = Enumerable.Range(0, clients).Select(_ => Task.Run(load.WalkAsync)).ToArray();
        await Task.WhenAny(Task.Delay(Warming), Task.WhenAll(customers));

        var before = ProcessTree.Of(server.Processes);
        var flushed = ProcessTree.Flushes();
        var began = Stopwatch.GetTimestamp();
        load.Measuring = true;
        await Task.WhenAny(Task.Delay(TimeSpan.FromSeconds(seconds)), Task.WhenAll(customers));
        load.Measuring = false;
        var took = Stopwatch.GetElapsedTime(began).TotalSeconds;
        var after = ProcessTree.Of(server.Processes);
        var flushes = ProcessTree.Flushes() - flushed;

        load.Stop();
        await Task.WhenAll(customers);
        var times = load.Times();
        var steps = Math.Max(1, times.Length);
        return new(server.Label, times.Length / took, Quantile(times, 0.50), Quantile(times, 0.95), Quantile(times, 0.99), (after.CpuSeconds - before.CpuSeconds) * 1000 / steps, after.MegaBytes, (double)flushes / steps);
    }

    private static double Quantile(double[] sorted, double q) => sorted.Length == 0 ? double.NaN : sorted[(int)Math.Min(sorted.Length - 1, q * sorted.Length)];

    private sealed class Load(Server server, TimeSpan pause)
    {
        private static long journeys;
        private readonly List<List<double>> times = [];
        private volatile bool stopped;

        public bool Measuring { get; set; }

        public void Stop() => stopped = true;

        public double[] Times()
        {
            var all = times.SelectMany(t => t).ToArray();
            Array.Sort(all);
            return all;
        }

        public async Task WalkAsync()
        {
            var mine = new List<double>(1 << 14);
            lock (times) times.Add(mine);
            using var connection = new Connection(server.Port);
            await connection.OpenAsync();
            while (!stopped) await MoveInAsync(connection, mine);
        }

        private async Task MoveInAsync(Connection connection, List<double> mine)
        {
            var number = Interlocked.Increment(ref journeys);
            var (customer, habits) = (new Dialect.Customer(), new Random((int)number));
            for (var step = 0; step <= Dialect.Steps; step++)
            {
                if (pause > TimeSpan.Zero) await Task.Delay(pause * habits.NextDouble());
                var request = step == 0 ? server.Dialect.Start(customer, number) : server.Dialect.Step(customer, step, number);
                var began = Stopwatch.GetTimestamp();
                var (status, body) = await connection.ExchangeAsync(request);
                var took = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
                if (!server.Dialect.Accept(customer, step, status, body.Span)) throw new InvalidOperationException($"{server.Label}, step {step}: {status} {Encoding.UTF8.GetString(body.Span)}");
                if (Measuring && step > 0) mine.Add(took);
            }
        }
    }
}
