using System.Text.Json;
using System.Text.Json.Nodes;
using Portico.App.Plugins;

namespace Portico.Plugins.Tests;

public sealed class ConnectorTests(PluginPlatform platform) : IClassFixture<PluginPlatform>
{
    private const string Crm = "connector.crm.sandbox";

    [Fact]
    public async Task A_customer_that_was_created_is_found_and_an_erased_one_is_not()
    {
        var mail = new JsonObject { ["email"] = "Ada@Example.org" };
        var before = PluginPlatform.Done(await platform.Operate(Crm, "customer.find", mail));
        var created = PluginPlatform.Done(await platform.Operate(Crm, "customer.create", new JsonObject { ["familyName"] = "Lovelace", ["email"] = "ada@example.org" }));
        var found = PluginPlatform.Done(await platform.Operate(Crm, "customer.find", mail));
        PluginPlatform.Done(await platform.Operate(Crm, "erase", new JsonObject { ["ref"] = created.GetProperty("customerNumber").GetString() }));
        var after = PluginPlatform.Done(await platform.Operate(Crm, "customer.find", mail));

        Assert.Equal("""{"found":false}""", before.GetRawText());
        Assert.Equal(created.GetProperty("customerNumber").GetString(), found.GetProperty("customerNumber").GetString());
        Assert.False(after.GetProperty("found").GetBoolean());
        Assert.DoesNotMatch("(?i)lovelace|ada@", string.Concat(platform.Ledger(Crm)));
    }

    [Fact]
    public async Task One_key_is_one_customer_however_often_it_is_asked()
    {
        await using var own = await Own.StartAsync();

        var numbers = await Task.WhenAll(Enumerable.Range(1, 20).Select(n => own.Platform.Operate(Crm, "customer.create", new JsonObject { ["familyName"] = "Lovelace" }, "same", n)));

        Assert.Single(numbers.Select(n => PluginPlatform.Done(n).GetRawText()).Distinct());
        Assert.Single(own.Platform.Ledger(Crm));
    }

    [Fact]
    public async Task An_operation_that_takes_a_while_is_answered_by_callback_and_by_asking()
    {
        await using var own = await Own.StartAsync();

        var pending = Assert.IsType<ProviderReply.Pending>(await own.Platform.Operate(Crm, "contract.activate", new JsonObject { ["contractNumber"] = "CO-1" }));
        var reading = Assert.IsType<CallbackReading.Accepted>(await own.Platform.Read(Crm, await own.Platform.NextCallback()));
        own.Platform.Clock.Advance(TimeSpan.FromSeconds(2));
        var asked = PluginPlatform.Done(await own.Platform.Operate(Crm, "get", new JsonObject { ["ref"] = pending.Reference }));

        Assert.Equal((pending.Reference, "active", true), (reading.Reference, reading.Value.GetProperty("status").GetString(), reading.Final));
        Assert.Equal(reading.Value.GetRawText(), asked.GetRawText());
    }

    [Theory]
    [InlineData("customer.create", """{}""", "connector.input_invalid")]
    [InlineData("customer.create", """{"familyName":1}""", "connector.input_invalid")]
    [InlineData("customer.create", """{"familyName":"L","iban":"x"}""", "connector.input_invalid")]
    [InlineData("customer.delete", """{}""", "connector.no_operation")]
    [InlineData("note.add", """{"customerNumber":"CU-1","text":"card 4111 1111 1111 1111 exp 12/29"}""", "connector.card_number")]
    [InlineData("customer.create", """{"familyName":"Refused"}""", "crm.refused")]
    public async Task What_does_not_fit_never_leaves_the_house(string operation, string input, string code) =>
        Assert.Equal(code, Assert.IsType<ProviderReply.FailedFinal>(await platform.Operate(Crm, operation, JsonNode.Parse(input)!.AsObject())).Code);

    [Fact]
    public async Task An_answer_that_does_not_look_as_promised_is_none()
    {
        await using var own = await Own.StartAsync(CrashTests.Probe);

        var good = await own.Platform.Operate(Probes.Id, "probe.echo", new JsonObject { ["text"] = "as promised" });
        var bad = await own.Platform.Operate(Probes.Id, "probe.echo", new JsonObject { ["text"] = 1 });

        PluginPlatform.Done(good);
        Assert.Equal("plugin.bad_answer", Probes.Code(bad));
    }

    [Theory]
    [InlineData("4111111111111111", true)]
    [InlineData("4111-1111-1111-1111", true)]
    [InlineData("pay with 5555 5555 5555 4444 please", true)]
    [InlineData("378282246310005", true)]
    [InlineData("6011111111111117", true)]
    [InlineData("2223003122003222", true)]
    [InlineData("4111111111111112", false)] // its check digit is wrong
    [InlineData("DE89370400440532013000", false)] // an account
    [InlineData("871687110002345678", false)] // a meter point of the Netherlands, EAN-18
    [InlineData("541448820012345678", false)] // one of Belgium
    [InlineData("+31612345678", false)]
    [InlineData("2000050003600", false)] // one of Great Britain
    public void A_card_number_is_known_from_other_numbers(string text, bool isCard)
    {
        Assert.Equal(isCard, CardNumbers.AreIn(new JsonObject { ["deep"] = new JsonArray(new JsonObject { ["inside"] = text }) }));
        if (text.All(char.IsAsciiDigit)) Assert.Equal(isCard, CardNumbers.AreIn(JsonNode.Parse(text)));
    }

    [Theory]
    [InlineData("""{"type":"string","minLength":2}""", "\"a\"", "$")]
    [InlineData("""{"type":"object","properties":{"a":{"type":"array","items":{"type":"integer","maximum":3}}}}""", """{"a":[1,4]}""", "$.a[1]")]
    [InlineData("""{"type":"object","required":["a"]}""", """{"b":1}""", "$.a")]
    [InlineData("""{"type":"object","properties":{},"additionalProperties":false}""", """{"secret":1}""", "$.*")]
    [InlineData("""{"enum":["a","b"]}""", "\"c\"", "$")]
    [InlineData("""{"oneOf":[{"type":"string"},{"type":"number"}]}""", "true", "$")]
    [InlineData("""{"type":["string","null"]}""", "null", null)]
    [InlineData("""{"type":"integer"}""", "1.0", null)]
    public void A_shape_says_where_a_value_does_not_fit_and_never_the_value(string schema, string value, string? at) =>
        Assert.Equal(at, JsonShape.Misfit(JsonDocument.Parse(schema).RootElement, JsonDocument.Parse(value).RootElement));

    [Theory]
    [InlineData("""{"type":"object","pattern":"^a"}""")]
    [InlineData("""{"type":"thing"}""")]
    [InlineData("""{"type":"object","properties":{"a":{"$ref":"#"}}}""")]
    [InlineData("""{"type":"object","additionalProperties":{}}""")]
    public void A_schema_that_would_promise_what_nobody_checks_is_refused(string schema) => Assert.NotNull(JsonShape.Complaint(JsonDocument.Parse(schema).RootElement));
}
