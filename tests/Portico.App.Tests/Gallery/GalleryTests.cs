using Microsoft.EntityFrameworkCore;
using Portico.App.Data;
using Portico.App.Forms;
using Portico.App.Gallery;
using Portico.App.Journeys;
using Portico.App.Shared;
using Portico.App.Tenants;
using Portico.App.Users;
using Portico.TestKit;

namespace Portico.App.Tests.Gallery;

/// <summary>A utility begins with a journey of the gallery, and knows later where it came from and what became of that.</summary>
public sealed class GalleryTests(TestPortico platform) : IClassFixture<TestPortico>
{
    private static int count;

    /// <summary>Whoever changes what a template consists of raises its version in <see cref="Templates"/>, else nobody who took it is told, and writes the new line into <c>templates.txt</c>.</summary>
    [Fact]
    public void A_template_that_changed_has_another_version() => Assert.Equal(
        File.ReadAllLines(Path.Combine(Repository.Folder("tests/Portico.App.Tests/Gallery"), "templates.txt")),
        Templates.All.Select(template => $"{template.Key} {template.Version} {template.ContentHash[..24]}"));

    [Fact]
    public async Task The_gallery_shows_first_what_fits_and_what_each_needs()
    {
        var rows = await platform.AsStaffAsync("clearwater", Roles.Admin, (ListTemplates.Handler list) => list.HandleAsync(default));

        Assert.Equal(["move-in-water", "move-in-electricity", "switch-electricity"], rows.Select(row => row.Key));
        Assert.True(rows[0].Fits);
        Assert.Contains("Clearwater", rows[0].Description, StringComparison.Ordinal);
        Assert.Equal(["channel", "identity-verification", "payment"], rows[0].Contracts.Order());
    }

    [Fact]
    public async Task A_template_shows_its_steps_and_what_taking_it_would_do()
    {
        var view = (await platform.AsStaffAsync("aurora", Roles.Admin, (ReadTemplate.Handler read) => read.HandleAsync("move-in-electricity", null, default))).Value;

        Assert.Equal("move-in-2", view.Journey);
        Assert.Contains(view.Steps, step => step.Asks.Count > 0);
        Assert.Equal(["start-move-in-2"], view.Plan.Forms.Where(form => form.Standing == ImportBundle.Standing.New).Select(form => form.Key));
        Assert.All(view.Plan.Messages, message => Assert.Equal(ImportBundle.Standing.Same, message.Standing));
    }

    [Fact]
    public async Task A_new_utility_takes_a_template_publishes_it_to_test_and_remembers_where_it_comes_from()
    {
        var tenant = await EmptyTenantAsync();

        var taken = await TakeAsync(tenant, "move-in-water", "join-us", "Join us");

        Assert.True(taken.Ok, taken.Error?.Text);
        var from = (await platform.AsStaffAsync(tenant, Roles.Agent, (ReadProvenance.Handler read) => read.HandleAsync("join-us", default)))!;
        Assert.Equal(("move-in-water", 2, Templates.Find("move-in-water")!.ContentHash, null), (from.Template, from.Version, from.ContentHash, from.Newer));
        var (journey, start) = await platform.InStoreAsync(tenant, async db => (await db.Journeys.SingleAsync(), await db.Forms.SingleAsync(f => f.Key == FormDefinition.StartPageOf("join-us"))));
        Assert.Equal(("Join us", null), (journey.Name, journey.LiveVersion));
        Assert.DoesNotContain("{company}", start.Definition, StringComparison.Ordinal);
        var found = (await platform.AsStaffAsync(tenant, Roles.Admin, (CheckJourney.Handler check) => check.HandleAsync("join-us", default, environment: TenantEnvironment.Test))).Value.Findings;
        Assert.All(found, finding => Assert.Equal("provider.not_installed", finding.Id)); // all it lacks are providers
    }

    [Fact]
    public async Task When_the_template_has_a_newer_version_it_is_said_in_words_what_is_different()
    {
        var tenant = await EmptyTenantAsync();
        await TakeAsync(tenant, "move-in-water", "move-in", "Move in");
        var older = Templates.Find("move-in-water")!.Raw;
        var drawing = older.Journey.DeepClone().AsObject();
        drawing["description"] = "As it was.";
        var was = older with { Journey = drawing, Forms = [.. older.Forms.Skip(1)], Messages = [.. older.Messages.Where(message => message.Key != "welcome")] };
        await platform.InStoreAsync(tenant, db => db.Provenances.ExecuteUpdateAsync(set => set.SetProperty(p => p.Version, 0).SetProperty(p => p.Content, was.Write())));

        var newer = (await platform.AsStaffAsync(tenant, Roles.Agent, (ReadProvenance.Handler read) => read.HandleAsync("move-in", default)))!.Newer!;

        Assert.Equal(2, newer.Version);
        Assert.Equal(("description", "As it was."), Assert.Single(newer.Difference.Changes) is var change ? (change.What, change.Before) : default);
        Assert.Equal(older.Forms[0].Key, Assert.Single(newer.Forms));
        Assert.Equal("welcome", Assert.Single(newer.Messages));
    }

    [Fact]
    public async Task A_short_name_that_is_taken_or_is_none_is_said_at_its_field()
    {
        Assert.Equal("Another journey has this short name.", (await TakeAsync("aurora", "move-in-electricity", "move-in", "Move in")).Error?.Fields?["key"][0]);
        Assert.NotNull((await TakeAsync("aurora", "move-in-electricity", "Not A Key", "Move in")).Error?.Fields?["key"]);
        Assert.NotNull((await TakeAsync("aurora", "move-in-electricity", "free", " ")).Error?.Fields?["name"]);
        Assert.Equal("template.not_found", (await TakeAsync("aurora", "nothing", "free", "Free")).Error?.Code);
    }

    [Fact]
    public async Task An_agent_takes_nothing() => Assert.Equal(403, (await platform.AsStaffAsync("aurora", Roles.Agent, (TakeTemplate.Handler take) => take.HandleAsync(new("move-in-electricity", "agents", "Agents", new("", false, new HashSet<string>(), new HashSet<string>())), default))).Error?.Status);

    [Fact]
    public void A_name_with_quotation_marks_breaks_no_template()
    {
        var tenant = new Tenant { Id = "quoted", Name = "Power \"to\" the \\ people", Commodity = "electricity", Country = "DE", CreatedAt = platform.Clock.GetUtcNow() };

        Assert.Contains(tenant.Name, Templates.Find("move-in-electricity")!.For(tenant).Journey["description"]!.ToString(), StringComparison.Ordinal);
    }

    private async Task<Result<ImportBundle.Response>> TakeAsync(string tenant, string template, string key, string name)
    {
        var view = await platform.AsStaffAsync(tenant, Roles.Admin, (ReadTemplate.Handler read) => read.HandleAsync(template, key, default));
        var choices = view.Ok ? ImportBundle.Choices.OnlyWhatIsNew(view.Value.Plan) : new("", false, new HashSet<string>(), new HashSet<string>());
        return await platform.AsStaffAsync(tenant, Roles.Admin, (TakeTemplate.Handler take) => take.HandleAsync(new(template, key, name, choices), default));
    }

    private async Task<string> EmptyTenantAsync()
    {
        var id = $"new-{Interlocked.Increment(ref count)}";
        await platform.InStoreOfNobodyAsync(db =>
        {
            db.Tenants.Add(new Tenant { Id = id, Name = "New Water", Commodity = "water", Country = "GB", Locales = ["en", "ar"], SupportPhone = "1", SupportEmail = "a@b.example", CreatedAt = platform.Clock.GetUtcNow() });
            return db.SaveChangesAsync();
        });
        return id;
    }
}
