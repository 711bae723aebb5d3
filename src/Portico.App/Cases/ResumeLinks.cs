using Portico.App.Data;
using Portico.App.Shared;

namespace Portico.App.Cases;

/// <summary>Makes the links that a message carries. Only the hash is stored; the secret exists in the message alone.</summary>
public sealed class ResumeLinks(PorticoDb db, PlatformAddress address, Ids ids)
{
    /// <summary>How long a mailed link leads back: as long as a case that nobody goes on with stays open. It opens nothing by itself.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromDays(30);

    /// <returns>The row to be committed once it is known where the link goes, and its address.</returns>
    public (ResumeLink Row, string Url) New(Case found, DateTimeOffset now)
    {
        var secret = ids.Secret();
        return (new ResumeLink { TokenHash = Ids.Hash(secret), CaseId = found.Id, CreatedAt = now, ExpiresAt = now + Life }, $"{address.Url}/t/{db.TenantId}/resume/{secret}");
    }

    public string Portal(string tenantId) => $"{address.Url}/t/{tenantId}/";
}
