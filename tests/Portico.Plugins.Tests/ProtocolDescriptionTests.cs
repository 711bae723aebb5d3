using System.Text.Json;
using System.Text.Json.Nodes;
using Portico.App.Plugins;

namespace Portico.Plugins.Tests;

/// <summary>sdk/docs/protocol.openapi.json says what is really said: by the platform to a plugin, and by our host to the platform.</summary>
public sealed class ProtocolDescriptionTests
{
    private static readonly JsonObject Description = JsonNode.Parse(File.ReadAllText(Path.Combine(NodePluginTests.Folder, "..", "..", "sdk", "docs", "protocol.openapi.json")))!.AsObject();
    private static readonly string Page = File.ReadAllText(Path.Combine(NodePluginTests.Folder, "..", "..", "sdk", "docs", "protocol.md"));

    [Fact]
    public async Task What_the_platform_sends_is_as_described()
    {
        await using var own = await NodePluginTests.StartAsync();
        var settings = new JsonObject { ["recordTo"] = "requests.jsonl" };
        await NodePluginTests.Verify(own.Platform, "Lovelace", settings);
        await own.Platform.Call(own.Platform.Invocation("com.example.node-kyc", "identity-verification", "get", new JsonObject { ["ref"] = "x" }, installation: own.Platform.Installation(settings: settings)));
        await own.Platform.Read("com.example.node-kyc", new CallbackRaw("POST", "/", new Dictionary<string, string>(), [1], own.Platform.Clock.GetUtcNow()), own.Platform.Installation(settings: settings));
        await own.Platform.Plugins.CheckAsync("com.example.node-kyc", own.Platform.Installation(settings: settings), CancellationToken.None);

        var sent = NodePluginTests.Recorded(own.Platform);

        Assert.Equal(4, sent.Count);
        Assert.All(sent, one => AssertFits(RequestOf(Template(one.Url)), one.Message, one.Url));
        Assert.All(sent.Where(one => one.Message.TryGetProperty("input", out _)), one => AssertFits(Inlined(Route(Template(one.Url))["x-input"]!), one.Message.GetProperty("input"), one.Url));
    }

    [Fact]
    public async Task What_our_own_host_answers_is_as_described()
    {
        await using var host = await HostAlone.StartAsync("Portico.Plugin.Kyc.Sandbox", "Portico.Plugin.Payment.Sandbox", "Portico.Plugin.Channel.Sms.Sandbox", "Portico.Plugin.Connector.Crm.Sandbox");
        var payment = """{"method":"direct-debit","accountHolder":"Ada","iban":"DE89370400440532013000"}""";
        string[] statuses =
        [
            await AnswerAsync(host, "kyc.sandbox", "identity-verification", "start", """{"familyName":"Refused"}"""),
            await AnswerAsync(host, "kyc.sandbox", "identity-verification", "start", """{"familyName":"Redirect"}"""),
            await AnswerAsync(host, "kyc.sandbox", "identity-verification", "start", """{"familyName":"Down"}"""),
            await AnswerAsync(host, "kyc.sandbox", "identity-verification", "get", """{"ref":"unknown"}"""),
            await AnswerAsync(host, "kyc.sandbox", "identity-verification", "erase", """{"ref":"unknown"}"""),
            await AnswerAsync(host, "payment.sandbox", "payment", "create", payment),
            await AnswerAsync(host, "payment.sandbox", "payment", "erase", """{"ref":"unknown"}"""),
            await AnswerAsync(host, "payment.sandbox", "payment", "refund", """{"ref":"unknown"}"""),
            await AnswerAsync(host, "channel.sms.sandbox", "channel", "send", """{"channel":"sms","to":"+31612345678","text":"Hello"}"""),
            await AnswerAsync(host, "connector.crm.sandbox", "connector", "customer.create", """{"familyName":"Lovelace"}"""),
            await AnswerAsync(host, "connector.crm.sandbox", "connector", "contract.activate", """{"contractNumber":"C-1"}"""),
        ];
        var verdict = await host.PostAsync("/v1/plugins/kyc.sandbox/callback", new JsonObject { ["method"] = "POST", ["pathAndQuery"] = "/", ["headers"] = new JsonObject(), ["body"] = "", ["receivedAt"] = "2026-03-14T09:00:00+00:00", ["timeoutMs"] = 1000, ["installation"] = host.Installation() });
        var health = await host.PostAsync("/v1/plugins/kyc.sandbox/check", new JsonObject { ["timeoutMs"] = 1000, ["installation"] = host.Installation() });

        Assert.Equal(["completed", "pending", "failed-retryable", "failed-final", "completed", "completed", "completed", "failed-final", "completed", "completed", "pending"], statuses);
        AssertFits(ResponseOf("/v1/plugins/{id}/callback"), verdict, "callback");
        AssertFits(ResponseOf("/v1/plugins/{id}/check"), health, "check");
        AssertFits(ResponseOf("/v1/handshake"), await host.HandshakeAsync(), "handshake");
    }

    [Theory]
    [InlineData("well", "taken-over")]
    [InlineData("refuse", "refused")]
    [InlineData("throw", "refused")]
    public async Task What_is_said_about_former_settings_is_as_described(string mode, string status)
    {
        await using var host = await HostAlone.StartAsync(CrashTests.Probe);
        var former = new InstallationContext("north", "one", "live", new JsonObject { ["takeOver"] = mode }, new Dictionary<string, string>(), null);
        var message = PluginMessages.TakeOver(former, "0.0.9", ["password"]);
        message["timeoutMs"] = 1000;

        AssertFits(RequestOf("/v1/plugins/{id}/settings"), JsonSerializer.SerializeToElement(message), "settings");
        var answer = await host.PostAsync("/v1/plugins/com.example.probe/settings", message);

        AssertFits(ResponseOf("/v1/plugins/{id}/settings"), answer, "settings");
        Assert.Equal(status, answer.GetProperty("status").GetString());
    }

    [Fact]
    public void Every_operation_of_the_description_is_in_the_page_and_the_page_says_no_other()
    {
        var described = Description["paths"]!.AsObject().Select(path => path.Key.Split('/')).Where(path => path.Length == 6 && path[4] != "{id}").Select(path => $"{path[4]} : {path[5]}").Order(StringComparer.Ordinal);
        var written = System.Text.RegularExpressions.Regex.Matches(Page, @"^\| ([a-z-]+ : [a-z{}]+) \|", System.Text.RegularExpressions.RegexOptions.Multiline).Select(row => row.Groups[1].Value).Where(row => row != "contract : operation").Order(StringComparer.Ordinal);

        Assert.Equal(described, written);
    }

    [Fact]
    public void A_message_that_says_more_or_less_does_not_fit()
    {
        var schema = Inlined(Description["components"]!["schemas"]!["Check"]!);

        Assert.NotNull(JsonShape.Misfit(schema, JsonDocument.Parse("""{"timeoutMs":1}""").RootElement));
        Assert.NotNull(JsonShape.Misfit(Inlined(Description["components"]!["schemas"]!["NotMine"]!), JsonDocument.Parse("""{"verdict":"not-mine","more":1}""").RootElement));
    }

    private static async Task<string> AnswerAsync(HostAlone host, string plugin, string contract, string operation, string input)
    {
        var answer = await host.CallAsync(plugin, contract, operation, JsonNode.Parse(input)!);
        var path = contract == "connector" && operation.Contains('.', StringComparison.Ordinal) ? "/v1/plugins/{id}/connector/{operation}" : $"/v1/plugins/{{id}}/{contract}/{operation}";
        AssertFits(ResponseOf(path), answer, path);
        if (answer.TryGetProperty("value", out var value)) AssertFits(Inlined(Route(path)["x-value"]!), value, path + " value");
        return answer.GetProperty("status").GetString()!;
    }

    private static void AssertFits(JsonElement schema, JsonElement message, string what)
    {
        Assert.Null(JsonShape.Complaint(schema));
        var misfit = JsonShape.Misfit(schema, message);
        Assert.True(misfit is null, $"{what} does not fit at {misfit}: {message}");
    }

    private static string Template(string url) => string.Join('/', url.Split('/').Select((part, at) => at == 3 ? "{id}" : part));

    private static JsonObject Route(string template) => Description["paths"]![template]!.AsObject().Single().Value!.AsObject();

    private static JsonElement RequestOf(string template) => Inlined(Route(template)["requestBody"]!["content"]!["application/json"]!["schema"]!);

    private static JsonElement ResponseOf(string template) => Inlined(Route(template)["responses"]!["200"]!["content"]!["application/json"]!["schema"]!);

    private static JsonElement Inlined(JsonNode schema) => JsonSerializer.SerializeToElement(Inline(schema));

    private static JsonNode? Inline(JsonNode? node) => node switch
    {
        JsonObject named when (string?)named["$ref"] is { } reference => Inline(Description["components"]!["schemas"]![reference.Split('/')[^1]]),
        JsonObject members => new JsonObject(members.Select(member => KeyValuePair.Create(member.Key, Inline(member.Value)))),
        JsonArray items => new JsonArray([.. items.Select(Inline)]),
        _ => node?.DeepClone(),
    };
}
