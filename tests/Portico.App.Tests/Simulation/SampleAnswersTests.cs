using Portico.App.Demo;
using Portico.App.Forms;
using Portico.App.Shared;
using Portico.App.Simulation;

namespace Portico.App.Tests.Simulation;

/// <summary>Made-up answers pass the form's own check, so that nobody has to think of any.</summary>
public sealed class SampleAnswersTests
{
    private static readonly DateOnly Today = new(2026, 11, 22);

    public static TheoryData<string, string> EveryShippedForm
    {
        get
        {
            var forms = new TheoryData<string, string>();
            foreach (var tenant in DemoContent.Tenants)
                foreach (var form in tenant.Forms.Keys) forms.Add(tenant.Id, form);
            return forms;
        }
    }

    [Theory]
    [MemberData(nameof(EveryShippedForm))]
    public void Every_shipped_form_can_be_filled_in(string tenant, string form)
    {
        var definition = FormDefinition.Parse(DemoContent.Tenants.Single(t => t.Id == tenant).Forms[form]);

        Assert.All(Enumerable.Range(0, 50).Select(seed => new SampleAnswers(new Random(seed))).Prepend(new SampleAnswers(null)), samples =>
            Assert.Empty(FormAnswers.Check(definition, samples.Of(definition, Today), [], "en", Today, files: SampleAnswers.Files(definition)).Errors));
    }

    [Fact]
    public void A_field_of_any_type_is_answered_without_an_example()
    {
        var fields = FieldTypes.All.Select(type => new FormField { Name = type.Replace("-", ""), Type = type, Label = LocalText.Of(type), Options = type.StartsWith("choice", StringComparison.Ordinal) ? [new("a", LocalText.Of("A")), new("b", LocalText.Of("B"))] : null })
            .Concat(Identifiers.All.Where(scheme => scheme != Identifiers.Iban).Select(scheme => new FormField { Name = scheme.Replace("-", ""), Type = FieldTypes.MeterPoint, Scheme = scheme, Label = LocalText.Of(scheme) }))
            .Append(new() { Name = "long", Type = FieldTypes.Text, Min = "12", Label = LocalText.Of("Long") })
            .Append(new() { Name = "born", Type = FieldTypes.Date, Max = "today-18y", Label = LocalText.Of("Born") })
            .Append(new() { Name = "starts", Type = FieldTypes.Date, Min = "today+14d", Label = LocalText.Of("Starts") })
            .Append(new() { Name = "few", Type = FieldTypes.Number, Min = "5", Max = "7", Label = LocalText.Of("Few") });
        var form = new FormDefinition { Key = "all", Title = LocalText.Of("All"), Fields = [.. fields] };

        Assert.Empty(FormAnswers.Check(form, new SampleAnswers(null).Of(form, Today), [], "en", Today, files: SampleAnswers.Files(form)).Errors);
    }
}
