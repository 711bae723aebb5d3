using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Portico.App;

public static class StudioSetup
{
    public static IServiceCollection AddStudio(this IServiceCollection services, IConfiguration configuration) => services;
    public static IEndpointRouteBuilder MapStudio(this IEndpointRouteBuilder app) => app;
}
