using Portico.App.Data;

namespace Portico.Host;

/// <summary>Tests make a process die at chosen places and plant mistakes in it; nobody else may.</summary>
internal static class FaultGuard
{
    public static void Check(WebApplicationBuilder builder)
    {
        string? crashAt = builder.Configuration["Portico:CrashAt"], stopAt = builder.Configuration["Portico:StopAt"], plant = builder.Configuration["Portico:Plant"];
        if (crashAt is null && stopAt is null && plant is null) return;
        if (!builder.Environment.IsDevelopment()) throw new InvalidOperationException("Portico:CrashAt, Portico:StopAt and Portico:Plant are for tests in Development only: they harm the platform on purpose.");
        CrashPoints.Arm(crashAt, stopAt, plant);
    }
}
