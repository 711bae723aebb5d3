using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Portico.App.Data;
using Portico.App.Forms;
using Portico.App.Journeys;
using Portico.App.Messages;
using Portico.App.Providers;
using Portico.App.Shared;
using Portico.App.Tenants;
using Portico.App.Users;
using Portico.TestKit;

namespace Portico.App.Tests.Journeys;

/// <summary>Each finding that needs the tenant's world, with a journey that has it and one that has it no more. Those of the drawing alone are in the tests of the engine.</summary>
public sealed class CheckTests(TestPortico platform) : IClassFixture<TestPortico>
{
    private static int count;

    [Theory]
    [InlineData("aurora")]
    [InlineData("clearwater")]
    public async Task The_shipped_journeys_have_nothing_to_be_said_about(string tenant) => Assert.Empty(await FoundAsync("move-in", tenant));

    [Fact]
    public async Task A_provider_that_is_not_set_up_or_switched_off_is_an_error()
    {
        var named = await DrawAsync(Drawn.Activity("kyc", "Portico.VerifyIdentity", ("provider", "nobody")));
        var switchedOff = await DrawAsync(Drawn.Activity("kyc", "Portico.VerifyIdentity"));

        Assert.Equal(("provider.not_installed", "error", "kyc"), await OnlyAsync(named));
        Assert.Empty(await FoundAsync(switchedOff));
        await WithAsync("identity", one => one.Enabled = false, async () => Assert.Equal(("provider.not_installed", "error", "kyc"), await OnlyAsync(switchedOff)));
    }

    [Fact]
    public async Task A_provider_whose_settings_are_not_complete_is_an_error()
    {
        var journey = await DrawAsync(Drawn.Activity("pay", "Portico.SetUpPayment"));

        Assert.Empty(await FoundAsync(journey));
        await WithAsync("payments", one => one.SecretsSet = [], async () => Assert.Equal(("provider.not_configured", "error", "pay"), await OnlyAsync(journey)));
    }

    [Fact]
    public async Task What_a_provider_cannot_do_is_an_error()
    {
        Assert.Equal(("provider.capability_missing", "error", "pay"), await OnlyAsync(await DrawAsync(Drawn.Activity("pay", "Portico.SetUpPayment", ("method", "cheque")))));
        Assert.Empty(await FoundAsync(await DrawAsync(Drawn.Activity("pay", "Portico.SetUpPayment", ("method", "card")))));
    }

    [Fact]
    public async Task A_message_that_no_provider_can_carry_is_an_error()
    {
        var journey = await DrawAsync(Drawn.Activity("tell", "Portico.SendMessage", ("template", "welcome"), ("channel", "sms")));

        Assert.Empty(await FoundAsync(journey));
        await WithAsync("sms", one => one.Enabled = false, async () => Assert.Equal(("provider.not_installed", "error", "tell"), await OnlyAsync(journey)));
    }

    [Fact]
    public async Task A_field_that_nobody_uses_is_a_warning_until_it_says_why_it_is_asked()
    {
        Assert.Equal(("form.field_unused", "warning", "ask"), await OnlyAsync(await AskingAsync(Field("shoeSize"))));
        Assert.Empty(await FoundAsync(await AskingAsync(Field("shoeSize") with { Purpose = Both("So that the boots fit.") })));
        Assert.Empty(await FoundAsync(await AskingAsync([Field("shoeSize")], Drawn.Activity("line", "Elsa.WriteLine", ("text", "js:getAnswer('shoeSize')")))));
        Assert.Empty(await FoundAsync(await AskingAsync([Field("shoeSize")], Drawn.Activity("line", "Elsa.WriteLine", ("text", "js:answers.shoeSize + 1")))));
        Assert.Empty(await FoundAsync(await AskingAsync([Field("shoeSize")], Drawn.Activity("line", "Elsa.WriteLine", ("text", "js:Object.keys(answers).length")))));
        Assert.Equal("form.field_unused", (await OnlyAsync(await AskingAsync([Field("shoeSize")], Drawn.Activity("line", "Elsa.WriteLine", ("text", "js:getAnswer('hatSize')"))))).Id);
    }

    [Fact]
    public async Task What_is_asked_twice_is_a_warning_unless_somebody_looked_in_between()
    {
        var form = await SaveAsync(Field("hatSize") with { Purpose = Both("So that it fits.") });
        var again = await SaveAsync(Field("hatSize") with { Purpose = Both("So that it fits.") });

        Assert.Equal(("form.asked_twice", "warning", "again"), await OnlyAsync(await DrawAsync(Show("ask", form), Show("again", again))));
        Assert.Empty(await FoundAsync(await DrawAsync(Show("ask", form), Drawn.Activity("look", "Elsa.WriteLine", ("text", "js:getAnswer('hatSize')")), Show("again", again))));
        Assert.Empty(await FoundAsync(await DrawAsync($$$"""{"id":"either","type":"Elsa.If","version":1,"condition":{"typeName":"Boolean","expression":{"type":"Literal","value":"True"}},"then":{{{Show("ask", form)}}},"else":{{{Show("again", again)}}}}""")));
    }

    [Fact]
    public async Task A_form_that_does_not_speak_a_language_of_the_tenant_is_a_warning()
    {
        Assert.Equal(("text.missing_translation", "warning", "ask"), await OnlyAsync(await AskingAsync(Field("size") with { Purpose = LocalText.Of("So that it fits.") })));
        Assert.Empty(await FoundAsync(await AskingAsync(Field("size") with { Purpose = Both("So that it fits.") })));
    }

    [Fact]
    public async Task A_message_that_does_not_speak_a_language_of_the_tenant_is_a_warning()
    {
        Assert.Equal(("text.missing_translation", "warning", "tell"), await OnlyAsync(await TellingAsync("Hello.", "en")));
        Assert.Empty(await FoundAsync(await TellingAsync("Hello.", Spoken)));
    }

    [Theory]
    [InlineData("Hello {{customer.familyName}}")]
    [InlineData("Hello {{givenName}}")]
    [InlineData("You need size {{answers.bootSize}}")]
    [InlineData("{{#if answers.bootSize}}Yes{{else}}No{{/if}}")]
    [InlineData("{{#each answers.sizes}}{{this}} {{case.nmber}}{{/each}}")]
    public async Task A_message_that_speaks_of_what_nobody_fills_in_is_an_error(string words)
    {
        var found = await FoundAsync(await TellingAsync(words, Spoken));

        Assert.All(found, finding => Assert.Equal(("message.undeclared_variable", "error", "tell"), finding));
        Assert.NotEmpty(found);
    }

    [Fact]
    public async Task A_message_may_speak_of_whatever_is_filled_in()
    {
        var form = await SaveAsync(Field("bootSize"));
        var template = await WriteAsync(string.Join(' ', MessageVariables.Known.Select(name => $"{{{{{name}}}}}")) + "{{! a remark }} {{#if answers.bootSize}}{{answers.bootSize}}{{/if}}", Spoken);

        Assert.Empty(await FoundAsync(await DrawAsync(Show("ask", form), Drawn.Activity("tell", "Portico.SendMessage", ("template", template)))));
    }

    [Fact]
    public async Task A_message_or_a_form_that_is_not_there_is_an_error()
    {
        Assert.Equal(("message.missing", "error", "tell"), await OnlyAsync(await DrawAsync(Drawn.Activity("tell", "Portico.SendMessage", ("template", "ghost")))));
        Assert.Equal(("form.missing", "error", "ask"), await OnlyAsync(await DrawAsync(Show("ask", "ghost"))));
    }

    [Fact]
    public async Task A_form_that_cannot_be_shown_is_an_error()
    {
        Assert.Equal(("form.broken", "error", "ask"), await OnlyAsync(await AskingAsync(Field("size") with { Pattern = "[", Purpose = Both("So that it fits.") })));
        Assert.Empty(await FoundAsync(await AskingAsync(Field("size") with { Pattern = "[a-z]", Purpose = Both("So that it fits.") })));
    }

    [Fact]
    public async Task A_start_that_is_too_long_to_be_kept_is_an_error()
    {
        Assert.Equal(("starter.too_long", "error", "request"), await OnlyAsync(await DrawAsync(Drawn.Starting("request", "Elsa.HttpEndpoint", ("path", new string('x', Ids.LongestBounded + 1))))));
        Assert.Empty(await FoundAsync(await DrawAsync(Drawn.Starting("request", "Elsa.HttpEndpoint", ("path", "orders")))));
    }

    [Fact]
    public async Task Personal_data_that_goes_to_a_provider_without_a_purpose_is_a_warning()
    {
        var name = Field("givenName") with { Autocomplete = "given-name" };

        Assert.Equal(("data.no_purpose", "warning", "kyc"), await OnlyAsync(await AskingAsync([name], Drawn.Activity("kyc", "Portico.VerifyIdentity"))));
        Assert.Empty(await FoundAsync(await AskingAsync([name with { Purpose = Both("To check who you are.") }], Drawn.Activity("kyc", "Portico.VerifyIdentity"))));
        Assert.Empty(await FoundAsync(await AskingAsync([Field("country")], Drawn.Activity("kyc", "Portico.VerifyIdentity"))));
        await AllowAsync(TenantEnvironment.Live, "a.example");
        Assert.Equal(("data.no_purpose", "warning", "http"), await OnlyAsync(await AskingAsync([name], Drawn.Activity("http", "Elsa.SendHttpRequest", ("url", "https://a.example"), ("content", "js:({ name: getAnswer('givenName') })")))));
    }

    [Theory]
    [InlineData("Elsa.SendHttpRequest")]
    [InlineData("Elsa.FlowSendHttpRequest")]
    public async Task A_request_to_a_host_that_is_not_on_the_list_of_the_environment_is_an_error(string type)
    {
        var (listed, other, computed) = (await DrawAsync(Request("https://API.grid.example./meters")), await DrawAsync(Request("https://grid.example/meters")), await DrawAsync(Request("js:'https://grid.example/' + getCorrelationId()")));

        await AllowAsync(TenantEnvironment.Live);
        await AllowAsync(TenantEnvironment.Test);
        Assert.Equal(("http.host_not_allowed", "error", "send"), await OnlyAsync(listed));
        await AllowAsync(TenantEnvironment.Live, "api.grid.example");
        Assert.Empty(await FoundAsync(listed));
        Assert.Equal(("http.host_not_allowed", "error", "send"), await OnlyAsync(other));
        Assert.Empty(await FoundAsync(computed));
        Assert.Equal(("http.host_not_allowed", "error", "send"), Assert.Single(await FoundAsync(listed, environment: TenantEnvironment.Test)));
        await AllowAsync(TenantEnvironment.Test, "api.grid.example");
        Assert.Empty(await FoundAsync(listed, environment: TenantEnvironment.Test));

        string Request(string url) => Drawn.Activity("send", type, ("url", url));
    }

    [Fact]
    public async Task The_back_office_reads_them_by_its_key_and_nobody_else()
    {
        var key = await AskingAsync(Field("shoeSize"));

        var read = await platform.BackOffice("aurora").GetFromJsonAsync<CheckJourney.Response>($"/api/v1/journeys/{key}/findings");
        var customer = await platform.Customer("aurora").GetAsync($"/api/v1/journeys/{key}/findings");
        var stranger = await platform.BackOffice("clearwater").GetAsync($"/api/v1/journeys/{key}/findings");

        var finding = Assert.Single(read!.Findings);
        Assert.Equal(("form.field_unused", "ask"), (finding.Id, finding.Activity));
        Assert.EndsWith(".", finding.Message, StringComparison.Ordinal);
        Assert.NotEmpty(finding.Fix);
        Assert.Equal((HttpStatusCode.Forbidden, HttpStatusCode.NotFound), (customer.StatusCode, stranger.StatusCode));
    }

    [Theory]
    [InlineData("form.missing")]
    [InlineData("form.broken")]
    [InlineData("form.field_unused")]
    [InlineData("form.asked_twice")]
    [InlineData("text.missing_translation")]
    [InlineData("message.missing")]
    [InlineData("message.undeclared_variable")]
    [InlineData("data.no_purpose")]
    [InlineData("provider.not_installed")]
    [InlineData("provider.not_configured")]
    [InlineData("provider.capability_missing")]
    [InlineData("http.host_not_allowed")]
    [InlineData("starter.too_long")]
    public void Each_is_in_the_reference(string id) => Assert.Contains($"| `{id}` |", File.ReadAllText(Path.Combine(Repository.Folder("sdk"), "docs", "journeys.md")), StringComparison.Ordinal);

    private async Task<(string Id, string Severity, string Node)> OnlyAsync(string key) => Assert.Single(await FoundAsync(key));

    private async Task<List<(string Id, string Severity, string Node)>> FoundAsync(string key, string tenant = "aurora", TenantEnvironment environment = TenantEnvironment.Live)
    {
        var read = await platform.AsStaffAsync(tenant, Roles.Agent, (CheckJourney.Handler check) => check.HandleAsync(key, default, environment: environment));
        return [.. read.Value.Findings.Select(finding => (finding.Id, finding.Severity, finding.Node?.Split(':')[^1] ?? ""))];
    }

    private async Task<string> DrawAsync(params string[] activities) =>
        (await platform.AsStaffAsync("aurora", Roles.Admin, (SaveJourney.Handler save) => save.HandleAsync(new(Drawn.Sequence($"checked-{Interlocked.Increment(ref count)}", activities)), default))).Value.Key;

    private Task<string> AskingAsync(FormField field) => AskingAsync([field]);

    private async Task<string> AskingAsync(FormField[] fields, params string[] then) => await DrawAsync([Show("ask", await SaveAsync(fields)), .. then]);

    private async Task<string> TellingAsync(string words, params string[] locales) => await DrawAsync(Drawn.Activity("tell", "Portico.SendMessage", ("template", await WriteAsync(words, locales)), ("channel", "email")));

    private static string Show(string id, string form) => Drawn.Activity(id, "Portico.ShowForm", ("form", form), ("expiresAfter", "48"));

    private static FormField Field(string name) => new() { Name = name, Type = FieldTypes.Text, Label = Both(name), Example = JsonValue.Create("x") };

    private static readonly string[] Spoken = [.. Portico.App.Demo.DemoContent.Tenants[0].Locales];

    /// <summary>In each language of the tenant.</summary>
    private static LocalText Both(string words) => new(Spoken.ToDictionary(locale => locale, _ => words));

    private async Task<string> SaveAsync(params FormField[] fields)
    {
        var form = new FormDefinition { Key = $"checked-{Interlocked.Increment(ref count)}", Title = Both("Checked"), Fields = fields };
        var saved = await platform.AsStaffAsync("aurora", Roles.Admin, (SaveForm.Handler save) => save.HandleAsync(new(0, 0, form), default));
        Assert.True(saved.Ok, saved.Error?.Text);
        return form.Key;
    }

    private async Task<string> WriteAsync(string words, params string[] locales)
    {
        var key = $"checked-{Interlocked.Increment(ref count)}";
        await platform.InStoreAsync("aurora", db =>
        {
            db.MessageTemplates.AddRange(locales.Select(locale => new MessageTemplate { Key = key, Channel = "email", Locale = locale, Subject = "Hello", Body = words }));
            return db.SaveChangesAsync();
        });
        return key;
    }

    private async Task AllowAsync(TenantEnvironment environment, params string[] hosts) =>
        Assert.True((await platform.AsStaffAsync("aurora", Roles.Admin, (SaveReachableHosts.Handler save) => save.HandleAsync(environment, hosts, default))).Ok);

    /// <summary>Something else about an installation, for a while.</summary>
    private async Task WithAsync(string key, Action<Installation> change, Func<Task> look)
    {
        var (enabled, secrets) = await platform.InStoreAsync("aurora", async db =>
        {
            var one = await db.Installations.SingleAsync(i => i.Key == key);
            var before = (one.Enabled, one.SecretsSet);
            change(one);
            await db.SaveChangesAsync();
            return before;
        });
        try
        {
            await look();
        }
        finally
        {
            await platform.InStoreAsync("aurora", async db =>
            {
                var one = await db.Installations.SingleAsync(i => i.Key == key);
                (one.Enabled, one.SecretsSet) = (enabled, secrets);
                return await db.SaveChangesAsync();
            });
        }
    }
}
