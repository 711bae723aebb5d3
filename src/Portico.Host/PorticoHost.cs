using Microsoft.AspNetCore.Diagnostics;
using Portico.Admin;
using Portico.App;
using Portico.App.Data;
using Portico.App.Plugins;
using Portico.App.Shared;
using Portico.App.Tenants;
using Portico.Database.Postgres;
using Portico.Database.Sqlite;
using Portico.Portal;

namespace Portico.Host;

/// <summary>The whole process. Tests build it too, with their own clock.</summary>
public static class PorticoHost
{
    public static WebApplication Build(string[] args, Action<WebApplicationBuilder>? customise = null)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ApplicationName = typeof(PorticoHost).Assembly.GetName().Name });
        DemoGuard.Check(builder);
        FaultGuard.Check(builder);

        _ = (builder.Configuration["Portico:Database:Engine"] ?? SqliteEngine.Name) switch
        {
            SqliteEngine.Name => builder.Services.AddPorticoSqlite(builder.Configuration),
            PostgresEngine.Name => builder.Services.AddPorticoPostgres(builder.Configuration),
            var other => throw new InvalidOperationException($"Portico:Database:Engine is \"{other}\"; it can be {SqliteEngine.Name} or {PostgresEngine.Name}."),
        };
        builder.Services.AddPortico(builder.Configuration).AddPorticoAdmin().AddPorticoPortal();
        builder.Services.AddHealthChecks().AddCheck<DatabaseHealth>("database");
        builder.Services.AddAntiforgery();
        builder.Services.AddProblemDetails();
        builder.Services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true); // so that every refusal has the same shape
        builder.AddLimits();
        builder.AddTelemetry();
        builder.AddDescribedApi();
        customise?.Invoke(builder);

        var app = builder.Build();
        app.UseExceptionHandler(new ExceptionHandlerOptions
        {
            SuppressDiagnosticsCallback = failure => failure.Exception is BadHttpRequestException, // the caller's mistake is not our error
            ExceptionHandler = context => ProblemOf(context, context.Features.Get<IExceptionHandlerFeature>()?.Error).ToHttp().ExecuteAsync(context),
        });
        app.UseMiddleware<SecurityHeaders>();
        app.UseRouting();
        app.UseRateLimiter();
        app.UseAuthentication();
        app.UseMiddleware<TenantResolution>();
        app.UseAuthorization();
        app.UseAntiforgery();

        app.MapStaticAssets().AllowAnonymous().ShortCircuit();
        app.MapGet("/", () => TypedResults.Redirect("/admin")).AllowAnonymous().ExcludeFromDescription();
        app.MapHealthChecks("/health/live", new() { Predicate = _ => false }).AllowAnonymous();
        app.MapHealthChecks("/health/ready").AllowAnonymous();
        app.MapGet("/health/plugins", (PluginSupervisor plugins) => PluginsHealth.Of(plugins)).AllowAnonymous().ExcludeFromDescription();
        app.MapOpenApi("/openapi/{documentName}.json").AllowAnonymous();
        app.MapPorticoApi();
        app.MapPorticoPortal();
        app.MapPorticoAdmin();
        return app;
    }

    private static Error ProblemOf(HttpContext context, Exception? failure)
    {
        if (failure is BadHttpRequestException unreadable) return new Error(unreadable.StatusCode, "request.unreadable", "The request could not be read. Compare it with the description of the API.");
        if (!context.RequestServices.GetRequiredService<GroupCommits>().IsUnavailable(failure)) return new Error(500, "platform.unexpected", "Something went wrong on our side. It was noted; please try again.");
        context.Response.Headers.RetryAfter = "2";
        return new Error(503, "platform.storage_unavailable", "Nothing can be saved just now. Send the same request again in a moment, with the same idempotency key.");
    }
}
