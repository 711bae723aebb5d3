using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Portico.App.Plugins;

/// <summary>Requests that journeys send. Section <c>Portico:Http</c>; a bad value stops start-up.</summary>
public sealed class HttpOptions
{
    /// <summary>Longest time for one request, 1 s to 1 min. Default 20 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:01:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>Attempts at a request that may be repeated, 1 to 10. Default 3.</summary>
    [Range(1, 10)]
    public int Attempts { get; set; } = 3;

    /// <summary>Whether <c>http://localhost</c> may be on a tenant's list, to try out a journey. Development only. Default false.</summary>
    public bool AllowLoopback { get; set; }
}

/// <summary>The journeys' way out: the same broker as that of the plugins, with hosts that the tenant's admins wrote down.</summary>
public sealed class JourneyEgress : IDisposable
{
    public const int LargestAnswerBytes = 1024 * 1024;

    private readonly EgressBroker broker = new(null);
    private readonly HttpOptions options;

    public JourneyEgress(IOptions<HttpOptions> options, IHostEnvironment environment)
    {
        this.options = options.Value;
        if (this.options.AllowLoopback && !environment.IsDevelopment()) throw new InvalidOperationException("Portico:Http:AllowLoopback is for Development only: it would let journeys reach this machine.");
    }

    public bool AllowsLoopback => options.AllowLoopback;

    /// <param name="longest">The lease of the call ends soon after it.</param>
    internal Task<EgressResponse> SendAsync(IReadOnlySet<string> hosts, string method, string url, Dictionary<string, string> headers, byte[] body, TimeSpan longest, CancellationToken ct) =>
        broker.SendAsync(hosts, new("", method, url, headers, body, (int)Math.Min(options.Timeout.TotalMilliseconds, longest.TotalMilliseconds), LargestAnswerBytes), options.AllowLoopback, ct);

    public void Dispose() => broker.Dispose();
}
