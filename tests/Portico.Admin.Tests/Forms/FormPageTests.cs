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

    [Fact]
    public async Task A_text_that_another_language_has_is_marked_where_it_is_missing()
    {
        await FurnishAsync(Aurora, Published());
        SignIn(Roles.Admin);
        var page = Render<FormPage>(p => p.Add(f => f.Key, "about-you"));

        page.WaitForElements(".segment")[1].Click();

        page.WaitForAssertion(() => Assert.Equal(["Title", "Question"], page.FindAll("label:has(.untranslated)").Select(l => l.FirstChild!.TextContent.Trim())));
    }

    [Fact]
    public async Task Rules_conditions_and_purpose_are_saved_with_the_field()
    {
        await FurnishAsync(Aurora, Published());
        SignIn(Roles.Admin);
        var page = Render<FormPage>(p => p.Add(f => f.Key, "about-you"));
        page.WaitForElement("input[lang=en]");

        Button(page, "Add field").Click();
        Set(page, "Question", "Postcode");
        Set(page, "Name", "postcode");
        Set(page, "Pattern", "[0-9]{5}");
        Set(page, "Example", "12345");
        Set(page, "Asked", "givenName");
        Set(page, "when it is", "Amina");
        Set(page, "Why you ask", "To find your meter.");
        Set(page, "Heading above this field", "Where you live");
        Set(page, "Filled in beforehand from", "supplyPostcode");
        Button(page, "Save draft").Click();

        page.WaitForAssertion(() => Assert.Contains("Draft of version 2", page.Markup, StringComparison.Ordinal));
        var field = (await StoreAsync(db => db.Forms.SingleAsync(f => f.Version == 2))).Read().Fields[1];
        Assert.Equal(("[0-9]{5}", "12345", "givenName", "Amina", "supplyPostcode"), (field.Pattern, field.Example!.GetValue<string>(), field.VisibleWhen!.Field, field.VisibleWhen.Value!.GetValue<string>(), field.Prefill));
        Assert.Equal(("To find your meter.", "Where you live"), (field.Purpose!.In("en"), field.Section!.In("en")));
    }

    [Fact]
    public async Task What_a_form_lacks_is_listed_before_customers_see_it()
    {
        await FurnishAsync(Aurora, Published());
        SignIn(Roles.Admin);
        var page = Render<FormPage>(p => p.Add(f => f.Key, "about-you"));

        var toDo = page.WaitForElements("section[aria-labelledby=to-do] li");

        Assert.Contains(toDo, item => item.TextContent.Contains("Give an example that passes", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_older_version_is_brought_back_as_the_next_draft()
    {
        var older = Published();
        var newer = new Form { Key = older.Key, Version = 2, Definition = (older.Read() with { Title = LocalText.Of("Who are you?") }).ToJson(), PublishedAt = DateTimeOffset.UnixEpoch };
        await FurnishAsync(Aurora, older, newer);
        SignIn(Roles.Admin);
        var page = Render<FormPage>(p => p.Add(f => f.Key, "about-you"));

        page.WaitForElements("td.actions button")[0].Click();
        page.WaitForAssertion(() => Assert.Equal("About you", page.Find("input[lang=en]").GetAttribute("value")));
        Button(page, "Save draft").Click();

        page.WaitForAssertion(() => Assert.Contains("Draft of version 3", page.Markup, StringComparison.Ordinal));
        Assert.Equal(["About you", "Who are you?", "About you"], (await StoreAsync(db => db.Forms.OrderBy(f => f.Version).ToListAsync())).Select(f => f.Read().Title.In("en")));
    }

    [Fact]
    public async Task A_json_schema_becomes_a_form_to_look_at_before_it_is_saved()
    {
        await FurnishAsync(Aurora);
        SignIn(Roles.Admin);
        var page = Render<FormPage>(p => p.Add(f => f.Key, "new"));

        page.WaitForElement("#schema").Change("""{"title":"Your meter","properties":{"serial":{"type":"string","title":"Serial number"},"photos":{"type":"array"}}}""");
        Button(page, "Read the schema").Click();

        page.WaitForAssertion(() => Assert.Equal("Serial number", page.Find(".field-editor strong").TextContent));
        Assert.Contains("photos", page.Find("[aria-labelledby=notes]").TextContent, StringComparison.Ordinal);
        Assert.Equal(0, await StoreAsync(db => db.Forms.CountAsync()));
    }

    [Fact]
    public async Task A_schema_that_is_none_is_refused_beside_it()
    {
        await FurnishAsync(Aurora);
        SignIn(Roles.Admin);
        var page = Render<FormPage>(p => p.Add(f => f.Key, "new"));

        page.WaitForElement("#schema").Change("{ not json");
        Button(page, "Read the schema").Click();

        page.WaitForAssertion(() => Assert.Contains("not JSON", page.Find("#schema-help").TextContent, StringComparison.Ordinal));
    }

    /// <summary>Types into the last input of that label.</summary>
    private static void Set(IRenderedComponent<FormPage> page, string label, string value) =>
        page.Find("#" + page.FindAll("label").Last(l => l.TextContent.Trim().StartsWith(label, StringComparison.Ordinal)).GetAttribute("for")).Change(value);

    private static Form Published()
    {
        var definition = new FormDefinition { Key = "about-you", Title = LocalText.Of("About you"), Fields = [new() { Name = "givenName", Type = FieldTypes.Text, Label = LocalText.Of("First name"), Autocomplete = "given-name" }] };
        return new() { Key = "about-you", Version = 1, Definition = definition.ToJson(), PublishedAt = DateTimeOffset.UnixEpoch };
    }

    private static AngleSharp.Dom.IElement Button(IRenderedComponent<FormPage> page, string words) => page.FindAll("button").Single(b => b.TextContent.Trim().EndsWith(words, StringComparison.Ordinal));
}
