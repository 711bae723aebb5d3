using System.Text.Json.Nodes;
using Bunit;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.EntityFrameworkCore;
using Portico.Admin.Gallery;
using Portico.App.Forms;
using Portico.App.Gallery;
using Portico.App.Journeys;
using Portico.App.Messages;
using Portico.App.Shared;
using Portico.App.Users;

namespace Portico.Admin.Tests.Gallery;

public sealed class GalleryPageTests : AdminBench
{
    [Fact]
    public async Task What_fits_the_utility_stands_first()
    {
        await FurnishAsync(Aurora);
        SignIn(Roles.Admin);

        var page = Render<GalleryPage>();

        page.WaitForAssertion(() => Assert.Equal(["Electricity", "Electricity", "Water"], page.FindAll(".card .badge").Select(badge => badge.TextContent)));
    }

    [Fact]
    public async Task A_template_is_taken_and_the_journey_says_where_it_comes_from()
    {
        await FurnishAsync(Aurora);
        SignIn(Roles.Admin);
        var page = Render<TemplatePage>(parameters => parameters.Add(template => template.Key, "move-in-electricity"));
        page.WaitForElement("#steps");

        page.FindAll("form input")[0].Change("Join Aurora");
        page.FindAll("form input")[1].Change("join");
        page.Find("form").Submit();

        page.WaitForAssertion(() => Assert.EndsWith("/admin/journeys/join/design", Navigation.Uri, StringComparison.Ordinal));
        Assert.Equal("Join Aurora", (await StoreAsync(db => db.Journeys.SingleAsync())).Name);
        var from = Render<ProvenanceCard>(parameters => parameters.Add(card => card.Journey, "join"));
        from.WaitForAssertion(() => Assert.Contains("version 2", from.Find("#provenance + p").TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_import_shows_first_what_it_would_do_and_replaces_only_what_is_ticked()
    {
        await FurnishAsync(Aurora, new MessageTemplate { Key = "hello", Channel = "sms", Locale = "en", Body = "Ours", UpdatedAt = DateTimeOffset.UnixEpoch });
        SignIn(Roles.Admin);
        var bundle = new Bundle(JsonNode.Parse("""{"definitionId":"greeting","name":"Greeting","root":{"id":"root","type":"Elsa.Sequence","version":1,"activities":[]}}""")!.AsObject(),
            [new FormDefinition { Key = "ask", Title = LocalText.Of("Ask") }], [new("hello", "sms", "en", null, "Theirs")]);
        var page = Render<ImportPage>();

        page.FindComponent<InputFile>().UploadFiles(InputFileContent.CreateFromText(bundle.Write(), "greeting.portico.json"));
        page.WaitForElement("#plan");
        var marks = page.FindAll(".findings .badge").Select(badge => badge.TextContent).ToList();
        page.Find(".findings input[type=checkbox]").Change(true);
        page.FindAll("button").Single(button => button.TextContent == "Import").Click();

        page.WaitForAssertion(() => Assert.EndsWith("/admin/journeys/greeting/check", Navigation.Uri, StringComparison.Ordinal));
        Assert.Equal(["New", "New", "Differs from yours"], marks);
        Assert.Equal("Theirs", (await StoreAsync(db => db.MessageTemplates.SingleAsync())).Body);
    }

    [Fact]
    public async Task A_file_that_is_something_else_is_refused_with_a_reason()
    {
        await FurnishAsync(Aurora);
        SignIn(Roles.Admin);
        var page = Render<ImportPage>();

        page.FindComponent<InputFile>().UploadFiles(InputFileContent.CreateFromText("""{"definitionId":"x"}""", "x.json"));

        page.WaitForAssertion(() => Assert.Contains("not a bundle", page.Find("[role=alert]").TextContent, StringComparison.Ordinal));
    }
}
