using System.Diagnostics.CodeAnalysis;

namespace Portico.Workflows.Expressions;

/// <summary>
/// What one evaluation may spend. Everything is charged before it is done: a limit that is checked afterwards has already been broken.
/// </summary>
internal sealed class Meter
{
    public const int MaxSteps = 10_000;
    public const int MaxBytes = 1024 * 1024;
    public const int MaxDepth = 64;
    public const int MaxTextLength = 64 * 1024 / sizeof(char);

    private int depth;

    public int Steps { get; private set; }

    public long Bytes { get; private set; }

    public void Step()
    {
        if (++Steps > MaxSteps) TooLong();
    }

    public void Step(long count)
    {
        if (count < 0 || Steps + count > MaxSteps) TooLong();
        Steps += (int)count;
    }

    public void Allocate(long bytes)
    {
        if (bytes < 0 || Bytes + bytes > MaxBytes) throw new ExpressionFault("expression.too_large", $"The expression needs more than {MaxBytes / 1024} KiB.");
        Bytes += bytes;
    }

    /// <summary>Pays for a text of that many characters.</summary>
    public void Text(double length)
    {
        if (!(length <= MaxTextLength)) throw new ExpressionFault("expression.too_large", $"A text of the expression is longer than {MaxTextLength} characters.");
        Allocate(24 + (sizeof(char) * (long)length));
        Step(1 + ((long)length / 1024));
    }

    /// <summary>Pays for a text that is put together in a buffer: the buffer grows by doubling and is then copied.</summary>
    public void BuiltText(double length)
    {
        Text(length);
        Allocate(2 * sizeof(char) * (long)length);
    }

    /// <summary>Pays for reading a text once, for example to search it.</summary>
    public void Scan(int length) => Step(1 + (length / 256));

    /// <summary>Pays for a list with room for that many values.</summary>
    public void List(long count)
    {
        Step(count);
        Allocate(56 + (16 * count));
    }

    /// <summary>Pays for that many members of an object.</summary>
    public void Members(long count)
    {
        Step(count);
        Allocate(120 + (64 * count));
    }

    public void Enter(int levels = 1)
    {
        if ((depth += levels) > MaxDepth) throw new ExpressionFault("expression.too_deep", $"The expression is nested deeper than {MaxDepth} levels.");
    }

    public void Leave(int levels = 1) => depth -= levels;

    [DoesNotReturn]
    private static void TooLong() => throw new ExpressionFault("expression.too_long", $"The expression takes more than {MaxSteps} steps.");
}
