using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Portico.App.Data;
using Portico.App.Shared;
using Portico.App.Tenants;

namespace Portico.App.Users;

/// <summary>The first operator of a fresh platform: a one-time link on the console instead of a default password.</summary>
public static class SetUp
{
    public sealed record Request(string Name, string Email, string Password);

    private static readonly Error Gone = new(404, "set-up.gone", "This link is not valid, or the platform is set up already.");

    public static void Map(IEndpointRouteBuilder app) =>
        app.MapPost("/admin/set-up/{token}", async (string token, [FromForm] string? name, [FromForm] string? email, [FromForm] string? password, Handler handler, CancellationToken ct) =>
        {
            var result = await handler.HandleAsync(token, new Request(name ?? "", email ?? "", password ?? ""), ct);
            return result.Ok ? (IResult)TypedResults.Redirect("/admin/sign-in")
                : result.Error == Gone ? Gone.ToHttp()
                : TypedResults.Redirect($"/admin/set-up/{token}?error={Uri.EscapeDataString(result.Error.Text)}");
        }).AllowAnonymous().RequireRateLimiting("sign-in").WithOrder(-1).WithName("SetUp").ExcludeFromDescription();

    /// <summary>Lives in memory: it ends with the process and with the first operator.</summary>
    public sealed class Link(Ids ids)
    {
        public string Token { get; } = ids.Secret();

        public bool Is(string token) => CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(token), Encoding.UTF8.GetBytes(Token));
    }

    public sealed class Handler(PorticoDb db, Link link, UseCases useCases)
    {
        public async Task<bool> IsNeededAsync(CancellationToken ct) => !await CrossTenant.Query<Staff>(db).AnyAsync(ct);

        public async Task<Result<bool>> HandleAsync(string token, Request request, CancellationToken ct)
        {
            if (!link.Is(token) || !await IsNeededAsync(ct)) return Gone;
            return await useCases.RunAsync(Tenant.Platform, Actor.PlatformItself, (Creator creator) => creator.CreateAsync(request));
        }
    }

    public sealed class Creator(UserManager<Staff> users, TimeProvider clock, Ids ids)
    {
        public async Task<Result<bool>> CreateAsync(Request request)
        {
            if (string.IsNullOrWhiteSpace(request.Name)) return new Error(422, "set-up.invalid", "Enter your name.");
            if (request.Email.IndexOf('@') < 1) return new Error(422, "set-up.invalid", "Enter your e-mail address.");
            var staff = new Staff
            {
                TenantId = Tenant.Platform, Id = ids.New(), Email = request.Email.Trim(), NormalizedEmail = users.NormalizeEmail(request.Email.Trim())!,
                Name = request.Name.Trim(), Role = Roles.Operator, CreatedAt = clock.GetUtcNow(),
            };
            var created = await users.CreateAsync(staff, request.Password);
            return created.Succeeded ? true : new Error(422, "set-up.invalid", string.Join(" ", created.Errors.Select(e => e.Description)));
        }
    }
}
