using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Portico.App.Journeys;

namespace Portico.App.Studio;

/// <summary>The designer's pages and files under <c>/studio</c>, and Elsa's REST contract under <c>/elsa/api</c> mapped onto journeys and cases.</summary>
public static class StudioSetup
{
    public static IServiceCollection AddStudio(this IServiceCollection services, IConfiguration configuration)
    {
        services.Configure<StudioOptions>(configuration.GetSection("Portico:Studio"));
        services.TryAddSingleton<StudioFiles>();
        services.TryAddScoped<Descriptors>();
        services.TryAddScoped<JourneyActivities>();
        services.TryAddScoped<Definitions>();
        services.TryAddScoped<Instances>();
        services.TryAddScoped<TestRuns>();
        services.TryAddScoped<SaveJourney.Handler>();
        services.TryAddScoped<CheckJourney.Handler>();
        services.TryAddScoped<PublishJourney.Handler>();
        services.TryAddScoped<RetractJourney.Handler>();
        services.TryAddScoped<RevertJourney.Handler>();
        services.TryAddScoped<DeleteJourney.Handler>();
        return services;
    }

    /// <summary>Needs the policies <c>staff</c> and <c>admin</c>, and the tenant and actor of the signed-in person entered before endpoints run.</summary>
    public static IEndpointRouteBuilder MapStudio(this IEndpointRouteBuilder app)
    {
        app.ServiceProvider.GetRequiredService<StudioFiles>().ReportMissing();
        StudioPages.Map(app);

        var api = app.MapGroup("/elsa/api").ExcludeFromDescription().AddEndpointFilter<StudioRequests>();
        var reads = api.MapGroup("").RequireAuthorization("staff");
        var writes = api.MapGroup("").RequireAuthorization("admin");
        DescriptorRoutes.Map(reads);
        DefinitionRoutes.MapReads(reads);
        DefinitionRoutes.MapWrites(writes);
        BulkRoutes.Map(writes);
        InstanceRoutes.Map(reads);
        // A call of the contract that we do not serve must say so in JSON; never somebody's page.
        reads.MapFallback(() => Results.Json(new { statusCode = 404, message = "Portico does not serve this call of the designer." }, statusCode: 404));
        return app;
    }
}
