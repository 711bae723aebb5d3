using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Portico.App.Audit;
using Portico.App.Data;
using Portico.App.Shared;

namespace Portico.App.Users;

/// <summary>Staff sign in with e-mail address and password. The answer to a wrong one is the same whether or not there is such an account.</summary>
public static class SignIn
{
    public sealed record Request(string Email, string Password, string? Tenant);

    private static readonly Error Wrong = new(401, "sign-in.wrong", "The e-mail address or the password is wrong.");
    private static readonly Error Locked = new(401, "sign-in.locked", "Too many attempts. Try again in 15 minutes.");
    private static readonly Error Ambiguous = new(409, "sign-in.ambiguous", "This address works for several utilities. Say which.");

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapPost("/admin/sign-in", async ([FromForm] string? email, [FromForm] string? password, [FromForm] string? tenant, [FromForm] string? returnUrl, Handler handler, CancellationToken ct) =>
        {
            var result = await handler.HandleAsync(new Request(email ?? "", password ?? "", tenant), ct);
            return TypedResults.Redirect(result.Ok ? LocalOr(returnUrl, "/admin") : $"/admin/sign-in?error={result.Error.Code.Split('.')[1]}&returnUrl={Uri.EscapeDataString(LocalOr(returnUrl, "/admin"))}");
        }).AllowAnonymous().RequireRateLimiting("sign-in").WithOrder(-1).WithName("SignIn").ExcludeFromDescription();

        // A cross-site form can't carry the antiforgery token, so nobody is signed out by a picture.
        app.MapPost("/admin/sign-out", async ([FromForm] string? from, SignInManager<Staff> sessions) =>
        {
            await sessions.SignOutAsync();
            return TypedResults.Redirect("/admin/sign-in");
        }).AllowAnonymous().WithOrder(-1).WithName("SignOut").ExcludeFromDescription();
    }

    private static string LocalOr(string? url, string otherwise) =>
        url is ['/', ..] && !url.StartsWith("//", StringComparison.Ordinal) && !url.StartsWith("/\\", StringComparison.Ordinal) ? url : otherwise;

    public sealed class Handler(PorticoDb db, UseCases useCases, ILookupNormalizer normalizer, IPasswordHasher<Staff> hasher)
    {
        private static readonly Staff Nobody = new() { Id = Guid.Empty, Email = "", NormalizedEmail = "", Name = "", Role = "" };

        public async Task<Result<bool>> HandleAsync(Request request, CancellationToken ct)
        {
            var normalized = normalizer.NormalizeEmail(request.Email.Trim());
            var candidates = await CrossTenant.Query<Staff>(db).Where(s => s.NormalizedEmail == normalized && !s.Disabled).Select(s => s.TenantId).ToListAsync(ct);
            if (!string.IsNullOrWhiteSpace(request.Tenant)) candidates.RemoveAll(t => t != request.Tenant.Trim());
            switch (candidates.Count)
            {
                case 0:
                    hasher.HashPassword(Nobody, request.Password); // as slow as a real check
                    return Wrong;
                case > 1:
                    return Ambiguous;
            }

            var result = await useCases.RunAsync(candidates[0], Actor.PlatformItself, (Session session) => session.OpenAsync(normalized!, request.Password));
            return result.Succeeded ? true : result.IsLockedOut ? Locked : Wrong;
        }
    }

    /// <summary>Runs in a scope of the account's tenant.</summary>
    public sealed class Session(PorticoDb db, UserManager<Staff> users, SignInManager<Staff> sessions, TimeProvider clock, Ids ids)
    {
        public async Task<Microsoft.AspNetCore.Identity.SignInResult> OpenAsync(string normalizedEmail, string password)
        {
            var staff = await db.Staff.SingleAsync(s => s.NormalizedEmail == normalizedEmail);
            var result = await sessions.CheckPasswordSignInAsync(staff, password, lockoutOnFailure: true);
            if (!result.Succeeded) return result;

            await sessions.SignInAsync(staff, isPersistent: false);
            db.Audit.Add(new AuditEntry { Id = ids.New(), At = clock.GetUtcNow(), Actor = "staff:" + await users.GetUserIdAsync(staff), Action = "staff.signed_in", Subject = "staff:" + staff.Id.ToString("N") });
            await db.SaveChangesAsync();
            return result;
        }
    }
}
