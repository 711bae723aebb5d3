using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using Portico.App.Plugins;
using Portico.App.Shared;
using Portico.App.Users;

namespace Portico.App.Packages;

/// <summary>An operator takes a package from a folder or a NuGet feed that the platform's settings name. Nobody types an address here: what may be reached is decided where the platform is set up.</summary>
public static class FetchPackage
{
    /// <param name="Source">The feed's address or the folder, as in the settings.</param>
    public sealed record Found(string Source, string PluginId, string Version);

    private static readonly Error NoSource = new(404, "package.source_unknown", "The settings of this platform name no such folder or feed.");
    private static readonly Error NotThere = new(404, "package.not_there", "There is no such package.");
    private static readonly Error TooLarge = new(422, "package.too_large", $"A package has at most {PackageRules.LargestPackageBytes >> 20} MiB.");

    private static Error NoAnswer(string source, string why) => new(502, "package.feed_failed", $"{source} does not answer as a NuGet feed does: {why}");

    public sealed class Handler(AddPackage.Handler add, IHttpClientFactory clients, IOptions<PluginOptions> options, CurrentActor actor)
    {
        public const string Client = "plugin feeds";

        public IReadOnlyList<string> Feeds => [.. options.Value.Feeds];

        public string? Folder => options.Value.InboxFolder.Length == 0 ? null : options.Value.InboxFolder;

        /// <returns>File names of the packages in the folder.</returns>
        public Result<IReadOnlyList<string>> InFolder()
        {
            if (Allowed.UnlessOperator(actor) is { } no) return no;
            return Folder is { } folder && Directory.Exists(folder) ? Directory.GetFiles(folder, "*.nupkg").Select(Path.GetFileName).OfType<string>().Order(StringComparer.Ordinal).ToList() : new List<string>();
        }

        public async Task<Result<AddPackage.Response>> FromFolderAsync(string name, CancellationToken ct)
        {
            if (Allowed.UnlessOperator(actor) is { } no) return no;
            if (InFolder().Value.All(there => there != name)) return NotThere;
            await using var file = File.OpenRead(Path.Combine(Folder!, name));
            return await AddPackage.ReadAsync(file, ct) is { } bytes ? await add.HandleAsync(bytes, "folder", ct) : TooLarge;
        }

        /// <returns>The versions that the feed has, the newest first.</returns>
        public Task<Result<IReadOnlyList<string>>> VersionsAsync(string feed, string pluginId, CancellationToken ct) => AskAsync<IReadOnlyList<string>>(feed, async (http, root) =>
        {
            using var reply = await http.GetAsync(new Uri(root, $"{Id(pluginId)}/index.json"), ct);
            if (reply.StatusCode == System.Net.HttpStatusCode.NotFound) return NotThere;
            reply.EnsureSuccessStatusCode();
            var listed = await reply.Content.ReadFromJsonAsync<JsonObject>(ct);
            return (listed?["versions"] as JsonArray)?.Select(version => version!.ToString()).OrderDescending(SemanticVersion.Order).ToList() ?? new List<string>();
        }, ct);

        public Task<Result<AddPackage.Response>> FromFeedAsync(string feed, string pluginId, string version, CancellationToken ct) => AskAsync<AddPackage.Response>(feed, async (http, root) =>
        {
            if (!SemanticVersion.TryParse(version, out _)) return NotThere;
            var lower = version.ToLowerInvariant();
            using var reply = await http.GetAsync(new Uri(root, $"{Id(pluginId)}/{lower}/{Id(pluginId)}.{lower}.nupkg"), HttpCompletionOption.ResponseHeadersRead, ct);
            if (reply.StatusCode == System.Net.HttpStatusCode.NotFound) return NotThere;
            reply.EnsureSuccessStatusCode();
            await using var stream = await reply.Content.ReadAsStreamAsync(ct);
            return await AddPackage.ReadAsync(stream, ct) is { } bytes ? await add.HandleAsync(bytes, new Uri(feed).Host, ct) : TooLarge;
        }, ct);

        private static string Id(string pluginId) => Uri.EscapeDataString(pluginId.ToLowerInvariant());

        private async Task<Result<T>> AskAsync<T>(string feed, Func<HttpClient, Uri, Task<Result<T>>> ask, CancellationToken ct)
        {
            if (Allowed.UnlessOperator(actor) is { } no) return no;
            if (!options.Value.Feeds.Contains(feed)) return NoSource;
            try
            {
                using var http = clients.CreateClient(Client);
                var index = await http.GetFromJsonAsync<JsonObject>(feed, ct);
                var resource = index?["resources"]?.AsArray().FirstOrDefault(one => ((string?)one?["@type"])?.StartsWith("PackageBaseAddress/", StringComparison.Ordinal) is true);
                if ((string?)resource?["@id"] is not { } address || !Uri.TryCreate(address.TrimEnd('/') + "/", UriKind.Absolute, out var root) || root.Host != new Uri(feed).Host && root.Scheme != Uri.UriSchemeHttps)
                    return NoAnswer(feed, "it names no PackageBaseAddress.");
                return await ask(http, root);
            }
            catch (Exception problem) when (problem is HttpRequestException or JsonException or InvalidOperationException || problem is TaskCanceledException && !ct.IsCancellationRequested)
            {
                return NoAnswer(feed, problem.Message);
            }
        }
    }
}
