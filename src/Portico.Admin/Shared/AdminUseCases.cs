using Microsoft.AspNetCore.Components.Authorization;
using Portico.App.Shared;

namespace Portico.Admin.Shared;

/// <summary>Runs use cases as the signed-in member of staff, each in a scope of its own: a circuit outlives any unit of work.</summary>
public sealed class AdminUseCases(UseCases useCases, AuthenticationStateProvider authentication)
{
    /// <summary>Claim with the tenant's short name.</summary>
    public const string TenantClaim = "tenant";

    public async Task<T> RunAsync<THandler, T>(Func<THandler, Task<T>> useCase) where THandler : notnull
    {
        var user = (await authentication.GetAuthenticationStateAsync()).User;
        var tenant = user.FindFirst(TenantClaim)?.Value ?? throw new InvalidOperationException("The signed-in user belongs to no tenant.");
        return await useCases.RunAsync(tenant, Actor.Of(user), useCase);
    }
}
