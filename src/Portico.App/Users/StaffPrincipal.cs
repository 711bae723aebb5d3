using System.Security.Claims;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Portico.App.Data;
using Portico.App.Tenants;

namespace Portico.App.Users;

/// <summary>What the session cookie says about a member of staff: who, of which tenant, in which role.</summary>
public sealed class StaffPrincipal(UserManager<Staff> users, IOptions<IdentityOptions> options, PorticoDb db) : UserClaimsPrincipalFactory<Staff>(users, options)
{
    public const string TenantClaim = "tenant";
    public const string TenantNameClaim = "tenant.name";

    protected override async Task<ClaimsIdentity> GenerateClaimsAsync(Staff user)
    {
        var identity = await base.GenerateClaimsAsync(user);
        if (identity.FindFirst(ClaimTypes.Name) is { } email) identity.RemoveClaim(email);
        identity.AddClaim(new Claim(ClaimTypes.Name, user.Name));
        identity.AddClaim(new Claim(ClaimTypes.Role, user.Role));
        identity.AddClaim(new Claim(TenantClaim, user.TenantId));
        var tenant = await db.Tenants.Where(t => t.Id == user.TenantId).Select(t => t.Name).SingleOrDefaultAsync();
        identity.AddClaim(new Claim(TenantNameClaim, tenant ?? "Portico"));
        return identity;
    }
}
