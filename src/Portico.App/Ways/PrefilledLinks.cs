using System.Text.Json.Nodes;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Portico.App.Data;
using Portico.App.Shared;

namespace Portico.App.Ways;

/// <summary>Links that start a journey with answers in it. The address holds 256 random bits and nothing of the answers.</summary>
public sealed class PrefilledLinks(PorticoDb db, IDataProtectionProvider protection, PlatformAddress address, TimeProvider clock)
{
    /// <summary>The same for a link that nobody made, that was changed, that is of another tenant or journey, that has expired and that was used up.</summary>
    public static readonly Error Gone = new(410, "link.gone", "This link can no longer be used.");

    /// <param name="Locale">The language of the link; null: the visitor's.</param>
    /// <param name="UsedBy">The number of the case that used it up; null: a case can be started.</param>
    public sealed record View(string? Locale, string? UsedBy);

    public string AddressOf(string journey, TenantEnvironment environment, string secret) => $"{PageOf(journey, environment)}/prefilled/{secret}";

    /// <summary>The address of a journey's start page.</summary>
    public string PageOf(string journey, TenantEnvironment environment) => $"{address.Url}/t/{db.TenantId}{(environment == TenantEnvironment.Test ? "/test" : "")}/start/{Uri.EscapeDataString(journey)}";

    /// <summary>Looking changes nothing: mail scanners look, too.</summary>
    public async Task<Result<View>> LookAsync(string journey, TenantEnvironment environment, string secret, CancellationToken ct)
    {
        var found = await FindAsync(db.Prefills.AsNoTracking(), journey, environment, secret, ct);
        return found is null || !found.IsOpen(clock.GetUtcNow()) && found.UsedBy is null ? Gone : new View(found.Locale, found.UsedBy);
    }

    /// <summary>To be used in the commit that starts a case; null: it is gone.</summary>
    internal async Task<(Prefill Row, JsonObject Answers)?> TakeAsync(string journey, TenantEnvironment environment, string secret, CancellationToken ct) =>
        await FindAsync(db.Prefills, journey, environment, secret, ct) is { } found && found.IsOpen(clock.GetUtcNow()) ? (found, Open(found, secret)) : null;

    internal string Seal(string journey, string secret, JsonObject answers) => Protector(journey, secret).Protect(answers.ToJsonString());

    private JsonObject Open(Prefill found, string secret) => JsonNode.Parse(Protector(found.JourneyKey, secret).Unprotect(found.Sealed))!.AsObject();

    private static Task<Prefill?> FindAsync(IQueryable<Prefill> rows, string journey, TenantEnvironment environment, string secret, CancellationToken ct)
    {
        var hash = Ids.Hash(secret);
        return rows.SingleOrDefaultAsync(p => p.TokenHash == hash && p.JourneyKey == journey && p.Environment == environment, ct);
    }

    // The secret is one of the purposes, so the platform's keys alone open nothing.
    private IDataProtector Protector(string journey, string secret) => protection.CreateProtector("prefill", db.TenantId, journey, secret);
}
