using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Portico.TestKit;

/// <summary>Everything that the host logged, for tests about what must stand there and what must not.</summary>
public sealed class RecordedLog : ILoggerProvider
{
    private readonly ConcurrentQueue<Line> lines = new();

    public sealed record Line(LogLevel Level, string Source, string Text);

    public IReadOnlyCollection<Line> Lines => lines;

    public ILogger CreateLogger(string categoryName) => new Writer(categoryName, lines);

    public void Dispose() => lines.Clear();

    private sealed class Writer(string source, ConcurrentQueue<Line> lines) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            lines.Enqueue(new Line(logLevel, source, formatter(state, exception) + (exception is null ? "" : Environment.NewLine + exception)));
    }
}
