using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Portico.App.Demo;
using Portico.App.Forms;
using Portico.App.Gallery;
using Portico.App.Journeys;
using Portico.App.Messages;
using Portico.App.Shared;
using Portico.App.Tenants;
using Portico.App.Tests.Journeys;
using Portico.App.Users;
using Portico.TestKit;

namespace Portico.App.Tests.Gallery;

/// <summary>A journey goes as a file from one tenant to another, loses and gains nothing, and replaces nothing that nobody chose.</summary>
public abstract class BundleTests(TestPortico platform)
{
    private const string Designs = "/elsa/api/workflow-definitions";
    private static int count;

    public static TheoryData<string> Shipped => [.. DemoContent.Tenants.Select(tenant => tenant.Id)];

    public static TheoryData<string> Corpus => [.. Directory.EnumerateFiles(Repository.ElsaWorkflows(), "*.json").Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Shipped))]
    public async Task A_shipped_journey_is_the_same_bytes_after_export_import_and_export(string tenant)
    {
        var other = await EmptyTenantAsync();

        var exported = await platform.BackOffice(tenant).GetStringAsync("/api/v1/journeys/move-in/bundle");
        var imported = await ImportAsync(other, exported);

        Assert.Equal((true, true), (imported.Ok, imported.Value.Written));
        Assert.Equal(exported, await ExportAsync(other, "move-in"));
    }

    [Theory]
    [MemberData(nameof(Corpus))]
    public async Task A_definition_of_Elsa_is_the_same_bytes_after_all_ways_in_and_out(string file)
    {
        var admin = await DesignerAsync();
        var drawing = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(Repository.ElsaWorkflows(), file + ".json")))!.AsObject();
        drawing["definitionId"] = $"corpus-{file.ToLowerInvariant()}";
        drawing["name"] ??= file;
        var key = await ImportDefinitionAsync(admin, drawing);
        var (bundle, definition) = (await ExportAsync("aurora", key), await admin.GetStringAsync($"{Designs}/{key}/export"));

        // The designer opens it and saves it as it is.
        var seen = (await admin.GetFromJsonAsync<JsonObject>($"{Designs}/by-definition-id/{key}"))!;
        using var saved = await admin.PostAsJsonAsync(Designs, new { model = seen, publish = false });
        Assert.True(saved.IsSuccessStatusCode, await saved.Content.ReadAsStringAsync());
        // Elsa's own file comes back in.
        await ImportDefinitionAsync(admin, JsonNode.Parse(definition)!.AsObject());
        var other = await EmptyTenantAsync();
        var imported = await ImportAsync(other, bundle);

        Assert.True(imported.Ok, imported.Error?.Text);
        Assert.Equal(definition, await admin.GetStringAsync($"{Designs}/{key}/export"));
        Assert.Equal(bundle, await ExportAsync("aurora", key));
        Assert.Equal(bundle, await ExportAsync(other, key));
    }

    [Fact]
    public async Task The_plan_says_what_is_new_what_is_here_and_what_differs_and_the_import_replaces_nothing_by_itself()
    {
        var (key, form, template) = await FurnishAsync("aurora", "Size?", "Hello.");
        var file = await ExportAsync("aurora", key);
        var other = await EmptyTenantAsync();
        await ImportAsync(other, file);
        var again = await PlanAsync(other, file);
        await FormAsync(other, form, "How big?", 1, 1);
        await platform.InStoreAsync(other, db => db.MessageTemplates.Where(t => t.Key == template).ExecuteUpdateAsync(set => set.SetProperty(t => t.Body, "Dear customer.")));
        await DrawAsync(other, key, form, template, "more");

        var plan = await PlanAsync(other, file);
        var refused = await platform.AsStaffAsync(other, Roles.Admin, (ImportBundle.Handler import) => import.HandleAsync(Bundle.Read(file), ImportBundle.Choices.OnlyWhatIsNew(plan), default));
        var chosen = await platform.AsStaffAsync(other, Roles.Admin, (ImportBundle.Handler import) => import.HandleAsync(Bundle.Read(file), ImportBundle.Choices.OnlyWhatIsNew(plan) with { ReplaceJourney = true }, default));

        Assert.Equal([ImportBundle.Standing.Same, ImportBundle.Standing.Same, ImportBundle.Standing.Same], [again.Standing, again.Forms.Single().Standing, again.Messages.Single(message => message.Key == template).Standing]);
        Assert.Equal([ImportBundle.Standing.Other, ImportBundle.Standing.Other, ImportBundle.Standing.Other], [plan.Standing, plan.Forms.Single().Standing, plan.Messages.Single(message => message.Key == template).Standing]);
        Assert.Contains(plan.Difference!.Changes, change => change.Kind == JourneyComparison.Kind.Removed);
        Assert.Equal((409, "bundle.journey_exists"), (refused.Error?.Status, refused.Error?.Code));
        Assert.True(chosen.Ok, chosen.Error?.Text);
        Assert.Equal("Dear customer.", await platform.InStoreAsync(other, db => db.MessageTemplates.Where(t => t.Key == template).Select(t => t.Body).SingleAsync()));
        Assert.Equal("How big?", (await FormsAsync(other, form))[^1].Read().Fields[0].Label.In("en"));
    }

    [Fact]
    public async Task What_is_chosen_is_replaced_a_form_by_a_new_draft_beside_the_one_that_is_open()
    {
        var (key, form, template) = await FurnishAsync("aurora", "Size?", "Hello.");
        var file = await ExportAsync("aurora", key);
        var other = await EmptyTenantAsync();
        await ImportAsync(other, file);
        await FormAsync(other, form, "How big?", 1, 1);
        await platform.InStoreAsync(other, db => db.MessageTemplates.Where(t => t.Key == template).ExecuteUpdateAsync(set => set.SetProperty(t => t.Body, "Dear customer.")));
        var plan = await PlanAsync(other, file);

        var imported = await platform.AsStaffAsync(other, Roles.Admin, (ImportBundle.Handler import) => import.HandleAsync(Bundle.Read(file),
            new(plan.Token, false, new HashSet<string> { form }, plan.Messages.Select(message => message.Id).ToHashSet()), default));

        Assert.True(imported.Ok, imported.Error?.Text);
        Assert.Equal(["How big?", "Size?"], (await FormsAsync(other, form)).Select(version => version.Read().Fields[0].Label.In("en")));
        Assert.Equal(file, await ExportAsync(other, key));
        Assert.Equal(["form.imported", "journey.imported", "message.imported"], (await platform.InStoreAsync(other, db => db.Set<Portico.App.Audit.AuditEntry>().Where(a => a.Action.EndsWith(".imported")).Select(a => a.Action).Distinct().ToListAsync())).Order());
    }

    [Fact]
    public async Task What_changed_after_somebody_looked_is_not_replaced()
    {
        var (key, form, _) = await FurnishAsync("aurora", "Size?", "Hello.");
        var file = await ExportAsync("aurora", key);
        var other = await EmptyTenantAsync();
        await FormAsync(other, form, "How big?", 0, 0);
        var plan = await PlanAsync(other, file);
        await FormAsync(other, form, "How big exactly?", 1, 1);

        var late = await platform.AsStaffAsync(other, Roles.Admin, (ImportBundle.Handler import) => import.HandleAsync(Bundle.Read(file), new(plan.Token, false, new HashSet<string> { form }, new HashSet<string>()), default));

        Assert.Equal((409, "bundle.changed_meanwhile"), (late.Error?.Status, late.Error?.Code));
        Assert.Equal("How big exactly?", Assert.Single(await FormsAsync(other, form)).Read().Fields[0].Label.In("en"));
        Assert.False(await platform.InStoreAsync(other, db => db.Journeys.AnyAsync()));
    }

    [Fact]
    public async Task An_imported_journey_is_a_draft_that_nobody_meets()
    {
        var other = await EmptyTenantAsync();
        await ImportAsync(other, await ExportAsync("aurora", "move-in"));

        var journey = await platform.InStoreAsync(other, db => db.Journeys.SingleAsync());
        Assert.Equal((null, null), (journey.LiveVersion, journey.TestVersion));
        Assert.All(await platform.InStoreAsync(other, db => db.Forms.ToListAsync()), form => Assert.Null(form.PublishedAt));
    }

    [Fact]
    public async Task Under_another_short_name_it_stands_beside_the_one_that_is_here_with_its_start_page()
    {
        var file = await ExportAsync("aurora", "move-in");
        var key = $"move-in-copy-{Interlocked.Increment(ref count)}";

        var plan = await platform.AsStaffAsync("aurora", Roles.Admin, (ImportBundle.Handler import) => import.PlanAsync(Bundle.Read(file).Under(key, "Copy"), default));
        var imported = await platform.AsStaffAsync("aurora", Roles.Admin, (ImportBundle.Handler import) => import.HandleAsync(Bundle.Read(file).Under(key, "Copy"), ImportBundle.Choices.OnlyWhatIsNew(plan.Value), default));

        Assert.True(imported.Ok, imported.Error?.Text);
        Assert.Equal(["start-" + key], plan.Value.Forms.Where(form => form.Standing == ImportBundle.Standing.New).Select(form => form.Key));
        Assert.DoesNotContain(plan.Value.Messages, message => message.Standing != ImportBundle.Standing.Same);
        Assert.Contains("\"start-" + key, await ExportAsync("aurora", key), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[]", "object")]
    [InlineData("{\"definitionId\":\"x\",\"root\":{}}", "not a bundle")]
    [InlineData("{\"portico\":7}", "format 7")]
    [InlineData("{\"portico\":1,\"journey\":{\"definitionId\":\"Not A Key\",\"name\":\"x\"}}", "no journey")]
    [InlineData("{\"portico\":1,\"journey\":{\"definitionId\":\"x\",\"name\":\"x\",\"root\":{\"id\":\"a\",\"type\":\"Elsa.Sequence\",\"version\":1}},\"messages\":[{\"key\":\"a\"}]}", "lacks")]
    public void A_file_that_is_no_bundle_says_why(string text, string why) => Assert.Contains(why, Assert.ThrowsAny<JsonException>(() => Bundle.Read(text)).Message, StringComparison.Ordinal);

    [Fact]
    public async Task Only_admins_and_secret_keys_of_live_export_and_import()
    {
        var bundle = Bundle.Read(await ExportAsync("aurora", "move-in"));
        var agent = await platform.StaffAsync("agent@aurora.example");

        Assert.Equal(HttpStatusCode.Redirect, (await agent.GetAsync("/admin/journeys/move-in/bundle")).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await platform.Customer("aurora").GetAsync("/api/v1/journeys/move-in/bundle")).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await platform.Bearer("sk_test_demo_aurora").GetAsync("/api/v1/journeys/move-in/bundle")).StatusCode);
        foreach (var stranger in new[] { platform.Customer("aurora"), platform.Bearer("sk_test_demo_aurora") }) Assert.Equal(HttpStatusCode.Forbidden, (await stranger.PutAsync("/api/v1/journeys/move-in/bundle", new StringContent(bundle.Write()))).StatusCode);
        Assert.Equal(403, (await platform.AsStaffAsync("aurora", Roles.Agent, (ImportBundle.Handler import) => import.PlanAsync(bundle, default))).Error?.Status);
        Assert.Equal(403, (await platform.AsStaffAsync("aurora", Roles.Agent, (ImportBundle.Handler import) => import.HandleAsync(bundle, new("", true, new HashSet<string>(), new HashSet<string>()), default))).Error?.Status);
    }

    private async Task<HttpClient> DesignerAsync()
    {
        var admin = await platform.StaffAsync("admin@aurora.example");
        admin.DefaultRequestHeaders.Add("X-Portico-Studio", "1");
        return admin;
    }

    private static async Task<string> ImportDefinitionAsync(HttpClient admin, JsonObject definition)
    {
        using var reply = await admin.PostAsJsonAsync($"{Designs}/import", definition);
        Assert.True(reply.IsSuccessStatusCode, await reply.Content.ReadAsStringAsync());
        return (string)(await reply.Content.ReadFromJsonAsync<JsonObject>())!["definitionId"]!;
    }

    private async Task<string> ExportAsync(string tenant, string key)
    {
        var exported = await platform.AsStaffAsync(tenant, Roles.Admin, (ExportBundle.Handler export) => export.HandleAsync(key, null, default));
        Assert.True(exported.Ok, exported.Error?.Text);
        return exported.Value.Write();
    }

    private async Task<ImportBundle.Plan> PlanAsync(string tenant, string file) => (await platform.AsStaffAsync(tenant, Roles.Admin, (ImportBundle.Handler import) => import.PlanAsync(Bundle.Read(file), default))).Value;

    private async Task<Result<ImportBundle.Response>> ImportAsync(string tenant, string file)
    {
        var plan = await PlanAsync(tenant, file);
        return await platform.AsStaffAsync(tenant, Roles.Admin, (ImportBundle.Handler import) => import.HandleAsync(Bundle.Read(file), ImportBundle.Choices.OnlyWhatIsNew(plan), default));
    }

    private async Task<string> EmptyTenantAsync()
    {
        var id = $"empty-{Interlocked.Increment(ref count)}";
        await platform.InStoreOfNobodyAsync(db =>
        {
            db.Tenants.Add(new Tenant { Id = id, Name = "Empty", Commodity = "gas", Country = "DE", Locales = ["en", "ar"], CreatedAt = platform.Clock.GetUtcNow() });
            return db.SaveChangesAsync();
        });
        return id;
    }

    /// <summary>A journey with one form and one message.</summary>
    private async Task<(string Key, string Form, string Template)> FurnishAsync(string tenant, string label, string words)
    {
        var name = $"bundle-{Interlocked.Increment(ref count)}";
        await FormAsync(tenant, name + "-form", label, 0, 0);
        await platform.InStoreAsync(tenant, db =>
        {
            db.MessageTemplates.Add(new MessageTemplate { Key = name + "-words", Channel = "sms", Locale = "en", Body = words, UpdatedAt = platform.Clock.GetUtcNow() });
            return db.SaveChangesAsync();
        });
        await DrawAsync(tenant, name, name + "-form", name + "-words");
        return (name, name + "-form", name + "-words");
    }

    private async Task DrawAsync(string tenant, string key, string form, string template, params string[] lines)
    {
        var saved = await platform.AsStaffAsync(tenant, Roles.Admin, (SaveJourney.Handler save) => save.HandleAsync(new(Drawn.Sequence(key,
            [Drawn.Activity("ask", "Portico.ShowForm", ("form", form)), Drawn.Activity("tell", "Portico.SendMessage", ("template", template)), .. lines.Select(line => Drawn.Line(line, line))])), default));
        Assert.True(saved.Ok, saved.Error?.Text);
    }

    private async Task FormAsync(string tenant, string key, string label, int version, int revision)
    {
        var form = new FormDefinition { Key = key, Title = LocalText.Of("Form"), Fields = [new() { Name = "size", Type = FieldTypes.Text, Label = LocalText.Of(label), Example = JsonValue.Create("x") }] };
        var saved = await platform.AsStaffAsync(tenant, Roles.Admin, (SaveForm.Handler save) => save.HandleAsync(new(version, revision, form), default));
        Assert.True(saved.Ok, saved.Error?.Text);
    }

    private Task<List<Form>> FormsAsync(string tenant, string key) => platform.InStoreAsync(tenant, db => db.Forms.AsNoTracking().Where(f => f.Key == key).OrderBy(f => f.Version).ToListAsync());
}

public sealed class BundlesOnSqliteTests(TestPortico platform) : BundleTests(platform), IClassFixture<TestPortico>;

public sealed class BundlesOnPostgresTests(TestPorticoOnPostgres platform) : BundleTests(platform), IClassFixture<TestPorticoOnPostgres>;
