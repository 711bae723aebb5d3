namespace Portico.Plugins.Probe;

/// <summary>A plugin that takes its time.</summary>
internal static class Pause
{
    public static async Task OfAsync(int milliseconds, CancellationToken ct)
    {
        try
        {
            await new TaskCompletionSource().Task.WaitAsync(TimeSpan.FromMilliseconds(milliseconds), ct);
        }
        catch (TimeoutException)
        {
            // It is over.
        }
    }
}
