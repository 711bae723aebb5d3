using System.Diagnostics;
using Portico.TestKit;

namespace Portico.App.Tests.Shared;

/// <summary>The tool <c>portico</c> in somebody's build, against a Portico that runs.</summary>
internal static class PorticoCommand
{
    /// <param name="key">What stands in the environment; null: nothing.</param>
    public static async Task<(int ExitCode, string Output, string Errors)> RunAsync(this TestPortico platform, string? key, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "portico.dll"), .. arguments, "--server", platform.Address.ToString()]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment.Remove("PORTICO_KEY");
        if (key is not null) start.Environment["PORTICO_KEY"] = key;
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await errors);
    }
}
