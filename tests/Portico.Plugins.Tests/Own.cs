using Portico.App.Plugins;

namespace Portico.Plugins.Tests;

/// <summary>A platform for one test alone: its processes may be killed and its callbacks counted.</summary>
internal sealed class Own : IAsyncDisposable
{
    private Own(PluginPlatform platform) => Platform = platform;

    public PluginPlatform Platform { get; }

    public static async Task<Own> StartAsync(params string[] folders)
    {
        var platform = PluginPlatform.With(folders);
        await platform.InitializeAsync();
        return new Own(platform);
    }

    internal static async Task<Own> StartAsync(Action<PluginOptions> customise, params string[] folders)
    {
        var platform = new PluginPlatform { ExtraFolders = folders, Customise = customise };
        await platform.InitializeAsync();
        return new Own(platform);
    }

    public async ValueTask DisposeAsync() => await Platform.DisposeAsync();
}
