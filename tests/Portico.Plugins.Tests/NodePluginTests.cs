using System.Text.Json;
using System.Text.Json.Nodes;
using Portico.App.Plugins;

namespace Portico.Plugins.Tests;

/// <summary>A plugin in another language, written from the documentation alone.</summary>
public sealed class NodePluginTests
{
    private const string Id = "com.example.node-kyc";
    internal static readonly string Node = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Select(folder => Path.Combine(folder, OperatingSystem.IsWindows() ? "node.exe" : "node")).First(File.Exists);
    internal static readonly string Folder = typeof(NodePluginTests).Assembly.GetCustomAttributes(typeof(System.Reflection.AssemblyMetadataAttribute), false)
        .Cast<System.Reflection.AssemblyMetadataAttribute>().Single(a => a.Key == "NodeFolder").Value!;

    internal static Task<Own> StartAsync() => Own.StartAsync(options => options.Runtimes["node"] = Node, Folder);

    [Theory]
    [InlineData("Lovelace", "approved")]
    [InlineData("Refused", "declined")]
    public async Task It_answers_a_call(string familyName, string decision)
    {
        await using var own = await StartAsync();

        Assert.Equal(decision, PluginPlatform.Decision(await Verify(own.Platform, familyName)));
        Assert.True((await own.Platform.Plugins.CheckAsync(Id, own.Platform.Installation(), CancellationToken.None)).Healthy);
    }

    [Fact]
    public async Task It_posts_a_callback_through_the_broker_and_reads_it()
    {
        await using var own = await StartAsync();

        var pending = Assert.IsType<ProviderReply.Pending>(await Verify(own.Platform, "Callback"));
        var raw = await own.Platform.NextCallback();
        var reading = Assert.IsType<CallbackReading.Accepted>(await own.Platform.Read(Id, raw));
        var forged = await own.Platform.Read(Id, raw with { Body = [.. raw.Body, (byte)' '] });
        var asked = PluginPlatform.Decision(await own.Platform.Get(Id, "identity-verification", pending.Reference));

        Assert.Equal((pending.Reference, "approved", true, 30), (reading.Reference, reading.Value.GetProperty("decision").GetString(), reading.Final, reading.Rank));
        Assert.Equal("callback.signature", Assert.IsType<CallbackReading.Rejected>(forged).Reason);
        Assert.Equal("approved", asked);
    }

    [Fact]
    public async Task It_is_held_in_like_any_other_and_comes_back_when_it_dies()
    {
        await using var own = await StartAsync();
        await Verify(own.Platform, "Lovelace");

        System.Diagnostics.Process.GetProcessById(own.Platform.Plugins.ProcessIdOf(Id)!.Value).Kill();
        await own.Platform.Plugins.WhenAsync(Id, PluginProcessStatus.Restarting, CancellationToken.None).WaitAsync(PluginPlatform.Patience);
        await own.Platform.Clock.SomebodyWaits();
        own.Platform.Clock.Advance(TimeSpan.FromSeconds(1));
        await own.Platform.Plugins.WhenAsync(Id, PluginProcessStatus.Ready, CancellationToken.None).WaitAsync(PluginPlatform.Patience);

        Assert.Equal("approved", PluginPlatform.Decision(await Verify(own.Platform, "Lovelace")));
    }

    [Fact]
    public async Task A_runtime_that_the_operator_did_not_name_is_not_started()
    {
        await using var own = await Own.StartAsync(Folder);

        Assert.DoesNotContain(own.Platform.Plugins.Manifests, manifest => manifest.Id == Id);
        Assert.Contains(own.Platform.Log.Lines, line => line.Contains("needs the runtime node", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("/bin/sh", "plugin.mjs")]
    [InlineData("node --inspect", "plugin.mjs")]
    [InlineData("node", "--eval=1")]
    [InlineData("node", "../plugin.mjs")]
    public void A_manifest_names_a_runtime_by_a_word_and_a_file_of_its_own(string runtime, string entry)
    {
        var folder = Directory.CreateTempSubdirectory("portico-runtime-").FullName;
        var manifest = JsonNode.Parse(File.ReadAllText(Path.Combine(Folder, "plugin.json")))!;
        (manifest["runtime"], manifest["entry"]) = (runtime, entry);
        File.WriteAllText(Path.Combine(folder, "plugin.json"), manifest.ToJsonString());
        if (Path.GetFileName(entry) == entry) File.WriteAllText(Path.Combine(folder, entry), "");

        Assert.Throws<InvalidDataException>(() => PluginManifest.Read(folder, firstParty: false));
        Directory.Delete(folder, recursive: true);
    }

    internal static Task<ProviderReply> Verify(PluginPlatform platform, string familyName, JsonObject? settings = null) =>
        platform.Call(platform.Invocation(Id, "identity-verification", "start", new JsonObject { ["familyName"] = familyName, ["dateOfBirth"] = "1990-05-04" }, installation: platform.Installation(settings: settings)));

    /// <summary>Every message that the platform sent, with its route.</summary>
    internal static IReadOnlyList<(string Url, JsonElement Message)> Recorded(PluginPlatform platform) =>
        [.. File.ReadAllLines(Path.Combine(platform.DataFolder, Id, "north", "requests.jsonl")).Select(line => JsonDocument.Parse(line).RootElement).Select(line => (line.GetProperty("url").GetString()!, line.GetProperty("message")))];
}
