using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Portico.App.Packages;
using Portico.App.Shared;
using Portico.App.Tenants;
using Portico.App.Users;
using Portico.TestKit;

namespace Portico.App.Tests.Packages;

/// <summary>From the tool to a NuGet feed or a folder, and from there to the platform: by an operator, and only from where the settings say.</summary>
public sealed class FeedTests : IAsyncLifetime
{
    private readonly Feed feed = new();
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("portico-test-");
    private TestPortico platform = null!;

    public async Task InitializeAsync()
    {
        await feed.StartAsync();
        platform = new TestPortico { Extra = [$"--Portico:Plugins:Feeds:0={feed.Index}", $"--Portico:Plugins:InboxFolder={folder.FullName}"] };
        await platform.InitializeAsync();
        await Probes.TrustAsync(platform, Tenant.Platform);
    }

    public async Task DisposeAsync()
    {
        await platform.DisposeAsync();
        await feed.StopAsync();
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task A_package_that_the_tool_published_to_a_feed_is_found_and_added_from_there()
    {
        var published = await PorticoAsync("plugin", "publish", await FileAsync(Probes.Signed()), "--feed", feed.Index);
        Assert.True(published.ExitCode == 0, published.Said);
        var again = await PorticoAsync("plugin", "publish", await FileAsync(Probes.Signed()), "--feed", feed.Index);
        Assert.Equal(1, again.ExitCode);
        Assert.Contains("it has this version already", again.Said, StringComparison.Ordinal);

        var versions = await FetchAsync(fetch => fetch.VersionsAsync(feed.Index, Probes.Id, default));
        var added = await FetchAsync(fetch => fetch.FromFeedAsync(feed.Index, Probes.Id, "0.1.0", default));

        Assert.Equal(["0.1.0"], versions.Value);
        Assert.Equal((Probes.Id, "verified"), (added.Value.Plugin, added.Value.Level));
        Assert.Equal("127.0.0.1", (await Probes.ReadAsync(platform, Tenant.Platform)).Value.Versions.Single().Source);
    }

    [Fact]
    public async Task A_feed_is_believed_no_more_than_an_upload()
    {
        feed.Packages[(Probes.Id, "0.1.0")] = Probes.Packed();
        feed.Packages[(Probes.Id, "0.2.0")] = new byte[PackageRules.LargestPackageBytes + 1];

        Assert.Equal("signature.missing", (await FetchAsync(fetch => fetch.FromFeedAsync(feed.Index, Probes.Id, "0.1.0", default))).Error!.Code);
        Assert.Equal("package.too_large", (await FetchAsync(fetch => fetch.FromFeedAsync(feed.Index, Probes.Id, "0.2.0", default))).Error!.Code);
        Assert.Equal("package.not_there", (await FetchAsync(fetch => fetch.FromFeedAsync(feed.Index, Probes.Id, "9.9.9", default))).Error!.Code);
        Assert.Equal("package.source_unknown", (await FetchAsync(fetch => fetch.FromFeedAsync("http://127.0.0.1:1/index.json", Probes.Id, "0.1.0", default))).Error!.Code);
        Assert.Equal(403, (await platform.AsStaffAsync("aurora", Roles.Admin, (FetchPackage.Handler fetch) => fetch.FromFeedAsync(feed.Index, Probes.Id, "0.1.0", default))).Error!.Status);
    }

    [Fact]
    public async Task A_feed_that_does_not_answer_is_said_and_breaks_nothing()
    {
        feed.Broken = true;

        var failed = await FetchAsync(fetch => fetch.VersionsAsync(feed.Index, Probes.Id, default));

        Assert.Equal((502, "package.feed_failed"), (failed.Error!.Status, failed.Error.Code));
    }

    [Fact]
    public async Task A_package_in_the_folder_is_added_by_its_name_and_nothing_outside_is()
    {
        Assert.Equal(0, (await PorticoAsync("plugin", "publish", await FileAsync(Probes.Signed()), "--folder", folder.FullName)).ExitCode);

        Assert.Equal(["com.example.probe.0.1.0.nupkg"], (await FetchAsync(fetch => Task.FromResult(fetch.InFolder()))).Value);
        Assert.Equal("package.not_there", (await FetchAsync(fetch => fetch.FromFolderAsync("../com.example.probe.0.1.0.nupkg", default))).Error!.Code);
        Assert.True((await FetchAsync(fetch => fetch.FromFolderAsync("com.example.probe.0.1.0.nupkg", default))).Ok);
    }

    [Fact]
    public async Task The_tool_says_what_a_package_holds_and_whether_it_was_changed()
    {
        var key = Path.Combine(folder.FullName, "acme");
        Assert.Equal(0, (await PorticoAsync("plugin", "key", key)).ExitCode);
        Assert.Equal(1, (await PorticoAsync("plugin", "key", key)).ExitCode);
        var file = await FileAsync(Probes.Packed());
        Assert.Equal(1, (await PorticoAsync("plugin", "sign", file, "--key", key + ".pub.pem")).ExitCode);
        Assert.Equal(0, (await PorticoAsync("plugin", "sign", file, "--key", key + ".key.pem")).ExitCode);

        var good = await PorticoAsync("plugin", "verify", file, "--key", key + ".pub.pem");
        Assert.True(good.ExitCode == 0, good.Said);
        Assert.Contains("reaches {baseUrl}: the tenant's own server", good.Said, StringComparison.Ordinal);
        using (var zip = System.IO.Compression.ZipFile.Open(file, System.IO.Compression.ZipArchiveMode.Update)) zip.CreateEntry("evil.dll");
        var changed = await PorticoAsync("plugin", "verify", file, "--key", key + ".pub.pem");
        Assert.Equal(1, changed.ExitCode);
        Assert.Contains("signature.wrong", changed.Said, StringComparison.Ordinal);
        Assert.Equal(2, (await PorticoAsync("plugin", "publish", file)).ExitCode);
        Assert.Equal(2, (await PorticoAsync("plugin", "new", "spaceship", "Acme.Kyc")).ExitCode);
    }

    private Task<Result<T>> FetchAsync<T>(Func<FetchPackage.Handler, Task<Result<T>>> use) => platform.AsStaffAsync(Tenant.Platform, Roles.Operator, use);

    private async Task<string> FileAsync(byte[] package)
    {
        var file = Path.Combine(Directory.CreateDirectory(Path.Combine(folder.FullName, "out")).FullName, "package.nupkg");
        await File.WriteAllBytesAsync(file, package);
        return file;
    }

    private static async Task<(int ExitCode, string Said)> PorticoAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "portico.dll"));
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        using var tool = Process.Start(start)!;
        var said = await Task.WhenAll(tool.StandardOutput.ReadToEndAsync(), tool.StandardError.ReadToEndAsync());
        await tool.WaitForExitAsync();
        return (tool.ExitCode, string.Concat(said));
    }

    /// <summary>As much of a NuGet feed as anybody here asks for.</summary>
    private sealed class Feed
    {
        private readonly WebApplication app;

        public Feed()
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.WebHost.UseSetting("urls", "http://127.0.0.1:0");
            app = builder.Build();
            app.MapGet("/index.json", () => Broken ? Results.StatusCode(500) : Results.Json(new JsonObject
            {
                ["version"] = "3.0.0",
                ["resources"] = new JsonArray(
                    new JsonObject { ["@id"] = Root + "/content/", ["@type"] = "PackageBaseAddress/3.0.0" },
                    new JsonObject { ["@id"] = Root + "/push", ["@type"] = "PackagePublish/2.0.0" }),
            }));
            app.MapGet("/content/{id}/index.json", (string id) => Packages.Keys.Where(key => key.Id == id).Select(key => key.Version).Order().ToList() is { Count: > 0 } versions ? Results.Json(new { versions }) : Results.NotFound());
            app.MapGet("/content/{id}/{version}/{file}", (string id, string version, string file) => Packages.TryGetValue((id, version), out var bytes) && file == $"{id}.{version}.nupkg" ? Results.Bytes(bytes) : Results.NotFound());
            app.MapPut("/push", async (HttpRequest request) =>
            {
                var sent = (await request.ReadFormAsync()).Files.Single();
                using var copy = new MemoryStream();
                await sent.CopyToAsync(copy);
                var manifest = PluginPackage.Read(copy.ToArray()).Manifest;
                return Packages.TryAdd((manifest.Id, manifest.Version), copy.ToArray()) ? Results.StatusCode(201) : Results.Conflict();
            });
        }

        public ConcurrentDictionary<(string Id, string Version), byte[]> Packages { get; } = new();

        public bool Broken { get; set; }

        public string Index => Root + "/index.json";

        private string Root => app.Urls.First();

        public Task StartAsync() => app.StartAsync();

        public ValueTask StopAsync() => app.DisposeAsync();
    }
}
