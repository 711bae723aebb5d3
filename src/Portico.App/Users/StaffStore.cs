using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Portico.App.Data;

namespace Portico.App.Users;

/// <summary>Keeps staff for ASP.NET Core Identity in our own tenant-owned table (Identity's EF tables know no tenant).</summary>
public sealed class StaffStore(PorticoDb db) : IUserPasswordStore<Staff>, IUserSecurityStampStore<Staff>, IUserLockoutStore<Staff>, IUserEmailStore<Staff>
{
    /// <summary>The id in the cookie: names the tenant, so that the session can be checked before a tenant is in scope.</summary>
    public static string IdOf(Staff staff) => $"{staff.TenantId}/{staff.Id:N}";

    public Task<Staff?> FindByIdAsync(string userId, CancellationToken cancellationToken)
    {
        if (userId.Split('/') is not [var tenantId, var text] || !Guid.TryParseExact(text, "N", out var id)) return Task.FromResult<Staff?>(null);
        return CrossTenant.Query<Staff>(db).SingleOrDefaultAsync(s => s.TenantId == tenantId && s.Id == id && !s.Disabled, cancellationToken);
    }

    public Task<Staff?> FindByEmailAsync(string normalizedEmail, CancellationToken cancellationToken) => db.Staff.SingleOrDefaultAsync(s => s.NormalizedEmail == normalizedEmail, cancellationToken);

    public Task<Staff?> FindByNameAsync(string normalizedUserName, CancellationToken cancellationToken) => FindByEmailAsync(normalizedUserName, cancellationToken);

    public async Task<IdentityResult> CreateAsync(Staff user, CancellationToken cancellationToken)
    {
        db.Staff.Add(user);
        await db.SaveChangesAsync(cancellationToken);
        return IdentityResult.Success;
    }

    public async Task<IdentityResult> UpdateAsync(Staff user, CancellationToken cancellationToken)
    {
        await db.SaveChangesAsync(cancellationToken); // always a tracked row of the tenant in scope
        return IdentityResult.Success;
    }

    public async Task<IdentityResult> DeleteAsync(Staff user, CancellationToken cancellationToken)
    {
        db.Staff.Remove(user);
        await db.SaveChangesAsync(cancellationToken);
        return IdentityResult.Success;
    }

    public Task<string> GetUserIdAsync(Staff user, CancellationToken cancellationToken) => Task.FromResult(IdOf(user));

    public Task<string?> GetUserNameAsync(Staff user, CancellationToken cancellationToken) => Task.FromResult<string?>(user.Email);

    public Task SetUserNameAsync(Staff user, string? userName, CancellationToken cancellationToken) => Task.CompletedTask; // the e-mail address is the name

    public Task<string?> GetNormalizedUserNameAsync(Staff user, CancellationToken cancellationToken) => Task.FromResult<string?>(user.NormalizedEmail);

    public Task SetNormalizedUserNameAsync(Staff user, string? normalizedName, CancellationToken cancellationToken) => Set(() => user.NormalizedEmail = normalizedName!);

    public Task<string?> GetEmailAsync(Staff user, CancellationToken cancellationToken) => Task.FromResult<string?>(user.Email);

    public Task SetEmailAsync(Staff user, string? email, CancellationToken cancellationToken) => Set(() => user.Email = email!);

    public Task<bool> GetEmailConfirmedAsync(Staff user, CancellationToken cancellationToken) => Task.FromResult(true);

    public Task SetEmailConfirmedAsync(Staff user, bool confirmed, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<string?> GetNormalizedEmailAsync(Staff user, CancellationToken cancellationToken) => Task.FromResult<string?>(user.NormalizedEmail);

    public Task SetNormalizedEmailAsync(Staff user, string? normalizedEmail, CancellationToken cancellationToken) => Set(() => user.NormalizedEmail = normalizedEmail!);

    public Task<string?> GetPasswordHashAsync(Staff user, CancellationToken cancellationToken) => Task.FromResult(user.PasswordHash);

    public Task<bool> HasPasswordAsync(Staff user, CancellationToken cancellationToken) => Task.FromResult(user.PasswordHash is not null);

    public Task SetPasswordHashAsync(Staff user, string? passwordHash, CancellationToken cancellationToken) => Set(() => user.PasswordHash = passwordHash);

    public Task<string?> GetSecurityStampAsync(Staff user, CancellationToken cancellationToken) => Task.FromResult<string?>(user.SecurityStamp);

    public Task SetSecurityStampAsync(Staff user, string stamp, CancellationToken cancellationToken) => Set(() => user.SecurityStamp = stamp);

    public Task<int> GetAccessFailedCountAsync(Staff user, CancellationToken cancellationToken) => Task.FromResult(user.AccessFailedCount);

    public Task<int> IncrementAccessFailedCountAsync(Staff user, CancellationToken cancellationToken) => Task.FromResult(++user.AccessFailedCount);

    public Task ResetAccessFailedCountAsync(Staff user, CancellationToken cancellationToken) => Set(() => user.AccessFailedCount = 0);

    public Task<bool> GetLockoutEnabledAsync(Staff user, CancellationToken cancellationToken) => Task.FromResult(true);

    public Task SetLockoutEnabledAsync(Staff user, bool enabled, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<DateTimeOffset?> GetLockoutEndDateAsync(Staff user, CancellationToken cancellationToken) => Task.FromResult(user.LockoutEnd);

    public Task SetLockoutEndDateAsync(Staff user, DateTimeOffset? lockoutEnd, CancellationToken cancellationToken) => Set(() => user.LockoutEnd = lockoutEnd);

    private static Task Set(Action change)
    {
        change();
        return Task.CompletedTask;
    }

    public void Dispose()
    {
        // The context belongs to the scope.
    }
}
