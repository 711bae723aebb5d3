using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Portico.App.Plugins;

namespace Portico.App.Packages;

/// <summary>
/// The packages that this host has unpacked and runs. A package comes here when it is first needed, from the database, into a folder that nobody else reads; what lies there is held
/// against the signature each time a process is started from it. A version that nobody asked for an hour is let go.
/// </summary>
public sealed class PackageShelf(PackageStore store, PluginSupervisor plugins, IOptions<PluginOptions> options, TimeProvider clock, ILogger<PackageShelf> log) : BackgroundService
{
    private static readonly TimeSpan IdleAfter = TimeSpan.FromHours(1), BetweenLooks = TimeSpan.FromMinutes(10);

    private readonly ConcurrentDictionary<string, Standing> standing = new();
    private readonly ConcurrentDictionary<string, PluginManifest> manifests = new();
    private readonly ConcurrentDictionary<string, SemaphoreSlim> gates = new();

    /// <summary>As the package says it, without unpacking it.</summary>
    public PluginManifest ManifestOf(StoredPackage package) => manifests.GetOrAdd(SlotOf(package), slot =>
        PluginManifest.Parse(System.Text.Encoding.UTF8.GetBytes(package.Manifest), _ => true) with { Level = package.Level, Slot = slot });

    /// <summary>Two tenants may have different packages of one name and version: the slot tells them apart.</summary>
    public static string SlotOf(StoredPackage package) => $"{package.PluginId}@{package.Version}#{package.Digest[..16]}";

    public PluginProcessState StateOf(StoredPackage package) => StateOf(SlotOf(package));

    public PluginProcessState StateOf(string slot)
    {
        if (plugins.Has(slot)) return plugins.StateOf(slot);
        return standing.TryGetValue(slot, out var known) && known.Code is { } code ? new PluginProcessState(PluginProcessStatus.Quarantined, code, 0) : new PluginProcessState(PluginProcessStatus.Stopped, null, 0);
    }

    /// <summary>Makes sure that the package runs here and may still be used.</summary>
    /// <returns>Null: it serves; else the code of why not.</returns>
    public async Task<string?> EnsureAsync(StoredPackage package, CancellationToken ct)
    {
        var slot = SlotOf(package);
        var known = standing.GetOrAdd(slot, _ => new Standing());
        known.UsedAt = clock.GetUtcNow();
        if (await store.RefusalAsync(package, ManifestOf(package), content: null) is { } refused)
        {
            await DropAsync(package, slot, known, refused.Code);
            return refused.Code;
        }

        if (plugins.Has(slot)) return null;
        var gate = gates.GetOrAdd(slot, _ => new SemaphoreSlim(1));
        await gate.WaitAsync(ct);
        try
        {
            if (plugins.Has(slot)) return null;
            var code = await LoadAsync(package, slot, ct);
            if (code is not null) NotLoaded(package, known, code);
            return known.Code = code;
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>Ends its process here, and takes away its folder: the next time it comes from the database again.</summary>
    public async Task ReleaseAsync(StoredPackage package)
    {
        var slot = SlotOf(package);
        var gate = gates.GetOrAdd(slot, _ => new SemaphoreSlim(1));
        await gate.WaitAsync();
        try
        {
            await plugins.RemoveAsync(slot, options.Value.DrainTimeout);
            standing.TryRemove(slot, out _);
            var folder = FolderOf(package);
            if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        }
        finally
        {
            gate.Release();
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(BetweenLooks, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!stoppingToken.IsCancellationRequested) await LetGoAsync();
        }
    }

    /// <summary>Ends the processes of versions that nobody uses any more.</summary>
    internal async Task LetGoAsync()
    {
        var since = clock.GetUtcNow() - IdleAfter;
        foreach (var (slot, known) in standing.Where(one => one.Value.UsedAt < since))
        {
            await plugins.RemoveAsync(slot, options.Value.DrainTimeout);
            standing.TryRemove(KeyValuePair.Create(slot, known));
        }
    }

    private async Task<string?> LoadAsync(StoredPackage package, string slot, CancellationToken ct)
    {
        try
        {
            var folder = FolderOf(package);
            if (!Directory.Exists(folder)) await UnpackAsync(package, folder);
            var manifest = PluginManifest.Read(folder, firstParty: false) with { Level = package.Level, Slot = slot, Recheck = () => Touched(package, folder) };
            if (Touched(package, folder) is { } touched) return touched;
            if (await store.RefusalAsync(package, manifest, ContentList.OfFolder(folder)) is { } refused) return refused.Code;
            return await plugins.BringInAsync(manifest, ct);
        }
        catch (PackageException refused)
        {
            return refused.Code;
        }
        catch (Exception problem) when (problem is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            log.LogError(problem, "Plugin package {Plugin} {Version} could not be unpacked", package.PluginId, package.Version);
            return "package.not_unpacked";
        }
    }

    private async Task UnpackAsync(StoredPackage package, string folder)
    {
        var read = PluginPackage.Read(await store.ReadAsync(package));
        if (read.Content.Digest != package.Digest) throw new PackageException(TouchedCode, "What lies in the database is not what was added.");
        try
        {
            read.ExtractTo(folder);
        }
        catch (IOException) when (Directory.Exists(folder))
        {
            // Another host with the same data folder was faster; what lies there is looked at next.
        }
    }

    private const string TouchedCode = "package.touched";

    /// <summary>Whether the folder is still what was added.</summary>
    private static string? Touched(StoredPackage package, string folder)
    {
        try
        {
            return ContentList.OfFolder(folder).Digest == package.Digest ? null : TouchedCode;
        }
        catch (Exception problem) when (problem is PackageException or IOException or UnauthorizedAccessException)
        {
            return TouchedCode;
        }
    }

    private async Task DropAsync(StoredPackage package, string slot, Standing known, string code)
    {
        if (plugins.Has(slot)) log.LogWarning("Plugin package {Plugin} {Version} is stopped: {Code}", package.PluginId, package.Version, code);
        else NotLoaded(package, known, code);
        await plugins.RemoveAsync(slot, TimeSpan.Zero); // nobody answers for it any more: not even what is under way may go on
        known.Code = code;
    }

    /// <summary>Says it once, and not at each call.</summary>
    private void NotLoaded(StoredPackage package, Standing known, string code)
    {
        if (known.Code != code) log.LogError("Plugin package {Plugin} {Version} is not loaded: {Code}", package.PluginId, package.Version, code);
    }

    private string FolderOf(StoredPackage package) => Path.Combine(Path.GetFullPath(options.Value.PackageFolder), package.PluginId, $"{package.Version}-{package.Digest[..16]}");

    private sealed class Standing
    {
        public DateTimeOffset UsedAt { get; set; }

        /// <summary>Why it does not run.</summary>
        public string? Code { get; set; }
    }
}
