using Microsoft.Extensions.Hosting;

namespace Portico.App.Plugins;

public sealed class PluginSupervisor : IHostedService
{
    public IReadOnlyList<PluginManifest> Manifests { get; } = [];
    public PluginProcessState StateOf(string pluginId) => throw new NotImplementedException();
    public int? ProcessIdOf(string pluginId) => throw new NotImplementedException();
    public void Release(string pluginId) => throw new NotImplementedException();
    public Task<ProviderReply> CallAsync(ProviderInvocation call, CancellationToken ct) => throw new NotImplementedException();
    public Task<CallbackReading> ReadCallbackAsync(InstallationContext installation, string pluginId, CallbackRaw raw, CancellationToken ct) => throw new NotImplementedException();
    public Task<HealthReading> CheckAsync(string pluginId, InstallationContext installation, CancellationToken ct) => throw new NotImplementedException();
    public Task StartAsync(CancellationToken cancellationToken) => throw new NotImplementedException();
    public Task StopAsync(CancellationToken cancellationToken) => throw new NotImplementedException();
}
