using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Portico.App.Data;
using Portico.App.Shared;

namespace Portico.App.Cases;

/// <summary>
/// The secret in the address of one wait of one case. It is nothing that is stored: it is sealed with the platform's keys, for this tenant, and worth nothing once the wait is over.
/// </summary>
public sealed class HookTokens(PorticoDb db, IDataProtectionProvider protection, PlatformAddress address)
{
    public string AddressOf(Guid caseId, string waitId, string path) => $"{address.Url}/hooks/{db.TenantId}{path}?token={Protector().Protect($"{caseId:N}/{waitId}")}";

    /// <returns>Null: nobody here made it, or for another tenant.</returns>
    public (Guid CaseId, string WaitId)? Read(string token)
    {
        if (token.Length is < 40 or > 1000) return null;
        try
        {
            return Protector().Unprotect(token).Split('/') is [var caseId, var waitId] && Guid.TryParseExact(caseId, "N", out var id) ? (id, waitId) : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private IDataProtector Protector() => protection.CreateProtector("hook", db.TenantId);
}
