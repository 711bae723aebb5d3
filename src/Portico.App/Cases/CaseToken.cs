using Portico.App.Shared;

namespace Portico.App.Cases;

/// <summary>The customer's key to one case: <c>ct_{tenant}_{256 bits}</c>. The tenant in it only says where to look; the secret is what opens.</summary>
public static class CaseToken
{
    public static string New(string tenantId, Ids ids) => $"ct_{tenantId}_{ids.Secret()}";
}
