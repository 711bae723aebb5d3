using System.Collections.Concurrent;

namespace Portico.App.Plugins;

/// <summary>Where one version of a plugin lives: its process, its places, and the breaker of each installation.</summary>
internal sealed class PluginHome(PluginManifest manifest, PluginGroup group, TimeProvider clock)
{
    private readonly ConcurrentDictionary<(string TenantId, string InstallationId), CircuitBreaker> breakers = new();

    public PluginManifest Manifest { get; } = manifest;
    public PluginGroup Group => group;
    public Bulkhead Places { get; } = new(manifest.Limits.Concurrency);

    public CircuitBreaker BreakerOf(InstallationContext installation) => breakers.GetOrAdd((installation.TenantId, installation.InstallationId), static (_, clock) => new CircuitBreaker(clock), clock);

    public BreakerState BreakerOf(string tenantId, string installationId) => breakers.TryGetValue((tenantId, installationId), out var breaker) ? breaker.State : BreakerState.Closed;
}
