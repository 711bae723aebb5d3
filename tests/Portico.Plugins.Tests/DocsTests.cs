using System.Runtime.Loader;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Portico.Sdk;

namespace Portico.Plugins.Tests;

/// <summary>What the pages in sdk/docs show, works: each piece of C# compiles as it stands there, and the cookbook's code gives the verdicts that it promises.</summary>
public sealed partial class DocsTests : IDisposable
{
    private const string Usings = """
        using System.Buffers.Text; using System.Globalization; using System.Security.Cryptography; using System.Text; using System.Text.Json; using System.Text.Json.Nodes; using Portico.Sdk;
        """;

    private static readonly string Docs = Path.Combine(NodePluginTests.Folder, "..", "..", "sdk", "docs");

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("portico-docs-");

    public static TheoryData<string> Pages => [.. Directory.GetFiles(Docs, "*.md").Where(file => CSharpBlocks().IsMatch(File.ReadAllText(file))).Select(file => Path.GetFileName(file)!).Order(StringComparer.Ordinal)];

    public static TheoryData<string> Vectors => [.. VectorsOf("callbacks.md").Keys];

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task The_code_of_a_page_compiles(string page) => Assert.Equal("", await CSharp.CompileAsync([await SourceAsync(page)], Path.Combine(folder.FullName, "page.dll")));

    [Fact]
    public async Task Code_that_does_not_compile_is_noticed()
    {
        var source = Path.Combine(folder.FullName, "bad.cs");
        await File.WriteAllTextAsync(source, Usings + "class Bad { ExternalRef Of() => new(1); }");

        Assert.Contains("error CS", await CSharp.CompileAsync([source], Path.Combine(folder.FullName, "bad.dll")), StringComparison.Ordinal);
    }

    [Fact]
    public void The_cookbook_has_a_vector_for_each_of_its_handlers() =>
        Assert.Equal(Handlers().Matches(File.ReadAllText(Path.Combine(Docs, "callbacks.md"))).Select(match => match.Groups[1].Value), VectorsOf("callbacks.md").Keys);

    [Theory]
    [MemberData(nameof(Vectors))]
    public async Task A_vector_is_accepted_and_whatever_differs_from_it_is_not(string name)
    {
        var vector = VectorsOf("callbacks.md")[name];
        var context = new AssemblyLoadContext(name, isCollectible: true);
        try
        {
            var handler = await HandlerAsync(context, name);
            var (body, headers, at) = (Encoding.UTF8.GetBytes((string)vector["body"]!), Map(vector["headers"]), DateTimeOffset.Parse((string)vector["receivedAt"]!, null));
            var instance = Instance(Map(vector["secrets"]), vector["settings"]!);
            CallbackVerdict Verify(byte[]? other = null, Dictionary<string, string>? others = null, DateTimeOffset? when = null, InstanceContext? installation = null) =>
                handler.Verify(new CallbackRequest("POST", "/callback", new Dictionary<string, string>(others ?? headers, StringComparer.OrdinalIgnoreCase), other ?? body, when ?? at), installation ?? instance);

            Assert.Equal((string)vector["accepted"]!, Assert.IsType<CallbackVerdict.Accepted>(Verify()).Event.EventId);

            Assert.All(Enumerable.Range(0, body.Length), place => Assert.IsNotType<CallbackVerdict.Accepted>(Verify([.. body[..place], (byte)(body[place] ^ 1), .. body[(place + 1)..]])));
            Assert.IsType<CallbackVerdict.Rejected>(Verify([]));
            if (name == "SortedParameters") Assert.Equal("body.ambiguous", Assert.IsType<CallbackVerdict.Rejected>(Verify([.. body, .. "&id=evt_2"u8])).Reason.Value);
            else if (name != "JwsBody") Assert.IsType<CallbackVerdict.Rejected>(Verify(JsonSerializer.SerializeToUtf8Bytes(JsonNode.Parse(body))));
            foreach (var header in headers.Keys.Where(key => key != "Content-Type")) Assert.IsType<CallbackVerdict.Rejected>(Verify(others: headers.Where(one => one.Key != header).ToDictionary()));
            var late = Verify(when: at.AddMinutes(6));
            if (name == "BodySignature") Assert.IsType<CallbackVerdict.Accepted>(late); // as its text says
            else Assert.Equal("signature.too_old", Assert.IsType<CallbackVerdict.Rejected>(late).Reason.Value);

            var secrets = Map(vector["secrets"]);
            if (secrets.Count > 0)
            {
                Assert.IsType<CallbackVerdict.Rejected>(Verify(installation: Instance(new() { ["callbackSecret"] = "of another tenant" }, vector["settings"]!)));
                Assert.IsType<CallbackVerdict.Rejected>(Verify(installation: Instance([], vector["settings"]!)));
                Assert.IsType<CallbackVerdict.Accepted>(Verify(installation: Instance(new() { ["callbackSecret"] = "new", ["callbackSecret.former"] = secrets["callbackSecret"] }, vector["settings"]!)));
            }
            else
            {
                Assert.IsType<CallbackVerdict.Rejected>(Verify(installation: Instance([], new JsonObject())));
            }
        }
        finally
        {
            context.Unload();
        }
    }

    [Fact]
    public async Task A_JWS_of_the_sender_s_own_algorithm_is_refused()
    {
        var context = new AssemblyLoadContext("jws", isCollectible: true);
        var handler = await HandlerAsync(context, "JwsBody");
        var vector = VectorsOf("callbacks.md")["JwsBody"];
        var payload = ((string)vector["body"]!).Split('.')[1];
        var unsigned = $"{System.Buffers.Text.Base64Url.EncodeToString("""{"alg":"none"}"""u8)}.{payload}.";

        var verdict = handler.Verify(new CallbackRequest("POST", "/", new Dictionary<string, string>(), Encoding.ASCII.GetBytes(unsigned), DateTimeOffset.Parse((string)vector["receivedAt"]!, null)), Instance([], vector["settings"]!));
        context.Unload();

        Assert.Equal("signature.algorithm", Assert.IsType<CallbackVerdict.Rejected>(verdict).Reason.Value);
    }

    private static readonly Lazy<Task<byte[]>> Cookbook = new(async () =>
    {
        using var own = new DocsTests();
        var assembly = Path.Combine(own.folder.FullName, "cookbook.dll");
        Assert.Equal("", await CSharp.CompileAsync([await own.SourceAsync("callbacks.md")], assembly));
        return await File.ReadAllBytesAsync(assembly);
    });

    private static async Task<ICallbackHandler> HandlerAsync(AssemblyLoadContext context, string name)
    {
        using var bytes = new MemoryStream(await Cookbook.Value);
        return (ICallbackHandler)Activator.CreateInstance(context.LoadFromStream(bytes).GetType("Shown." + name, throwOnError: true)!, nonPublic: true)!;
    }

    private async Task<string> SourceAsync(string page)
    {
        var source = Path.Combine(folder.FullName, "page.cs");
        await File.WriteAllTextAsync(source, $"{Usings}\nnamespace Shown\n{{\n{string.Join('\n', CSharpBlocks().Matches(await File.ReadAllTextAsync(Path.Combine(Docs, page))).Select(block => block.Groups[1].Value))}}}\n");
        return source;
    }

    private static Dictionary<string, JsonObject> VectorsOf(string page) =>
        JsonBlocks().Matches(File.ReadAllText(Path.Combine(Docs, page))).Select(block => JsonNode.Parse(block.Groups[1].Value)!.AsObject()).ToDictionary(vector => (string)vector["handler"]!);

    private static Dictionary<string, string> Map(JsonNode? node) => node!.AsObject().ToDictionary(member => member.Key, member => (string)member.Value!);

    private static InstanceContext Instance(Dictionary<string, string> secrets, JsonNode settings) => new()
    {
        TenantId = "north", InstallationId = "one", Environment = PluginEnvironment.Test, Settings = new SettingsBag(JsonSerializer.SerializeToElement(settings)), Secrets = new Secrets(secrets),
        Http = null!, Log = null!, Clock = null!, DataFolder = "", // a callback handler that touches any of these is not pure, and fails here
    };

    private sealed class Secrets(Dictionary<string, string> values) : ISecretReader
    {
        public string? Find(string name) => values.GetValueOrDefault(name);
    }

    public void Dispose() => folder.Delete(recursive: true);

    [GeneratedRegex(@"```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex CSharpBlocks();

    [GeneratedRegex(@"```json\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex JsonBlocks();

    [GeneratedRegex(@"class (\w+) : ICallbackHandler")]
    private static partial Regex Handlers();
}
