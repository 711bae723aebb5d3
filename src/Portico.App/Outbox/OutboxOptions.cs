using System.ComponentModel.DataAnnotations;

namespace Portico.App.Outbox;

/// <summary>How due work leaves the house. Section <c>Portico:Outbox</c>; a bad value stops start-up.</summary>
public sealed class OutboxOptions
{
    /// <summary>Longest wait before this node looks for work that nobody told it of, 50 ms to 5 min. Default 5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:05:00")]
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Pieces of work done at once on this node, 1 to 256. Default 32.</summary>
    [Range(1, 256)]
    public int Parallelism { get; set; } = 32;

    /// <summary>Of these, for one tenant at once, 1 to 256: a tenant whose providers hang leaves the rest to the others. Default 16.</summary>
    [Range(1, 256)]
    public int TenantParallelism { get; set; } = 16;

    /// <summary>How long a provider may take to answer one call, 1 s to 5 min. Default 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00")]
    public TimeSpan CallTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>A piece of work whose node says nothing for so long goes to another node, 1 s to 5 min; it is renewed after a third of it. Default 10 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00")]
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Failed attempts before a person is asked, 1 to 100. Default 12.</summary>
    [Range(1, 100)]
    public int MaxFailures { get; set; } = 12;

    /// <summary>How long attempts may go on failing before a person is asked, 1 min to 90 days. Default 3 days.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "90.00:00:00")]
    public TimeSpan MaxAge { get; set; } = TimeSpan.FromDays(3);

    /// <summary>How long running work may take to end when the node stops, 0 to 1 min; the rest is released to the others. Default 10 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00")]
    public TimeSpan StopTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>1 s doubling to 1 h.</summary>
    public static TimeSpan BackOff(int failures) => TimeSpan.FromSeconds(Math.Min(3600, Math.Pow(2, Math.Clamp(failures - 1, 0, 12))));

    /// <summary>When a failed attempt is repeated: as the provider wishes, but not after the work's time is over, which is when it is given up.</summary>
    public DateTimeOffset NextAttempt(DateTimeOffset now, DateTimeOffset failingSince, TimeSpan pause)
    {
        var end = failingSince + MaxAge;
        return pause < end - now ? now + pause : end;
    }
}
