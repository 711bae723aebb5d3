using Portico.App.Forms;
using Portico.App.Shared;

namespace Portico.App.Tests.Forms;

public sealed class FormFindingsTests
{
    private static readonly FormField Good = new() { Name = "it", Type = "text", Label = LocalText.Of("It"), Example = "x" };

    public static TheoryData<string, FormField> Flaws => new()
    {
        { "form.bad-name", Good with { Name = "meter point" } },
        { "form.bad-name", Good with { Name = "" } },
        { "form.unknown-type", Good with { Type = "colour" } },
        { "form.no-example", Good with { Example = null } },
        { "form.no-options", Good with { Type = "choice" } },
        { "form.duplicate-option", Good with { Type = "choices", Options = [new("a", LocalText.Of("A")), new("a", LocalText.Of("B"))], Example = "a" } },
        { "form.unknown-appearance", Good with { Appearance = "carousel" } },
        { "form.no-scheme", Good with { Type = "meter-point" } },
        { "form.unknown-scheme", Good with { Type = "meter-point", Scheme = "gb-meter" } },
        { "form.no-consent-purpose", Good with { Type = "consent", ConsentPurpose = "terms" } },
        { "form.bad-pattern", Good with { Pattern = "[" } },
        { "form.bad-pattern", Good with { Pattern = "(a)\\1" } },
        { "form.bad-pattern", Good with { Pattern = "(?=a)a" } },
        { "form.bad-limit", Good with { Min = "few" } },
        { "form.bad-limit", Good with { Type = "file", Max = "16" } },
        { "form.unknown-accept", Good with { Type = "file", Accept = "exe" } },
        { "form.never-prefilled", Good with { Type = "signature", Prefill = "other" } },
        { "form.bad-limit", Good with { Type = "date", Max = "tomorrow" } },
        { "form.bad-limit", Good with { Type = "date", Max = "today+1x" } },
        { "form.example-refused", Good with { Max = "3", Example = "four" } },
        { "form.example-refused", Good with { Pattern = "[0-9]{5}", Example = "1234" } },
        { "form.example-refused", Good with { Type = "iban", Example = "GB00NWBK60161331926819" } },
        { "form.never-prefilled", Good with { Type = "consent", ConsentPurpose = "terms", ConsentVersion = "1", Prefill = "earlier" } },
        { "form.prefilled-by-itself", Good with { Prefill = "it" } },
        { "form.condition-loop", Good with { VisibleWhen = new("it", "x") } },
    };

    [Theory]
    [MemberData(nameof(Flaws))]
    public void A_flaw_is_found_at_its_field(string id, FormField field)
    {
        var finding = Assert.Single(FormFindings.Check(Form(field), ["en"]));

        Assert.Equal((id, field.Name), (finding.Id, finding.Field));
    }

    [Fact]
    public void What_would_not_work_is_told_from_what_is_only_missing()
    {
        Assert.True(Assert.Single(FormFindings.Check(Form(Good with { Pattern = "[" }), ["en"])).Blocks);
        Assert.False(Assert.Single(FormFindings.Check(Form(Good with { Example = null }), ["en"])).Blocks);
    }

    [Fact]
    public void A_sound_form_has_no_findings()
    {
        Assert.Empty(FormFindings.Check(Form(Good), ["en"]));
    }

    [Fact]
    public void Two_fields_of_one_name_are_found_once()
    {
        Assert.Equal("form.duplicate-name", Assert.Single(FormFindings.Check(Form(Good, Good), ["en"])).Id);
    }

    [Fact]
    public void Each_missing_translation_is_found()
    {
        var found = FormFindings.Check(Form(Good with { Help = LocalText.Of("Help") }), ["en", "ar"]);

        Assert.Equal([null, "it", "it"], found.Select(f => f.Field));
        Assert.All(found, f => Assert.Equal("form.not-translated", f.Id));
    }

    [Fact]
    public void A_kind_or_tone_that_does_not_exist_is_found()
    {
        Assert.Equal(["form.unknown-kind", "form.unknown-tone"], FormFindings.Check(Form(Good) with { Kind = "wizard", Tone = "loud" }, ["en"]).Select(f => f.Id));
    }

    [Fact]
    public void Conditions_in_a_circle_are_found_and_show_neither_field()
    {
        var form = Form(Good with { Name = "a", VisibleWhen = new("b", "x") }, Good with { Name = "b", VisibleWhen = new("a", "x") });

        Assert.Equal(["form.condition-loop", "form.condition-loop"], FormFindings.Check(form, ["en"]).Select(f => f.Id));
        Assert.Empty(FormAnswers.Check(form, new() { ["a"] = "x", ["b"] = "x" }, [], "en", new(2026, 11, 22)).Accepted);
    }

    private static FormDefinition Form(params FormField[] fields) => new() { Key = "form", Title = LocalText.Of("Form"), Fields = fields };
}
