using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using HandlebarsDotNet;
using Portico.App.Demo;
using Portico.App.Forms;

namespace Portico.App.Tests.Forms;

public sealed partial class ShippedContentTests
{
    private static readonly DateOnly Today = new(2026, 11, 22);
    private const string GsmCharacters = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";

    public static IEnumerable<object[]> EveryForm => DemoContent.Tenants.SelectMany(t => t.Forms.Keys.Select(key => new object[] { t.Id, key }));

    public static TheoryData<string> EveryTenant => new(DemoContent.Tenants.Select(t => t.Id));

    [Fact]
    public void Two_utilities_are_shipped()
    {
        Assert.Equal([("aurora", "electricity"), ("clearwater", "water")], DemoContent.Tenants.Select(t => (t.Id, t.Commodity)));
    }

    [Theory]
    [MemberData(nameof(EveryForm))]
    public void A_form_has_no_findings_and_speaks_every_language_of_its_tenant(string tenant, string key)
    {
        var form = Form(tenant, key);

        Assert.Equal(key, form.Key);
        Assert.Empty(FormFindings.Check(form, Tenant(tenant).Locales));
        Assert.DoesNotMatch(Placeholder(), Tenant(tenant).Forms[key]);
    }

    [Theory]
    [MemberData(nameof(EveryForm))]
    public void Each_language_has_words_of_its_own(string tenant, string key)
    {
        var form = Form(tenant, key);
        var texts = form.Fields.SelectMany(f => new[] { f.Label, f.Help, f.Purpose, f.Section }.Concat((f.Options ?? []).SelectMany(o => new[] { o.Label, o.Help, o.Note })))
            .Concat([form.Title, form.Intro, form.Submit]).OfType<Portico.App.Shared.LocalText>();

        Assert.All(texts, text =>
        {
            Assert.Equal(Tenant(tenant).Locales, text.Texts.Keys);
            Assert.Matches(@"\p{IsArabic}", text.In("ar"));
            Assert.Matches(@"\p{IsHangulSyllables}", text.In("ko"));
            Assert.Matches(@"\p{IsCJKUnifiedIdeographs}", text.In("zh-Hant"));
            Assert.Equal(text.Texts.Count, text.Texts.Values.Distinct().Count());
            Assert.All(text.Texts.Values, words => Assert.Equal(Numbers(text.In("en")), Numbers(words)));
        });
    }

    /// <summary>Prices must not be lost in translation, whatever mark they are written with.</summary>
    private static string Numbers(string text) => string.Join(' ', Number().Matches(text).Select(m => m.Value.Replace(',', '.')).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(EveryForm))]
    public void The_examples_of_a_form_pass_together_and_each_alone(string tenant, string key)
    {
        var form = Form(tenant, key);
        var examples = new JsonObject();
        foreach (var view in FormViews.Of(form, [], "en", Today, withExamples: true)) examples[view.Name] = view.Example?.DeepClone();

        var together = FormAnswers.Check(form, examples, [], "en", Today);
        var alone = FormAnswers.Check(form with { Fields = [.. form.Fields.Select(f => f with { VisibleWhen = null })] }, examples, [], "en", Today);

        Assert.Empty(together.Errors);
        Assert.Empty(alone.Errors);
        Assert.Equal(form.Fields.Where(f => f.Type != FieldTypes.Info).Select(f => f.Name), alone.Accepted.Select(a => a.Key));
        Assert.All(alone.Accepted, a => Assert.NotNull(a.Value));
    }

    [Theory]
    [MemberData(nameof(EveryTenant))]
    public void Marketing_consents_are_optional_and_each_stands_alone(string tenant)
    {
        var consents = Form(tenant, "consents").Fields;

        Assert.Equal(["terms"], consents.Where(f => f.Required).Select(f => f.Name));
        Assert.Equal(consents.Count, consents.Select(f => f.ConsentPurpose).Distinct().Count());
    }

    [Theory]
    [MemberData(nameof(EveryTenant))]
    public void The_colours_of_a_tenant_can_be_read(string tenant)
    {
        var theme = Tenant(tenant).Theme;

        Assert.True(Contrast(theme.OnBrand, theme.Brand) >= 4.5);
        Assert.True(Contrast(theme.Brand, "#ffffff") >= 4.5);
        Assert.True(Contrast(theme.Brand, theme.Tint) >= 4.5);
        Assert.True(Contrast(theme.BrandDark, "#121216") >= 4.5);
        Assert.NotEmpty(theme.MarkPath!);
    }

    [Theory]
    [MemberData(nameof(EveryTenant))]
    public void Each_message_exists_per_channel_and_language(string tenant)
    {
        var templates = Tenant(tenant).Templates;
        var expected = from key in new[] { "appointment-booked", "appointment-cancelled", "appointment-moved", "appointment-reminder", "in-review", "rejected", "reminder", "resume-link", "welcome", "withdrawal-notice", "withdrawal-received" }.Concat(tenant == "aurora" ? ["switch-registered"] : []) from channel in new[] { "email", "sms" } from locale in Tenant(tenant).Locales select (key, channel, locale);

        Assert.Equal(expected.Order(), templates.Select(t => (t.Key, t.Channel, t.Locale)).Order());
        Assert.All(templates, t => Assert.Equal(t.Channel == "email", !string.IsNullOrWhiteSpace(t.Subject)));
        Assert.All(templates, t => Assert.Equal(t.Locale == "ar", Regex.IsMatch(t.Body, @"\p{IsArabic}")));
        Assert.All(templates, t => Assert.Equal(t.Locale == "ko", Regex.IsMatch(t.Body, @"\p{IsHangulSyllables}")));
        Assert.All(templates, t => Assert.Equal(t.Locale == "zh-Hant", Regex.IsMatch(t.Body, @"\p{IsCJKUnifiedIdeographs}")));
    }

    [Theory]
    [MemberData(nameof(EveryTenant))]
    public void Messages_use_only_variables_that_exist_and_render_without_a_gap(string tenant)
    {
        string[] known = ["tenant.name", "tenant.supportEmail", "tenant.supportPhone", "customer.givenName", "customer.name", "case.number", "case.link", "appointment.service", "appointment.time", "appointment.link", "appointment.calendar", "withdrawal.contract", "withdrawal.until", "withdrawal.time", "withdrawal.link"];

        Assert.All(Tenant(tenant).Templates, template =>
        {
            Assert.All(Variable().Matches(template.Subject + template.Body).Select(m => m.Groups[1].Value), name => Assert.Contains(name, known));
            Assert.DoesNotContain("{{", Render(tenant, template), StringComparison.Ordinal);
        });
    }

    [Theory]
    [MemberData(nameof(EveryTenant))]
    public void Text_messages_are_short(string tenant)
    {
        Assert.All(Tenant(tenant).Templates.Where(t => t.Channel == "sms"), template =>
        {
            var text = Render(tenant, template);
            if (template.Locale == "en")
            {
                // One part; with a sealed address two.
                Assert.True(text.Length <= (HasSealedAddress(template) ? 2 * 153 : 160), $"{template.Key}: {text.Length}");
                Assert.All(text, c => Assert.Contains(c, GsmCharacters));
            }
            else
            {
                // Joined UCS-2 parts: two, with such an address four.
                Assert.True(text.Length <= (HasSealedAddress(template) ? 4 : 2) * 67, $"{template.Key}: {text.Length}");
            }
        });
    }

    private static bool HasSealedAddress(DemoTemplate template) => template.Body.Contains("appointment.link", StringComparison.Ordinal) || template.Body.Contains("withdrawal.link", StringComparison.Ordinal);

    private static DemoTenant Tenant(string id) => DemoContent.Tenants.Single(t => t.Id == id);

    private static FormDefinition Form(string tenant, string key) => FormDefinition.Parse(Tenant(tenant).Forms[key]);

    private static string Render(string tenant, DemoTemplate template)
    {
        var handlebars = Handlebars.Create(new HandlebarsConfiguration { NoEscape = true, ThrowOnUnresolvedBindingExpression = true });
        return handlebars.Compile(template.Body)(new
        {
            tenant = new { name = Tenant(tenant).Name, supportEmail = Tenant(tenant).SupportEmail, supportPhone = Tenant(tenant).SupportPhone },
            customer = new { givenName = "Maximiliana", name = template.Locale is "ko" or "zh-Hant" ? "陳大文" : "Maximiliana Ek" },
            appointment = new
            {
                service = template.Locale switch { "ar" => "مكالمة مع مستشار", "ko" => "상담사와 통화", "zh-Hant" => "與顧問通話", "tr" => "Danışmanla görüşme", _ => "Call with an adviser" },
                time = template.Locale switch { "ar" => "الاثنين 30 نوفمبر، 10:30", "ko" => "11월 30일 월요일 오전 10:30", "zh-Hant" => "11月30日 星期一 上午10:30", "tr" => "30 Kasım Pazartesi, 10:30", _ => "Mon 30 Nov, 10:30" },
                link = "https://start.example/t/clearwater/appointment/" + new string('x', 155), calendar = "https://start.example/t/clearwater/appointment/" + new string('x', 155) + "/appointment.ics",
            },
            withdrawal = new
            {
                contract = template.Locale switch { "ar" => "الانتقال إلى Aurora Energy", "ko" => "Aurora Energy(으)로 변경", "zh-Hant" => "轉換至 Aurora Energy", "tr" => "Aurora Energy şirketine geçiş", _ => "Switching to Aurora Energy" },
                until = template.Locale switch { "ar" => "12 ديسمبر 2026", "ko" => "2026년 12월 12일", "zh-Hant" => "2026年12月12日", "tr" => "12 Aralık 2026", _ => "12 December 2026" },
                time = template.Locale switch { "ar" => "الثلاثاء 1 ديسمبر 2026، 10:30 (توقيت London)", "ko" => "2026년 12월 1일 화요일 오전 10:30(London 시간)", "zh-Hant" => "2026年12月1日 星期二 上午10:30（London 時間）", "tr" => "1 Aralık 2026 Salı, 10:30 (London saati)", _ => "Tuesday, 1 December 2026, 10:30 (London time)" },
                link = "https://start.example/t/clearwater/withdraw/" + new string('x', 155),
            },
            @case = new { number = "C-7F3K9Q", link = "https://start.example/t/clearwater/resume/" + new string('x', 43) },
        });
    }

    /// <summary>WCAG's formula, written out here so that the shipped colours are judged by something else than the product.</summary>
    private static double Contrast(string one, string other)
    {
        var (a, b) = (Luminance(one), Luminance(other));
        return (Math.Max(a, b) + 0.05) / (Math.Min(a, b) + 0.05);
    }

    private static double Luminance(string colour)
    {
        double Channel(int at)
        {
            var share = Convert.ToInt32(colour.Substring(at, 2), 16) / 255.0;
            return share <= 0.04045 ? share / 12.92 : Math.Pow((share + 0.055) / 1.055, 2.4);
        }
        return (0.2126 * Channel(1)) + (0.7152 * Channel(3)) + (0.0722 * Channel(5));
    }

    [GeneratedRegex(@"\d+[.,]\d+")]
    private static partial Regex Number();

    [GeneratedRegex(@"\{\w+\}")]
    private static partial Regex Placeholder();

    [GeneratedRegex(@"\{\{\s*([\w.]+)\s*\}\}")]
    private static partial Regex Variable();
}
