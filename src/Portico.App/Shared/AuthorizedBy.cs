using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;

namespace Portico.App.Shared;

/// <summary>Who may call an API route: the policies that Host's authentication fulfils.</summary>
public static class AuthorizedBy
{
    public const string PublicKey = "api.public-key";
    public const string CaseToken = "api.case-token";
    public const string SecretKey = "api.secret-key";

    /// <summary>What changes what customers meet: no key of the test environment.</summary>
    public const string LiveSecretKey = "api.live-secret-key";
    public const string CaseTokenOrSecretKey = "api.case-token-or-secret-key";

    public const string Scheme = "portico-api";

    /// <summary>Marks the route with its policy; a route without any is refused by the fallback policy.</summary>
    public static RouteHandlerBuilder Accepts(this RouteHandlerBuilder route, string policy) => route.RequireAuthorization(policy);
}
