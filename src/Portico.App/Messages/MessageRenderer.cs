using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using HandlebarsDotNet;
using Microsoft.EntityFrameworkCore;
using Portico.App.Data;
using Portico.App.Tenants;

namespace Portico.App.Messages;

/// <summary>Chooses the channel and the language, and fills in the words.</summary>
public sealed class MessageRenderer(PorticoDb db)
{
    private static readonly ConcurrentDictionary<string, HandlebarsTemplate<object, object>> Compiled = new();
    // Text goes out as plain text, and is encoded only where it becomes HTML.
    private static readonly IHandlebars Plain = Handlebars.Create(new HandlebarsConfiguration { NoEscape = true, ThrowOnUnresolvedBindingExpression = false });

    public sealed record Rendered(string Channel, string Locale, string To, string? Subject, string Text, string? Html);

    /// <param name="channel"><c>preferred</c>, <c>email</c> or <c>sms</c>.</param>
    /// <param name="answers">All answers of the customer: addresses and words come from them.</param>
    /// <param name="recipient">An e-mail address of the tenant's own people instead of the customer's.</param>
    /// <param name="appointment">What the words may say of one; asked only if they do.</param>
    /// <returns>Null when the customer left no address for any channel, or there is no such template.</returns>
    public async Task<Rendered?> RenderAsync(string template, string channel, string locale, JsonObject answers, string caseNumber, string link, CancellationToken ct, string? recipient = null, Func<Task<object?>>? appointment = null)
    {
        var templates = await db.MessageTemplates.AsNoTracking().Where(t => t.Key == template).ToListAsync(ct);
        var tenantId = db.TenantId;
        var tenant = await db.Tenants.AsNoTracking().SingleAsync(t => t.Id == tenantId, ct);
        foreach (var candidate in Candidates(channel, answers))
        {
            var to = recipient ?? Text(answers, candidate == "sms" ? "phone" : "email");
            var words = templates.Where(t => t.Channel == candidate).OrderByDescending(t => Closeness(t.Locale, locale, tenant.DefaultLocale)).FirstOrDefault();
            if (to is null || words is null) continue;

            var model = Model(tenant, answers, caseNumber, link);
            if (appointment is not null && (words.Subject + words.Body).Contains("appointment.", StringComparison.Ordinal)) model["appointment"] = await appointment();
            var text = Fill(words.Body, model);
            return new(candidate, words.Locale, to, words.Subject is null ? null : Fill(words.Subject, model), text, candidate == "email" ? EmailLayout.Html(tenant, words.Locale, text) : null);
        }

        return null;
    }

    private static string[] Candidates(string channel, JsonObject answers) => channel switch
    {
        "email" or "sms" => [channel],
        _ => Text(answers, "preferredChannel") == "sms" ? ["sms", "email"] : ["email", "sms"],
    };

    private static int Closeness(string candidate, string wanted, string tenantDefault) =>
        candidate == wanted ? 4 : candidate.Split('-')[0] == wanted.Split('-')[0] ? 3 : candidate == tenantDefault ? 2 : candidate == "en" ? 1 : 0;

    private static string? Text(JsonObject answers, string name) =>
        answers[name] is JsonValue value && value.TryGetValue<string>(out var text) && text.Length > 0 ? text : null;

    private static Dictionary<string, object?> Model(Tenant tenant, JsonObject answers, string caseNumber, string link) => new()
    {
        ["tenant"] = new Dictionary<string, object?> { ["name"] = tenant.Name, ["supportEmail"] = tenant.SupportEmail, ["supportPhone"] = tenant.SupportPhone },
        ["customer"] = new Dictionary<string, object?> { ["givenName"] = Text(answers, "givenName") ?? "" },
        ["case"] = new Dictionary<string, object?> { ["number"] = caseNumber, ["link"] = link },
        ["answers"] = answers.Where(a => a.Value is JsonValue).ToDictionary(a => a.Key, a => (object?)a.Value!.ToString()),
    };

    private static string Fill(string template, object model) => Compiled.GetOrAdd(template, Plain.Compile)(model);
}
