using System.Buffers.Text;
using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Portico.App.Data;

namespace Portico.App.Cases;

/// <summary>
/// Ids in addresses that go out in messages. They are sealed with the platform's keys, for this tenant and one purpose; whoever has such an address can do what it is for, and nothing else.
/// </summary>
public sealed class SealedIds(PorticoDb db, IDataProtectionProvider protection)
{
    // As bytes, because it goes into text messages, where each character counts.
    public string Seal(string purpose, Guid id) => Base64Url.EncodeToString(Protector(purpose).Protect(id.ToByteArray()));

    /// <returns>Null: nobody here made it, or for another tenant or purpose.</returns>
    public Guid? Open(string purpose, string token)
    {
        if (token.Length is < 40 or > 1000) return null;
        try
        {
            return new Guid(Protector(purpose).Unprotect(Base64Url.DecodeFromChars(token)));
        }
        catch (Exception e) when (e is CryptographicException or FormatException or ArgumentException)
        {
            return null;
        }
    }

    private IDataProtector Protector(string purpose) => protection.CreateProtector(purpose, db.TenantId);
}
