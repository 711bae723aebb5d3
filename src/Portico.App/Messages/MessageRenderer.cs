using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using HandlebarsDotNet;
using Microsoft.EntityFrameworkCore;
using Portico.App.Data;
using Portico.App.Shared;
using Portico.App.Tenants;
using Portico.Workflows;

namespace Portico.App.Messages;

/// <summary>Chooses the channel and the language, and fills in the words.</summary>
public sealed class MessageRenderer(PorticoDb db)
{
    private static readonly ConcurrentDictionary<string, HandlebarsTemplate<object, object>> Compiled = new();
    // Text goes out as plain text, and is encoded only where it becomes HTML.
    private static readonly IHandlebars Plain = Handlebars.Create(new HandlebarsConfiguration { NoEscape = true, ThrowOnUnresolvedBindingExpression = false });

    /// <summary>The field in which a customer says in which language to write.</summary>
    public const string PreferredLanguage = "preferredLanguage";

    public sealed record Rendered(string Channel, string Locale, string To, string? Subject, string Text, string? Html)
    {
        /// <param name="callId">Of the call that sends it.</param>
        public Message MessageOf(Guid id, Guid caseId, string callId, string template, DateTimeOffset now) =>
            new() { Id = id, CaseId = caseId, CallId = callId, Template = template, Channel = Channel, Locale = Locale, To = To, Subject = Subject, Text = Text, Html = Html, CreatedAt = now };
    }

    /// <param name="channel"><c>preferred</c>, <c>email</c>, <c>sms</c> or <see cref="CallContracts.Durable"/>.</param>
    /// <param name="locale">The language of the case; one that the customer wants to be written to in goes before it.</param>
    /// <param name="answers">All answers of the customer: addresses and words come from them.</param>
    /// <param name="recipient">An e-mail address of the tenant's own people instead of the customer's.</param>
    /// <param name="more">What else the words may speak of, by its name: what it says in a language; asked only if they do.</param>
    /// <returns>Null when the customer left no address for any channel, or there is no such template.</returns>
    public async Task<Rendered?> RenderAsync(string template, string channel, string locale, JsonObject answers, string caseNumber, string link, CancellationToken ct, string? recipient = null, IReadOnlyDictionary<string, Func<string, Task<object?>>>? more = null)
    {
        var templates = await db.MessageTemplates.AsNoTracking().Where(t => t.Key == template).ToListAsync(ct);
        var tenantId = db.TenantId;
        var tenant = await db.Tenants.AsNoTracking().SingleAsync(t => t.Id == tenantId, ct);
        if (recipient is null && Text(answers, PreferredLanguage) is { } preferred && Locales.Offered(tenant, preferred) is { } spoken) locale = spoken;
        foreach (var candidate in Candidates(channel, answers))
        {
            var to = recipient ?? Text(answers, candidate == "sms" ? "phone" : "email");
            var words = Closest(templates.Where(t => t.Channel == candidate), locale, tenant.DefaultLocale);
            if (to is null || words is null) continue;

            var model = Model(tenant, answers, caseNumber, link);
            foreach (var (name, of) in more ?? new Dictionary<string, Func<string, Task<object?>>>())
                if ((words.Subject + words.Body).Contains(name + ".", StringComparison.Ordinal)) model[name] = await of(words.Locale);
            var text = Fill(words.Body, model);
            return new(candidate, words.Locale, to, words.Subject is null ? null : Fill(words.Subject, model), text, candidate == "email" ? EmailLayout.Html(tenant, words.Locale, text) : null);
        }

        return null;
    }

    private static string[] Candidates(string channel, JsonObject answers) => channel switch
    {
        "email" or "sms" => [channel],
        CallContracts.Durable => ["email", "sms"],
        _ => Text(answers, "preferredChannel") == "sms" ? ["sms", "email"] : ["email", "sms"],
    };

    private static MessageTemplate? Closest(IEnumerable<MessageTemplate> templates, string wanted, string tenantDefault)
    {
        var byLocale = templates.ToDictionary(t => t.Locale);
        var tag = LanguageTags.Nearest(wanted, byLocale.Keys) ?? LanguageTags.Nearest(tenantDefault, byLocale.Keys) ?? LanguageTags.Nearest("en", byLocale.Keys);
        return tag is null ? byLocale.Values.FirstOrDefault() : byLocale[tag];
    }

    private static string? Text(JsonObject answers, string name) =>
        answers[name] is JsonValue value && value.TryGetValue<string>(out var text) && text.Length > 0 ? text : null;

    private static Dictionary<string, object?> Model(Tenant tenant, JsonObject answers, string caseNumber, string link) => new()
    {
        ["tenant"] = new Dictionary<string, object?> { ["name"] = tenant.Name, ["supportEmail"] = tenant.SupportEmail, ["supportPhone"] = tenant.SupportPhone },
        ["customer"] = new Dictionary<string, object?> { ["givenName"] = Text(answers, "givenName") ?? "", ["name"] = PersonNames.Full(Text(answers, "givenName") ?? "", Text(answers, "familyName") ?? "") },
        ["case"] = new Dictionary<string, object?> { ["number"] = caseNumber, ["link"] = link },
        ["answers"] = answers.Where(a => a.Value is JsonValue).ToDictionary(a => a.Key, a => (object?)a.Value!.ToString()),
    };

    private static string Fill(string template, object model) => Compiled.GetOrAdd(template, Plain.Compile)(model);
}
