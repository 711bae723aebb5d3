using System.Globalization;
using System.Net.Mail;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Portico.App.Audit;
using Portico.App.Calendars;
using Portico.App.Data;
using Portico.App.Forms;
using Portico.App.Shared;
using Portico.App.Tenants;
using Portico.App.Users;

namespace Portico.App.Company;

/// <summary>What a utility says of itself to its customers: languages, where to ask, its clock and quiet hours, its colours. Name, country and commodity are its operator's.</summary>
public static partial class SaveCompany
{
    private const int MinutesOfDay = 24 * 60;

    /// <param name="Revision">As it was read.</param>
    /// <param name="QuietFrom">Minutes after midnight; both or none.</param>
    /// <param name="Brand">Colours are <c>#rrggbb</c>.</param>
    public sealed record Request(
        int Revision, string SupportEmail, string SupportPhone, string TimeZone, int? QuietFrom, int? QuietUntil, IReadOnlyList<string> Locales, string DefaultLocale, string Brand, string OnBrand, string BrandDark, string Tint);

    /// <param name="Offered">Languages in which our own words exist, and those that the company has already.</param>
    public sealed record View(
        int Revision, string Name, string Country, string SupportEmail, string SupportPhone, string TimeZone, int? QuietFrom, int? QuietUntil, IReadOnlyList<string> Locales, string DefaultLocale, IReadOnlyList<string> Offered, TenantTheme Theme);

    private static readonly Error ChangedMeanwhile = new(409, "company.changed_meanwhile", "Somebody else changed this meanwhile. Reload the page, then make your change again.");

    [GeneratedRegex(@"\A\+?[0-9][0-9 ()/.\-]{3,28}[0-9]\z")]
    private static partial Regex Phone();

    public sealed class Handler(PorticoDb db, TenantDirectory tenants, TenantCalendars calendars, CurrentActor actor, Ids ids, TimeProvider clock)
    {
        public async Task<Result<View>> ReadAsync(CancellationToken ct) =>
            Allowed.UnlessAdmin(actor) is { } no ? no : ViewOf(await db.Tenants.AsNoTracking().SingleAsync(t => t.Id == db.TenantId, ct));

        public async Task<Result<View>> HandleAsync(Request request, CancellationToken ct)
        {
            if (Allowed.UnlessAdmin(actor) is { } no) return no;
            var tenant = await db.Tenants.SingleAsync(t => t.Id == db.TenantId, ct);
            if (tenant.Revision != request.Revision) return ChangedMeanwhile;
            var errors = Check(request, ViewOf(tenant).Offered);
            if (errors.Count > 0) return new Error(422, "company.not_valid", "Some of it cannot be saved as it is.") { Fields = errors.ToDictionary(e => e.Key, e => e.Value.ToArray()) };

            tenant.Revision++;
            (tenant.SupportEmail, tenant.SupportPhone) = (OrNull(request.SupportEmail), OrNull(request.SupportPhone));
            (tenant.TimeZone, tenant.QuietFrom, tenant.QuietUntil) = (request.TimeZone, request.QuietFrom, request.QuietUntil);
            (tenant.DefaultLocale, tenant.Locales) = (request.DefaultLocale, [.. request.Locales.Distinct()]);
            tenant.Theme = tenant.Theme with { Brand = request.Brand, OnBrand = request.OnBrand, BrandDark = request.BrandDark, Tint = request.Tint };
            db.Audit.Add(new AuditEntry
            {
                Id = ids.New(), At = clock.GetUtcNow(), Actor = actor.Value.Id, Action = "company.saved", Subject = "tenant:" + tenant.Id,
                Data = new JsonObject
                {
                    ["languages"] = string.Join(' ', tenant.Locales), ["default"] = tenant.DefaultLocale, ["timeZone"] = tenant.TimeZone, ["quietFrom"] = tenant.QuietFrom, ["quietUntil"] = tenant.QuietUntil,
                    ["colours"] = string.Join(' ', request.Brand, request.OnBrand, request.BrandDark, request.Tint),
                }.ToJsonString(),
            });
            try
            {
                await db.SaveChangesAsync(ct);
            }
            catch (DbUpdateConcurrencyException)
            {
                return ChangedMeanwhile;
            }

            tenants.Forget(tenant.Id);
            calendars.Forget();
            return ViewOf(tenant);
        }

        private static View ViewOf(Tenant tenant) => new(
            tenant.Revision, tenant.Name, tenant.Country, tenant.SupportEmail ?? "", tenant.SupportPhone ?? "", tenant.TimeZone, tenant.QuietFrom, tenant.QuietUntil, tenant.Locales, tenant.DefaultLocale,
            [.. FormTexts.Locales.Union(tenant.Locales).Order(StringComparer.Ordinal)], tenant.Theme);
    }

    private static Dictionary<string, List<string>> Check(Request request, IReadOnlyList<string> offered)
    {
        var errors = new Dictionary<string, List<string>>();
        void Add(string field, string words) => (errors.TryGetValue(field, out var list) ? list : errors[field] = []).Add(words);

        if (OrNull(request.SupportEmail) is { } email && (email.Length > 254 || !MailAddress.TryCreate(email, out var read) || read.Address != email)) Add("supportEmail", "Write one address, such as help@example.com, or leave it empty.");
        if (OrNull(request.SupportPhone) is { } phone && !Phone().IsMatch(phone)) Add("supportPhone", "Write the number as customers dial it, such as +44 20 7946 0000, or leave it empty.");
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(request.TimeZone, out var zone) || !zone.HasIanaId) Add("timeZone", "Choose a time zone of the list.");
        if (request.QuietFrom is null != request.QuietUntil is null) Add("quiet", "Say when the quiet hours begin and when they end, or neither.");
        else if (request.QuietFrom is < 0 or >= MinutesOfDay || request.QuietUntil is < 0 or >= MinutesOfDay) Add("quiet", "Write times from 00:00 to 23:59.");
        else if (request.QuietFrom is { } from && from == request.QuietUntil) Add("quiet", "Quiet hours need a beginning and another end; for none at all, leave both empty.");
        if (request.Locales.Count == 0) Add("locales", "Choose at least one language.");
        foreach (var unknown in request.Locales.Except(offered)) Add("locales", $"The language “{unknown}” is not offered here.");
        if (!request.Locales.Contains(request.DefaultLocale)) Add("defaultLocale", "The default must be one of the chosen languages.");
        (string Field, string Colour)[] colours = [("brand", request.Brand), ("onBrand", request.OnBrand), ("brandDark", request.BrandDark), ("tint", request.Tint)];
        foreach (var (field, colour) in colours)
            if (!Contrast.IsColour(colour)) Add(field, "Write a colour as #rrggbb.");
        if (!colours.All(c => Contrast.IsColour(c.Colour))) return errors;
        foreach (var (colour, what, ratio) in Contrast.Of(new() { Brand = request.Brand, OnBrand = request.OnBrand, BrandDark = request.BrandDark, Tint = request.Tint }).Where(pair => pair.Ratio < Contrast.Readable))
            Add(char.ToLowerInvariant(colour[0]) + colour[1..], string.Create(CultureInfo.InvariantCulture, $"Many people cannot read {what}: the contrast is {Math.Floor(ratio * 10) / 10:0.0}, at least {Contrast.Readable:0.0} is needed."));
        return errors;
    }

    private static string? OrNull(string text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
