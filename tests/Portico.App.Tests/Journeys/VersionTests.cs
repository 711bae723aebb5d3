using Microsoft.EntityFrameworkCore;
using Portico.App.Forms;
using Portico.App.Journeys;
using Portico.App.Shared;
using Portico.App.Users;
using Portico.TestKit;

namespace Portico.App.Tests.Journeys;

/// <summary>Publishing changes what new customers see; whoever is inside stays on the version he started on.</summary>
public sealed class VersionTests(TestPortico platform) : IClassFixture<TestPortico>
{
    [Fact]
    public async Task A_published_change_is_seen_by_the_next_customer_and_not_by_the_one_inside()
    {
        var inside = await platform.StartMoveInAsync();
        await ChangeTitleOf("supply", "Which home is it?");

        var published = await Publish("move-in");
        var next = await platform.StartMoveInAsync();
        await inside.GoToAsync("supply");
        await next.GoToAsync("supply");

        Assert.True(published.Ok, published.Error?.Code);
        Assert.Equal("Where do you need electricity?", inside.Case.Step!.Title);
        Assert.Equal((published.Value.Number, "Which home is it?"), (next.Case.Version, next.Case.Step!.Title));
        Assert.True(next.Case.Version > inside.Case.Version);
    }

    [Fact]
    public async Task A_draft_is_seen_by_nobody()
    {
        await ChangeTitleOf("tariff", "Only a draft");

        var customer = await platform.StartMoveInAsync();
        await customer.GoToAsync("tariff");

        Assert.NotEqual("Only a draft", customer.Case.Step!.Title);
    }

    [Fact]
    public async Task A_version_once_published_is_never_changed_again()
    {
        var before = await VersionsOf("move-in");
        await ChangeTitleOf("consents", "Changed again");

        await Publish("move-in");

        var after = await VersionsOf("move-in");
        Assert.All(before, version => Assert.Contains(version, after));
        Assert.Equal(before.Count + 1, after.Count);
    }

    [Fact]
    public async Task An_agent_neither_saves_nor_publishes()
    {
        var form = (await platform.AsStaffAsync("aurora", Roles.Agent, (ReadForm.Handler read) => read.HandleAsync("supply", null, default))).Value;

        var saved = await platform.AsStaffAsync("aurora", Roles.Agent, (SaveForm.Handler save) => save.HandleAsync(new(form.Version, form.Revision, form.Definition), default));
        var browser = await platform.StaffAsync("agent@aurora.example");
        browser.DefaultRequestHeaders.Add("X-Portico-Studio", "1");
        var published = await browser.PostAsync("/elsa/api/workflow-definitions/move-in/publish", null);

        Assert.Equal((403, 403), (saved.Error?.Status, (int)published.StatusCode));
    }

    [Fact]
    public async Task A_case_walks_its_pinned_drawing_to_the_end_after_three_more_versions()
    {
        var inside = (await platform.StartMoveInAsync()).Answering("preferredChannel", "sms");
        for (var version = 0; version < 3; version++)
        {
            await ChangeTitleOf("identity", $"Version {version}");
            await Publish("move-in");
        }

        await inside.FinishAsync();

        Assert.Equal("Activated", inside.Case.Outcome);
    }

    private async Task ChangeTitleOf(string form, string title)
    {
        var read = (await platform.AsStaffAsync("aurora", Roles.Admin, (ReadForm.Handler handler) => handler.HandleAsync(form, null, default))).Value;
        var changed = read.Definition with { Title = new LocalText(new Dictionary<string, string>(read.Definition.Title.Texts) { ["en"] = title }) };
        var saved = await platform.AsStaffAsync("aurora", Roles.Admin, (SaveForm.Handler save) => save.HandleAsync(new(read.Version, read.Revision, changed), default));
        Assert.True(saved.Ok, saved.Error?.Code);
    }

    private Task<Result<PublishJourney.Response>> Publish(string journey) =>
        platform.AsStaffAsync("aurora", Roles.Admin, (PublishJourney.Handler publish) => publish.HandleAsync(journey, default));

    private Task<List<(int Number, string Definition, string Forms)>> VersionsOf(string journey) => platform.InStoreAsync("aurora", async db =>
        (await db.JourneyVersions.AsNoTracking().Where(v => v.JourneyKey == journey && v.PublishedAt != null).ToListAsync())
            .ConvertAll(v => (v.Number, v.Definition, string.Join(' ', v.FormVersions.OrderBy(f => f.Key).Select(f => $"{f.Key}={f.Value}")))));
}
