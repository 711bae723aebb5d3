using System.Threading.RateLimiting;
using Microsoft.AspNetCore.RateLimiting;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using Portico.App.Outbox;

namespace Portico.Host;

/// <summary>Limits and telemetry of the process.</summary>
internal static class Hosting
{
    public static void AddLimits(this WebApplicationBuilder builder)
    {
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 1024 * 1024; // an answered form is a few KiB
        });
        var perMinute = builder.Configuration.GetValue("Portico:Limits:SignInPerMinute", 20);
        var hooksPerMinute = builder.Configuration.GetValue("Portico:Limits:HooksPerMinute", 300);
        var uploadsPerMinute = builder.Configuration.GetValue("Portico:Limits:UploadsPerMinute", 600);
        builder.Services.AddRateLimiter(limits =>
        {
            limits.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
            limits.AddPolicy("sign-in", context => RateLimitPartition.GetFixedWindowLimiter(context.Connection.RemoteIpAddress,
                _ => new FixedWindowRateLimiterOptions { PermitLimit = perMinute, Window = TimeSpan.FromMinutes(1) }));
            limits.AddPolicy("codes", context => RateLimitPartition.GetFixedWindowLimiter((context.Connection.RemoteIpAddress, "codes"),
                _ => new FixedWindowRateLimiterOptions { PermitLimit = perMinute, Window = TimeSpan.FromMinutes(1) }));
            limits.AddPolicy("uploads", context => RateLimitPartition.GetFixedWindowLimiter((context.Connection.RemoteIpAddress, "uploads"), // a file of 15 MB comes in 60 pieces
                _ => new FixedWindowRateLimiterOptions { PermitLimit = uploadsPerMinute, Window = TimeSpan.FromMinutes(1) }));
            limits.AddPolicy("hooks", context => RateLimitPartition.GetFixedWindowLimiter((context.Connection.RemoteIpAddress, context.Request.RouteValues["tenant"] as string),
                _ => new FixedWindowRateLimiterOptions { PermitLimit = hooksPerMinute, Window = TimeSpan.FromMinutes(1) }));
        });
    }

    /// <summary>Traces and metrics leave only when an OTLP endpoint is set (OTEL_EXPORTER_OTLP_ENDPOINT).</summary>
    public static void AddTelemetry(this WebApplicationBuilder builder)
    {
        if (builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"] is not { Length: > 0 }) return;
        builder.Services.AddSingleton(OpenTelemetry.Sdk.CreateTracerProviderBuilder().AddSource("Microsoft.AspNetCore", "System.Net.Http").AddOtlpExporter().Build());
        builder.Services.AddSingleton(OpenTelemetry.Sdk.CreateMeterProviderBuilder().AddMeter(OutboxMeter.Name, "Microsoft.AspNetCore.Hosting", "System.Runtime").AddOtlpExporter().Build());
    }
}
