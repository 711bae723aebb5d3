using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Portico.App.Data;
using Portico.App.Shared;

namespace Portico.App.Users;

/// <summary>Turns <c>Authorization: Bearer pk_… | sk_… | ct_…</c> into a principal that names the tenant. A case token is checked against its case later where the case is loaded.</summary>
public sealed class ApiAuthentication(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory loggers, UrlEncoder encoder, PorticoDb db, RecentAnswers recent)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    public const string KindClaim = "kind";
    public const string EnvironmentClaim = "environment";
    public const string PublicKey = "pk", SecretKey = "sk", CaseToken = "ct";

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (BearerOf(Request.Headers.Authorization) is not { } token) return AuthenticateResult.NoResult();
        if (token.StartsWith("ct_", StringComparison.Ordinal))
        {
            var end = token.IndexOf('_', 3); // a tenant's short name has no underscore
            return end < 0 ? AuthenticateResult.Fail("Not a case token.") : Success(token[3..end], CaseToken, "customer");
        }

        var hash = Ids.Hash(token);
        var key = await recent.GetAsync(("api key", hash, ""), () => CrossTenant.Query<ApiKey>(db).SingleOrDefaultAsync(k => k.Hash == hash && k.RevokedAt == null, Context.RequestAborted));
        return key is null ? AuthenticateResult.Fail("Unknown key.") : Success(key.TenantId, key.Secret ? SecretKey : PublicKey, "key:" + key.Id.ToString("N"), key.Environment);
    }

    public static string? BearerOf(string? header) =>
        header is not null && header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) && header.Length is > 10 and < 300 ? header[7..].Trim() : null;

    protected override Task HandleChallengeAsync(AuthenticationProperties properties) => new Error(401, "api.unauthenticated", "Send a valid key or case token as a bearer token.").ToHttp().ExecuteAsync(Context);

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) => new Error(403, "api.forbidden", "This key may not do that.").ToHttp().ExecuteAsync(Context);

    /// <returns>The environment of the key that was shown; null: a case token, which opens its own case only.</returns>
    public static TenantEnvironment? EnvironmentOf(ClaimsPrincipal? key) => Enum.TryParse<TenantEnvironment>(key?.FindFirstValue(EnvironmentClaim), out var environment) ? environment : null;

    private AuthenticateResult Success(string tenantId, string kind, string actor, TenantEnvironment? environment = null)
    {
        var identity = new ClaimsIdentity([new Claim(StaffPrincipal.TenantClaim, tenantId), new Claim(KindClaim, kind), new Claim(ClaimTypes.NameIdentifier, actor)], Scheme.Name);
        if (environment is { } only) identity.AddClaim(new Claim(EnvironmentClaim, only.ToString()));
        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), Scheme.Name));
    }
}
