using System.Security.Claims;
using Microsoft.Extensions.DependencyInjection;
using Portico.App.Data;

namespace Portico.App.Shared;

/// <summary>Runs one use case in a scope of its own for a tenant: for whatever outlives a request (a Blazor circuit, a worker).</summary>
public sealed class UseCases(IServiceScopeFactory scopes)
{
    public async Task<T> RunAsync<THandler, T>(string tenantId, Actor actor, Func<THandler, Task<T>> useCase) where THandler : notnull
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<TenantScope>().Enter(tenantId);
        scope.ServiceProvider.GetRequiredService<CurrentActor>().Enter(actor);
        return await useCase(scope.ServiceProvider.GetRequiredService<THandler>());
    }
}

/// <summary>Who acts, for the audit and for what is allowed.</summary>
/// <param name="Id"><c>staff:{id}</c>, <c>key:{id}</c>, <c>customer</c>, <c>provider:{installation}</c> or <c>platform</c>.</param>
/// <param name="Name">For people to read; empty where there is none.</param>
/// <param name="Role">A staff role, or empty.</param>
public sealed record Actor(string Id, string Name = "", string Role = "")
{
    public static readonly Actor Customer = new("customer");
    public static readonly Actor PlatformItself = new("platform");

    /// <summary>A member of staff or a key: somebody who acts for the tenant.</summary>
    public bool OfTenant => Id.StartsWith("staff:", StringComparison.Ordinal) || Id.StartsWith("key:", StringComparison.Ordinal);

    /// <summary>The signed-in member of staff.</summary>
    public static Actor Of(ClaimsPrincipal user) => new(
        "staff:" + user.FindFirstValue(ClaimTypes.NameIdentifier), user.FindFirstValue(ClaimTypes.Name) ?? "", user.FindFirstValue(ClaimTypes.Role) ?? "");
}

/// <summary>The actor of this scope.</summary>
public sealed class CurrentActor
{
    private Actor? actor;

    public Actor Value => actor ?? throw new InvalidOperationException("Nobody acts in this scope.");

    public void Enter(Actor who) => actor = who;
}
