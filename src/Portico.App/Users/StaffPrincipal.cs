using System.Security.Claims;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace Portico.App.Users;

/// <summary>What the session cookie says about a member of staff: who, of which tenant, in which role.</summary>
public sealed class StaffPrincipal(UserManager<Staff> users, IOptions<IdentityOptions> options) : UserClaimsPrincipalFactory<Staff>(users, options)
{
    public const string TenantClaim = "tenant";

    protected override async Task<ClaimsIdentity> GenerateClaimsAsync(Staff user)
    {
        var identity = await base.GenerateClaimsAsync(user);
        if (identity.FindFirst(ClaimTypes.Name) is { } email) identity.RemoveClaim(email);
        identity.AddClaim(new Claim(ClaimTypes.Name, user.Name));
        identity.AddClaim(new Claim(ClaimTypes.Role, user.Role));
        identity.AddClaim(new Claim(TenantClaim, user.TenantId));
        return identity;
    }
}
