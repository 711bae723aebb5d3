using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Portico.App.Demo;
using Portico.App.Forms;
using static Microsoft.Playwright.Assertions;

namespace Portico.E2E.Portal;

/// <summary>Somebody at a screen who reads the words on the page and fills in what they ask for.</summary>
internal sealed class Visitor(IPage page, string tenantId, string locale)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly DemoTenant tenant = DemoContent.Tenants.Single(t => t.Id == tenantId);
    private readonly Dictionary<string, JsonNode?> answers = [];

    public IPage Page => page;

    /// <summary>Touches neither mouse nor screen.</summary>
    public bool Keyboard { get; init; }

    /// <summary>Done on each page of the journey before it is filled in.</summary>
    public Func<string, Task> OnEachPage { get; init; } = _ => Task.CompletedTask;

    public string TenantId => tenantId;

    public string CasePath => new Uri(page.Url).AbsolutePath.TrimEnd('/');

    public string CaseNumber => CasePath.Split('/')[4];

    private ILocator Heading => page.GetByRole(AriaRole.Heading, new() { Level = 1 });

    /// <param name="field">The field's name, or <c>form.field</c> for one form only.</param>
    public Visitor Answering(string field, JsonNode? value)
    {
        answers[field] = value;
        return this;
    }

    /// <summary>Opens the tenant's site and starts to move in, or another journey.</summary>
    /// <param name="first">Its first form.</param>
    public async Task StartAsync(string journey = "move-in", string first = "about-you")
    {
        await page.GotoAsync($"/t/{tenantId}/start/{journey}?lang={locale}");
        if (Keyboard) await Keys.ToAsync(page, "main button");
        else await page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Button).ClickAsync();
        await SeeAsync(first);
    }

    public string TitleOf(string form) => FormOf(form).Title.In(locale);

    public Task SeeAsync(string form) => Expect(Heading).ToHaveTextAsync(TitleOf(form), new() { Timeout = (float)Patience.TotalMilliseconds });

    /// <summary>Fills in and sends page after page until this one is open; it is left untouched.</summary>
    public async Task GoToAsync(string form)
    {
        for (var pages = 0; pages < 20; pages++)
        {
            var open = await OpenFormAsync();
            await OnEachPage(open.Key);
            if (open.Key == form) return;
            if (open.Kind == "end") throw new InvalidOperationException($"\"{form}\" was not reached: the journey ended at \"{open.Key}\".");
            if (Keyboard)
            {
                await Keys.FillInAsync(page, AnswersTo(open));
                await Keys.ToAsync(page, "form#step .actions button");
                continue;
            }

            await FillInAsync(open);
            await SendAsync();
        }

        throw new InvalidOperationException($"\"{form}\" was not reached in 20 pages.");
    }

    public async Task FillInAsync(string form) => await FillInAsync(FormOf(form));

    public Task SendAsync() => page.Locator("form#step").GetByRole(AriaRole.Button).ClickAsync();

    /// <summary>At the sandbox provider: follows the button there and presses an outcome.</summary>
    public async Task VisitProviderAsync(string outcome)
    {
        await page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Link).First.ClickAsync();
        await page.Locator($"button[value='{outcome}']").ClickAsync();
    }

    /// <summary>The form or last words whose title stands on the page; pages that only wait are waited for.</summary>
    private async Task<FormDefinition> OpenFormAsync()
    {
        var forms = tenant.Forms.Keys.Select(FormOf).ToList();
        var seen = await TestKit.Eventually.SeeAsync(TitleAsync, title => forms.Exists(form => form.Title.In(locale) == title), "a page of the journey is open", Patience);
        return forms.Single(form => form.Title.In(locale) == seen);
    }

    private async Task<string> TitleAsync()
    {
        try
        {
            return (await Heading.InnerTextAsync(new() { Timeout = 2_000 })).Trim();
        }
        catch (Exception e) when (e is PlaywrightException or TimeoutException)
        {
            return ""; // between two pages
        }
    }

    private FormDefinition FormOf(string key) => FormDefinition.Parse(tenant.Forms[key]);

    private async Task FillInAsync(FormDefinition form)
    {
        foreach (var (field, value) in Given(form)) await FillInAsync(field, value);
    }

    private IEnumerable<(FieldView Field, JsonNode Value)> Given(FormDefinition form)
    {
        var given = new JsonObject();
        foreach (var field in FormViews.Of(form, [], locale, DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime), withExamples: true))
        {
            if (field.VisibleWhen is { } condition && given[condition.Field]?.ToString() != condition.Value) continue;
            var value = answers.TryGetValue($"{form.Key}.{field.Name}", out var said) || answers.TryGetValue(field.Name, out said) ? said : field.Example;
            if (value is null) continue;
            given[field.Name] = value.DeepClone();
            yield return (field, value);
        }
    }

    /// <summary>What is typed into, or chosen at, each input, by its name.</summary>
    private Dictionary<string, string> AnswersTo(FormDefinition form)
    {
        var inputs = new Dictionary<string, string>();
        foreach (var (field, value) in Given(form))
        {
            if (field.Type == FieldTypes.Address) foreach (var part in FieldTypes.AddressParts) inputs[$"{field.Name}.{part}"] = value[part]?.ToString() ?? "";
            else if (field.Type != FieldTypes.Date) inputs[field.Name] = value.ToString();
            else foreach (var (part, text) in new[] { "year", "month", "day" }.Zip(value.ToString().Split('-'))) inputs[$"{field.Name}.{part}"] = text;
        }

        return inputs;
    }

    private async Task FillInAsync(FieldView field, JsonNode value)
    {
        switch (field.Type)
        {
            case FieldTypes.Choice:
                var option = field.Options!.Single(o => o.Value == value.ToString()).Label;
                await page.GetByRole(AriaRole.Radiogroup, new() { NameRegex = Named(field.Label) }).GetByRole(AriaRole.Radio, new() { NameRegex = Named(option) }).CheckAsync(new() { Force = true });
                break;
            case FieldTypes.Consent:
                await page.GetByRole(AriaRole.Checkbox, new() { NameRegex = Named(field.Label) }).SetCheckedAsync(value.GetValue<bool>(), new() { Force = true });
                break;
            case FieldTypes.Date:
                var day = DateOnly.Parse(value.ToString(), System.Globalization.CultureInfo.InvariantCulture);
                var parts = page.GetByRole(AriaRole.Group, new() { NameRegex = Named(field.Label) });
                await parts.Locator("input.day").FillAsync($"{day.Day}");
                await parts.Locator("input.month").FillAsync($"{day.Month}");
                await parts.Locator("input.year").FillAsync($"{day.Year}");
                break;
            case FieldTypes.Address:
                var lines = page.GetByRole(AriaRole.Group, new() { NameRegex = Named(field.Label) }).GetByRole(AriaRole.Textbox);
                foreach (var (part, index) in AddressLayouts.Of(tenant.Country).Select((part, index) => (part, index))) await lines.Nth(index).FillAsync(value[part]?.ToString() ?? "");
                break;
            default:
                await page.GetByRole(AriaRole.Textbox, new() { NameRegex = Named(field.Label) }).FillAsync(value.ToString());
                break;
        }
    }

    /// <summary>A name that begins with these words as a whole: "Ad" is not "Ad Soyad".</summary>
    private static Regex Named(string label) => new($@"^{Regex.Escape(label)}(\s|$)");
}
