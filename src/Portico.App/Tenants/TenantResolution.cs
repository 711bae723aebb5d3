using Microsoft.AspNetCore.Http;
using Portico.App.Data;
using Portico.App.Shared;

namespace Portico.App.Tenants;

/// <summary>
/// Says once per request whose it is: from the path, the key or token, or the signed-in member of staff. The host name may add a claim of its own;
/// whoever disagrees gets the same 404 as for something that does not exist.
/// </summary>
public sealed class TenantResolution(RequestDelegate next, TenantDirectory directory)
{
    private static readonly Error NotFound = new(404, "not_found", "There is nothing here.");

    public async Task InvokeAsync(HttpContext context, TenantScope scope, CurrentTenant current, CurrentActor actor)
    {
        var ct = context.RequestAborted;
        var byHost = await directory.OfHostAsync(context.Request.Host.Host.TrimEnd('.').ToLowerInvariant(), ct);
        var path = context.Request.Path;
        string? tenantId = null;
        var staff = false;

        if (path.StartsWithSegments("/api"))
        {
            tenantId = context.User.FindFirst("tenant")?.Value;
            if (tenantId is not null) actor.Enter(new Actor(context.User.FindFirst(System.Security.Claims.ClaimTypes.NameIdentifier)!.Value));
        }
        else if (path.StartsWithSegments("/t", out var rest) || path.StartsWithSegments("/callbacks", out rest) || path.StartsWithSegments("/hooks", out rest))
        {
            tenantId = rest.Value?.Split('/') is ["", { Length: > 0 } name, ..] ? name : "";
            actor.Enter(Actor.Customer);
        }
        else if (context.User.Identity?.IsAuthenticated == true)
        {
            (tenantId, staff) = (context.User.FindFirst("tenant")?.Value, true);
            actor.Enter(Actor.Of(context.User));
        }

        if (tenantId is null)
        {
            await next(context); // sign-in, health, static files: nobody's; a handler that needs a tenant throws
            return;
        }

        if (byHost is not null && byHost != tenantId || await FindAsync(tenantId, staff, ct) is not { } tenant)
        {
            await NotFound.ToHttp().ExecuteAsync(context);
            return;
        }

        scope.Enter(tenant.Id);
        current.Enter(tenant);
        await next(context);
    }

    // The operators' scope is no utility: it has staff, but no portal, no keys and no callbacks.
    private async Task<Tenant?> FindAsync(string id, bool staff, CancellationToken ct) =>
        id != Tenant.Platform ? await directory.FindAsync(id, ct)
        : staff ? new Tenant { Id = Tenant.Platform, Name = "Portico", Commodity = "", Country = "" } : null;
}
