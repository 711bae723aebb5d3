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
    public ISystemConnector? System { get; private set; }
    public ICallbackHandler? CallbackReader { get; private set; }
    public ISandboxCapability? Sandbox => Verifier as ISandboxCapability ?? Payments as ISandboxCapability ?? Messages as ISandboxCapability ?? System as ISandboxCapability;
    public IErasureCapability? Eraser(string contract) => Provider(contract) as IErasureCapability;

    public IReadOnlyList<string> Contracts =>
    [
        .. Verifier is null ? Array.Empty<string>() : ["identity-verification"],
        .. Payments is null ? Array.Empty<string>() : ["payment"],
        .. Messages is null ? Array.Empty<string>() : ["channel"],
        .. System is null ? Array.Empty<string>() : ["connector"],
    ];

    public static PluginSlot Load(string folder)
    {
        var manifest = JsonSerializer.Deserialize<Manifest>(File.ReadAllBytes(Path.Combine(folder, "plugin.json")), Wire.Json)
            ?? throw new InvalidDataException("The manifest is empty.");
        var slot = new PluginSlot(manifest.Id, manifest.Version);
        slot.Error = slot.TryLoad(Path.GetFullPath(Path.Combine(folder, manifest.Entry))) ?? slot.Difference(manifest);
        if (slot.Error is not null) slot.Plugin = null;
        return slot;
    }

    public void IdentityVerification(IIdentityVerificationProvider provider) => Verifier = Once(Verifier, provider);
    public void Payment(IPaymentProvider provider) => Payments = Once(Payments, provider);
    public void Channel(IChannelProvider provider) => Messages = Once(Messages, provider);
    public void Connector(ISystemConnector connector) => System = Once(System, connector);
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
            AuthorsBench.Say(problem);
            return "plugin.load_failed";
        }
    }

    /// <summary>The manifest is what tenants agree to and what the designer offers, so the code has to be able to do what it says.</summary>
    private string? Difference(Manifest manifest)
    {
        var offers = manifest.Provides ?? [];
        if (offers.Any(offer => Provider(offer.Contract) is null)) return "plugin.contract_missing";
        if (offers.Any(offer => (offer.Capabilities ?? []).Any(word => !Can(Provider(offer.Contract)!, word)))) return "plugin.capability_missing";
        if (manifest.TakesOverSettings && Plugin is not ISettingsTakeover) return "plugin.capability_missing";
        var operations = offers.Where(offer => offer.Contract == "connector").SelectMany(offer => offer.Operations ?? []).Select(operation => operation.Name);
        return System is not null && !System.Operations.Select(operation => operation.Value).Order(StringComparer.Ordinal).SequenceEqual(operations.Order(StringComparer.Ordinal), StringComparer.Ordinal) ? "plugin.operations_differ" : null;
    }

    private object? Provider(string contract) => contract switch
    {
        "identity-verification" => Verifier,
        "payment" => Payments,
        "channel" => Messages,
        "connector" => System,
        _ => null,
    };

    /// <summary>Words that stand for no interface of ours say something to people only.</summary>
    private bool Can(object provider, string capability) => capability switch
    {
        "callbacks" => CallbackReader is not null,
        "erasure" => provider is IErasureCapability,
        "refund" => provider is IRefundCapability,
        "capture" => provider is ICaptureCapability,
        "mandate" => provider is IMandateCapability,
        "deferred" => provider is IDeferredOperations,
        _ => true,
    };

    private sealed record Manifest(string Id, string Version, string Entry, IReadOnlyList<Offer>? Provides, bool TakesOverSettings = false);

    private sealed record Offer(string Contract, IReadOnlyList<string>? Capabilities, IReadOnlyList<Operation>? Operations);

    private sealed record Operation(string Name);

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
