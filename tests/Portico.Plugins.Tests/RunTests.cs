using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;

namespace Portico.Plugins.Tests;

/// <summary>An author's bench: <c>portico plugin run</c>.</summary>
public sealed class RunTests : IAsyncLifetime, IDisposable
{
    private const string Canary = "canary-4f1be7-secret";
    private static readonly string Sandbox = Path.Combine(AppContext.BaseDirectory, "plugins", "Portico.Plugin.Kyc.Sandbox");
    private static int ports = 25_000 + Environment.ProcessId % 4_000;

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("portico-run-");
    private readonly HttpClient http = new();
    private Process? tool;
    private int seen;

    [Fact]
    public async Task It_lists_what_can_be_asked_with_an_input_for_each_ending_and_shows_what_was_answered()
    {
        var state = await RunAsync(Sandbox);
        var questions = state["questions"]!.AsArray();

        Assert.Equal("kyc.sandbox 1.0.0 runs", (string)state["headline"]!);
        var refused = questions.Single(question => (string?)question!["input"]!["familyName"] == "Refused")!;
        var answer = await PostAsync("/call", new JsonObject { ["contract"] = (string)refused["contract"]!, ["operation"] = (string)refused["operation"]!, ["input"] = refused["input"]!.DeepClone() });

        Assert.Equal("declined", (string)answer["value"]!["decision"]!);
        var shown = await EntryAsync("call");
        Assert.StartsWith("identity-verification: start → completed", (string)shown["title"]!, StringComparison.Ordinal);
        Assert.Equal("Refused", (string)shown["sent"]!["input"]!["familyName"]!);
        Assert.Contains("Plugin bench", await http.GetStringAsync("/"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_sandbox_posts_its_callback_to_the_bench_which_reads_it_and_no_secret_is_shown()
    {
        var settings = Path.Combine(folder.FullName, "settings.json");
        await File.WriteAllTextAsync(settings, new JsonObject { ["secrets"] = new JsonObject { ["callbackSecret"] = Canary } }.ToJsonString());
        await RunAsync(Sandbox, "--settings", settings);

        var pending = await AskAsync("identity-verification", "start", new JsonObject { ["familyName"] = "Redirect" });
        var decided = await AskAsync("sandbox", "decide", new JsonObject { ["ref"] = (string)pending["ref"]!, ["outcome"] = "approved" });
        var told = await EntryAsync("callback");

        Assert.Equal("approved", (string)decided["value"]!["outcome"]!);
        Assert.StartsWith("A callback → accepted", (string)told["title"]!, StringComparison.Ordinal);
        Assert.Equal((string)pending["ref"]!, (string)told["sent"]!["body"]!["ref"]!);
        Assert.DoesNotContain(Canary, await http.GetStringAsync("/state"), StringComparison.Ordinal);
        Assert.Contains("•••", (await http.GetFromJsonAsync<JsonObject>("/state"))!["entries"]!.AsArray().First(entry => (string)entry!["kind"]! == "call")!["sent"]!["installation"]!["secrets"]!["callbackSecret"]!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_goes_over_the_network_is_shown_masked_and_can_be_spoilt_or_played_by_a_program_of_ones_own()
    {
        using var provider = new HttpListener();
        var address = $"http://127.0.0.1:{Port()}";
        provider.Prefixes.Add(address + "/");
        provider.Start();
        var settings = Path.Combine(folder.FullName, "settings.json");
        await File.WriteAllTextAsync(settings, new JsonObject { ["secrets"] = new JsonObject { ["apiKey"] = Canary } }.ToJsonString());
        await RunAsync(await TemplateAsync(), "--settings", settings, "--to", "https://api.acme.example=" + address);
        await PostAsync("/set", new JsonObject { ["environment"] = "live" });

        var asked = AskAsync("identity-verification", "start", new JsonObject { ["familyName"] = "Lovelace" });
        var request = await provider.GetContextAsync().WaitAsync(PluginPlatform.Patience);
        Assert.Equal("Bearer " + Canary, request.Request.Headers["Authorization"]);
        request.Response.OutputStream.Write(Encoding.UTF8.GetBytes($$"""{"id":"chk_1","status":"approved","echo":"{{Canary}}"}"""));
        request.Response.Close();
        Assert.Equal("approved", (string)(await asked)["value"]!["decision"]!);
        var shown = await EntryAsync("http");
        Assert.Equal("POST https://api.acme.example/checks → 200", (string)shown["title"]!);
        Assert.Equal(("•••", "•••", "Lovelace"), ((string)shown["sent"]!["headers"]!["Authorization"]!, (string)shown["got"]!["body"]!["echo"]!, (string)shown["sent"]!["body"]!["familyName"]!));

        await PostAsync("/set", new JsonObject { ["fault"] = "503" });
        var spoilt = await AskAsync("identity-verification", "start", new JsonObject { ["familyName"] = "Lovelace" });
        Assert.Equal(("failed-retryable", "service.unavailable", true), ((string)spoilt["status"]!, (string)spoilt["code"]!, (bool)spoilt["outcomeUnknown"]!));
        Assert.DoesNotContain(Canary, await http.GetStringAsync("/state"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_starts_anew_when_the_build_changes_and_says_in_full_why_it_does_not_run()
    {
        var built = await TemplateAsync();
        await RunAsync(built);
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "Broken.cs"), """
            public sealed class Plugin : Portico.Sdk.OnboardingPlugin
            {
                public Plugin() => throw new InvalidOperationException("The words of the constructor.");

                public override Portico.Sdk.PluginInfo Info { get; } = new("com.example.mine", "1.0.0");

                public override void Register(Portico.Sdk.IPluginRegistry registry) { }
            }
            """);

        Assert.Equal("", await CSharp.CompileAsync([Path.Combine(folder.FullName, "Broken.cs")], Path.Combine(built, "Example.Mine.dll")));
        var broken = await EntryAsync("process");

        Assert.Contains("plugin.load_failed", (string)broken["title"]!, StringComparison.Ordinal);
        Assert.Contains("The words of the constructor.", (await http.GetFromJsonAsync<JsonObject>("/state"))!["entries"]!.AsArray().Single(entry => (string)entry!["kind"]! == "said")!["got"]!.ToString(), StringComparison.Ordinal);
        await CompileAsync(built);
        Assert.Equal("com.example.mine 1.0.0 runs", (string)(await EntryAsync("process"))["title"]!);
    }

    [Fact]
    public async Task Nobody_else_uses_it()
    {
        await RunAsync(Sandbox);
        using var plain = new HttpRequestMessage(HttpMethod.Post, "/restart") { Content = new StringContent("{}", Encoding.UTF8, "application/json") };
        using var foreign = new HttpRequestMessage(HttpMethod.Post, "/restart") { Content = new StringContent("{}", Encoding.UTF8, "application/json") };
        foreign.Headers.Add("Portico-Bench", "1");
        foreign.Headers.Add("Origin", "https://elsewhere.example");
        using var rebound = new HttpRequestMessage(HttpMethod.Get, "/state") { Headers = { Host = "elsewhere.example" } };

        foreach (var request in (HttpRequestMessage[])[plain, foreign, rebound])
        {
            using var reply = await http.SendAsync(request);
            Assert.False(reply.IsSuccessStatusCode);
        }
    }

    private async Task<string> TemplateAsync()
    {
        var (exitCode, said) = await CSharp.ToolAsync("plugin", "new", "kyc", "Example.Mine", "--id", "com.example.mine", "--publisher", "Example", "--output", Path.Combine(folder.FullName, "source"));
        Assert.True(exitCode == 0, said);
        var built = folder.CreateSubdirectory("built").FullName;
        File.Copy(Path.Combine(folder.FullName, "source", "plugin.json"), Path.Combine(built, "plugin.json"));
        await CompileAsync(built);
        return built;
    }

    private async Task CompileAsync(string built) => Assert.Equal("", await CSharp.CompileAsync(Directory.GetFiles(Path.Combine(folder.FullName, "source"), "*.cs"), Path.Combine(built, "Example.Mine.dll")));

    /// <returns>What the page shows first.</returns>
    private async Task<JsonObject> RunAsync(string plugin, params string[] more)
    {
        var port = Port();
        tool = Process.Start(new ProcessStartInfo(CSharp.Metadata("Dotnet"), ["exec", CSharp.Metadata("Tool"), "plugin", "run", plugin, "--port", port.ToString(System.Globalization.CultureInfo.InvariantCulture), .. more]) { RedirectStandardOutput = true })!;
        Assert.Contains(" runs.", await tool.StandardOutput.ReadLineAsync().WaitAsync(PluginPlatform.Patience), StringComparison.Ordinal);
        http.BaseAddress = new Uri($"http://127.0.0.1:{port}");
        var state = (await http.GetFromJsonAsync<JsonObject>("/state"))!;
        seen = (int)state["entries"]!.AsArray()[^1]!["number"]!;
        return state;
    }

    private Task<JsonObject> AskAsync(string contract, string operation, JsonObject input) => PostAsync("/call", new JsonObject { ["contract"] = contract, ["operation"] = operation, ["input"] = input });

    private async Task<JsonObject> PostAsync(string path, JsonObject body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(body) };
        request.Headers.Add("Portico-Bench", "1");
        using var reply = await http.SendAsync(request);
        reply.EnsureSuccessStatusCode();
        return (await reply.Content.ReadFromJsonAsync<JsonObject>())!;
    }

    /// <summary>The next line of this kind: the bench answers when there is one.</summary>
    private async Task<JsonObject> EntryAsync(string kind)
    {
        using var patience = new CancellationTokenSource(PluginPlatform.Patience);
        while (true)
        {
            var entries = (await http.GetFromJsonAsync<JsonObject>($"/state?since={seen}", patience.Token))!["entries"]!.AsArray();
            foreach (var entry in entries.Select(one => one!.AsObject()))
            {
                seen = (int)entry["number"]!;
                if ((string)entry["kind"]! == kind) return entry;
            }
        }
    }

    private static int Port() => Interlocked.Increment(ref ports);

    public Task InitializeAsync() => Task.CompletedTask;

    /// <summary>When it is told to end, it goes, and takes the plugin's process and its own folder with it.</summary>
    public async Task DisposeAsync()
    {
        if (tool is not null)
        {
            using (var interrupt = Process.Start("kill", ["-TERM", tool.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)])) await interrupt.WaitForExitAsync();
            await tool.WaitForExitAsync().WaitAsync(PluginPlatform.Patience);
            Assert.Equal(0, tool.ExitCode);
        }

        folder.Delete(recursive: true);
    }

    public void Dispose()
    {
        http.Dispose();
        tool?.Dispose();
    }
}
