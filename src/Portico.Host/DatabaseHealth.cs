using Microsoft.Extensions.Diagnostics.HealthChecks;
using Portico.App.Tenants;

namespace Portico.Host;

internal sealed class DatabaseHealth(TenantDirectory tenants) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        await tenants.CanReadAsync(cancellationToken) ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy("The database does not answer.");
}
