using Bunit;
using Microsoft.EntityFrameworkCore;
using Portico.Admin.Forms;
using Portico.App.Forms;
using Portico.App.Shared;
using Portico.App.Users;

namespace Portico.Admin.Tests.Forms;

public sealed class FormPageTests : AdminBench
{
    [Fact]
    public async Task Saving_a_published_form_makes_the_next_draft_and_leaves_the_published_one()
    {
        await FurnishAsync(Aurora, Published());
        SignIn(Roles.Admin);
        var page = Render<FormPage>(p => p.Add(f => f.Key, "about-you"));

        page.WaitForElement("input[lang=en]").Change("Tell us about you");
        Button(page, "Save draft").Click();

        page.WaitForAssertion(() => Assert.Contains("Draft of version 2", page.Markup, StringComparison.Ordinal));
        var versions = await StoreAsync(db => db.Forms.OrderBy(f => f.Version).ToListAsync());
        Assert.Equal(["About you", "Tell us about you"], versions.Select(f => f.Read().Title.In("en")));
        Assert.Equal([true, false], versions.Select(f => f.PublishedAt is not null));
    }

    [Fact]
    public async Task What_the_editor_does_not_show_survives_a_save()
    {
        await FurnishAsync(Aurora, Published());
        SignIn(Roles.Admin);
        var page = Render<FormPage>(p => p.Add(f => f.Key, "about-you"));

        page.WaitForElement("input[lang=en]").Change("Tell us about you");
        Button(page, "Save draft").Click();

        page.WaitForAssertion(() => Assert.Contains("Draft of version 2", page.Markup, StringComparison.Ordinal));
        var draft = await StoreAsync(db => db.Forms.SingleAsync(f => f.Version == 2));
        Assert.Equal("given-name", draft.Read().Fields[0].Autocomplete);
    }

    [Fact]
    public async Task A_field_without_a_name_is_refused_at_the_field()
    {
        await FurnishAsync(Aurora, Published());
        SignIn(Roles.Admin);
        var page = Render<FormPage>(p => p.Add(f => f.Key, "about-you"));
        page.WaitForElement("input[lang=en]");

        Button(page, "Add field").Click();
        Button(page, "Save draft").Click();

        page.WaitForAssertion(() => Assert.Contains(page.FindAll(".field-editor")[1].QuerySelectorAll(".error"), e => e.TextContent.StartsWith("Start with a letter", StringComparison.Ordinal)));
        Assert.Equal(1, await StoreAsync(db => db.Forms.CountAsync()));
    }

    [Fact]
    public async Task The_language_that_lacks_words_has_a_dot()
    {
        await FurnishAsync(Aurora, Published());
        SignIn(Roles.Admin);
        var page = Render<FormPage>(p => p.Add(f => f.Key, "about-you"));

        var segments = page.WaitForElements(".segment");

        Assert.Equal([0, 1], segments.Select(s => s.QuerySelectorAll(".dot").Length));
    }

    private static Form Published()
    {
        var definition = new FormDefinition { Key = "about-you", Title = LocalText.Of("About you"), Fields = [new() { Name = "givenName", Type = FieldTypes.Text, Label = LocalText.Of("First name"), Autocomplete = "given-name" }] };
        return new() { Key = "about-you", Version = 1, Definition = definition.ToJson(), PublishedAt = DateTimeOffset.UnixEpoch };
    }

    private static AngleSharp.Dom.IElement Button(IRenderedComponent<FormPage> page, string words) => page.FindAll("button").Single(b => b.TextContent.Trim().EndsWith(words, StringComparison.Ordinal));
}
