namespace Portico.TestKit;

/// <summary>Looks again and again until something is so, in real time and with an end: for what other processes do.</summary>
public static class Eventually
{
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(25);

    /// <param name="what">What is waited for, in words; the message of the failure.</param>
    public static async Task<T> SeeAsync<T>(Func<Task<T>> look, Func<T, bool> enough, string what, TimeSpan? limit = null)
    {
        var longest = limit ?? Limit;
        var began = TimeProvider.System.GetTimestamp();
        using var ticks = new PeriodicTimer(Pause);
        while (true)
        {
            var seen = await look();
            if (enough(seen)) return seen;
            if (TimeProvider.System.GetElapsedTime(began) > longest) throw new TimeoutException($"After {longest.TotalSeconds:0} s still not: {what}. Last seen: {seen}");
            await ticks.WaitForNextTickAsync();
        }
    }
}
