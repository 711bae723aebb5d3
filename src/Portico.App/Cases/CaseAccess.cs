namespace Portico.App.Cases;

/// <summary>The customer's key of this request, put here at the edge (bearer token or cookie). Handlers for customers refuse any case that it does not open.</summary>
public sealed class CaseAccess
{
    private string? tokenHash;
    private bool all;

    /// <summary>The customer showed this case token.</summary>
    public void Show(string token) => tokenHash = Shared.Ids.Hash(token);

    /// <summary>A secret key or a member of staff may see every case of the tenant.</summary>
    public void AllowAll() => all = true;

    public bool OpensAll => all;

    public bool Opens(string caseTokenHash) =>
        all || tokenHash is not null && System.Security.Cryptography.CryptographicOperations.FixedTimeEquals(
            System.Text.Encoding.ASCII.GetBytes(tokenHash), System.Text.Encoding.ASCII.GetBytes(caseTokenHash));
}
