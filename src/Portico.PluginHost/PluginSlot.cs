using System.Reflection;
using System.Runtime.Loader;
using System.Text.Json;
using Portico.Sdk;

namespace Portico.PluginHost;

/// <summary>A plugin folder and what came of loading it. A plugin that does not load does not stop the others.</summary>
internal sealed class PluginSlot : IPluginRegistry
{
    private PluginSlot(string id, string version) => (Id, Version) = (id, version);

    public string Id { get; }
    public string Version { get; }
    public string? Error { get; private set; }
    public OnboardingPlugin? Plugin { get; private set; }
    public IIdentityVerificationProvider? Verifier { get; private set; }
    public IPaymentProvider? Payments { get; private set; }
    public IChannelProvider? Messages { get; private set; }
    public ICallbackHandler? CallbackReader { get; private set; }
    public ISandboxCapability? Sandbox => Verifier as ISandboxCapability ?? Payments as ISandboxCapability ?? Messages as ISandboxCapability;

    public IReadOnlyList<string> Contracts =>
    [
        .. Verifier is null ? Array.Empty<string>() : ["identity-verification"],
        .. Payments is null ? Array.Empty<string>() : ["payment"],
        .. Messages is null ? Array.Empty<string>() : ["channel"],
    ];

    public static PluginSlot Load(string folder)
    {
        var manifest = JsonSerializer.Deserialize<Manifest>(File.ReadAllBytes(Path.Combine(folder, "plugin.json")), Wire.Json)
            ?? throw new InvalidDataException("The manifest is empty.");
        var slot = new PluginSlot(manifest.Id, manifest.Version);
        slot.Error = slot.TryLoad(Path.GetFullPath(Path.Combine(folder, manifest.Entry)));
        return slot;
    }

    public void IdentityVerification(IIdentityVerificationProvider provider) => Verifier = Once(Verifier, provider);
    public void Payment(IPaymentProvider provider) => Payments = Once(Payments, provider);
    public void Channel(IChannelProvider provider) => Messages = Once(Messages, provider);
    public void Callbacks(ICallbackHandler handler) => CallbackReader = Once(CallbackReader, handler);

    private static T Once<T>(T? before, T offered) => before is null ? offered : throw new InvalidOperationException("A contract was offered twice.");

    private string? TryLoad(string entry)
    {
        try
        {
            var assembly = new FolderLoadContext(entry).LoadFromAssemblyPath(entry);
            var types = assembly.GetExportedTypes().Where(t => t.IsSubclassOf(typeof(OnboardingPlugin)) && !t.IsAbstract).ToList();
            if (types.Count != 1) return "plugin.no_single_entry";
            var plugin = (OnboardingPlugin)Activator.CreateInstance(types[0])!;
            if (plugin.Info != new PluginInfo(Id, Version)) return "plugin.identity_differs";
            plugin.Register(this);
            Plugin = plugin;
            return null;
        }
        catch (Exception problem) when (problem is not OutOfMemoryException)
        {
            // Whatever a foreign constructor throws is that plugin's load failure, reported in the handshake.
            return "plugin.load_failed";
        }
    }

    private sealed record Manifest(string Id, string Version, string Entry);

    /// <summary>Each plugin has its own dependencies; only the SDK and the framework are shared.</summary>
    private sealed class FolderLoadContext(string entry) : AssemblyLoadContext(Path.GetFileNameWithoutExtension(entry))
    {
        private readonly AssemblyDependencyResolver resolver = new(entry);

        protected override Assembly? Load(AssemblyName assemblyName) =>
            assemblyName.Name != "Portico.Sdk" && resolver.ResolveAssemblyToPath(assemblyName) is { } path ? LoadFromAssemblyPath(path) : null;

        protected override nint LoadUnmanagedDll(string unmanagedDllName) =>
            resolver.ResolveUnmanagedDllToPath(unmanagedDllName) is { } path ? LoadUnmanagedDllFromPath(path) : 0;
    }
}
