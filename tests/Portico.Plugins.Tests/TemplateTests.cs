using System.Text.Json.Nodes;
using Portico.App.Plugins;

namespace Portico.Plugins.Tests;

/// <summary>What <c>portico plugin new</c> writes is a plugin: it compiles, loads, packs and answers in the test environment.</summary>
public sealed class TemplateTests : IDisposable
{
    private static readonly string Templates = Path.Combine(NodePluginTests.Folder, "..", "..", "sdk", "Portico.Templates", "content");

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("portico-template-");

    [Theory]
    [InlineData("kyc", "identity-verification", "start", """{"familyName":"Refused"}""", """{"decision":"declined","reasonKeys":["identity.no_match"],"final":true,"rank":30}""")]
    [InlineData("payment", "payment", "create", """{"method":"direct-debit","accountHolder":"Refused","iban":"DE89370400440532013000"}""", """{"state":"refused","reference":null,"reasonKeys":["payment.refused"],"final":true,"rank":30}""")]
    [InlineData("channel", "channel", "send", """{"channel":"sms","to":"+31612345678","text":"hello"}""", """{"reference":"test_key-1","acceptedAt":""")]
    [InlineData("connector", "connector", "customer.create", """{"familyName":"Lovelace"}""", """{"customerNumber":"test_key-1"}""")]
    public async Task Each_kind_compiles_loads_and_answers(string kind, string contract, string operation, string input, string answer)
    {
        var plugin = await MakeAsync(kind);
        await using var own = await Own.StartAsync(plugin);

        var reply = await own.Platform.Call(own.Platform.Invocation("com.example.mine", contract, operation, JsonNode.Parse(input)!.AsObject()));
        var health = await own.Platform.Plugins.CheckAsync("com.example.mine", own.Platform.Installation(), CancellationToken.None);

        Assert.StartsWith(answer, PluginPlatform.Done(reply).GetRawText(), StringComparison.Ordinal);
        Assert.True(health.Healthy);
        Assert.Equal("com.example.mine", PluginPackage.Read(PackageWriter.Pack(plugin)).Manifest.Id);
    }

    [Theory]
    [InlineData("Refused", "customer.refused")]
    [InlineData("Down", "service.unavailable")]
    public async Task A_connector_shows_every_ending_in_the_test_environment(string name, string code)
    {
        await using var own = await Own.StartAsync(await MakeAsync("connector"));

        Assert.Equal(code, Probes.Code(await own.Platform.Operate("com.example.mine", "customer.create", new JsonObject { ["familyName"] = name })));
        Assert.False(PluginPlatform.Done(await own.Platform.Operate("com.example.mine", "customer.find", new JsonObject { ["email"] = "ada@example.org" })).GetProperty("found").GetBoolean());
    }

    [Theory]
    [InlineData("kyc")]
    [InlineData("payment")]
    [InlineData("channel")]
    [InlineData("connector")]
    public async Task The_tool_and_dotnet_new_write_the_same_files(string kind)
    {
        var drawn = "Acme." + char.ToUpperInvariant(kind[0]) + kind[1..];
        var (exitCode, said) = await CSharp.ToolAsync("plugin", "new", kind, drawn, "--id", $"com.acme.{kind}", "--publisher", "Acme Ltd", "--output", Path.Combine(folder.FullName, "same"));
        Assert.True(exitCode == 0, said);
        var template = Path.Combine(Templates, "portico-" + kind);
        var described = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(template, ".template.config", "template.json")))!;

        var written = Directory.GetFiles(Path.Combine(folder.FullName, "same")).ToDictionary(file => Path.GetFileName(file)!, File.ReadAllText);

        Assert.Equal(Directory.GetFiles(template).ToDictionary(file => Path.GetFileName(file)!.Replace(".csproj.txt", ".csproj", StringComparison.Ordinal), File.ReadAllText).OrderBy(file => file.Key), written.OrderBy(file => file.Key));
        Assert.Equal(("portico-" + kind, drawn, $"com.acme.{kind}", "Acme Ltd"), ((string)described["shortName"]!, (string)described["sourceName"]!, (string)described["symbols"]!["id"]!["replaces"]!, (string)described["symbols"]!["publisher"]!["replaces"]!));
    }

    [Fact]
    public async Task A_kind_that_there_is_not_is_refused()
    {
        var (exitCode, said) = await CSharp.ToolAsync("plugin", "new", "oracle", "Acme.Oracle", "--output", Path.Combine(folder.FullName, "none"));

        Assert.Equal(2, exitCode);
        Assert.Contains("kyc|payment|channel|connector", said, StringComparison.Ordinal);
    }

    /// <returns>The folder with the built plugin.</returns>
    private async Task<string> MakeAsync(string kind)
    {
        var (source, built) = (Path.Combine(folder.FullName, "source"), folder.CreateSubdirectory("built").FullName);
        var (exitCode, said) = await CSharp.ToolAsync("plugin", "new", kind, "Example.Mine", "--id", "com.example.mine", "--publisher", "Example", "--output", source);
        Assert.True(exitCode == 0, said);
        Assert.Equal("", await CSharp.CompileAsync(Directory.GetFiles(source, "*.cs"), Path.Combine(built, "Example.Mine.dll")));
        File.Copy(Path.Combine(source, "plugin.json"), Path.Combine(built, "plugin.json"));
        return built;
    }

    public void Dispose() => folder.Delete(recursive: true);
}
