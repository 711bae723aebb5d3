using System.Diagnostics;
using System.Reflection;

namespace Portico.Plugins.Tests;

/// <summary>The real compiler, given nothing but .NET itself and the SDK, as a partner's project gives it.</summary>
internal static class CSharp
{
    private const string Implicit = "global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq; global using System.Net.Http; global using System.Threading; global using System.Threading.Tasks;";

    /// <returns>What it complains of; warnings, too.</returns>
    public static async Task<string> CompileAsync(IEnumerable<string> sources, string assembly)
    {
        var folder = Directory.CreateTempSubdirectory("portico-csharp-");
        try
        {
            var usings = Path.Combine(folder.FullName, "Implicit.cs");
            await File.WriteAllTextAsync(usings, Implicit);
            var framework = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Where(file => Path.GetDirectoryName(file) == Path.GetDirectoryName(typeof(object).Assembly.Location));
            await File.WriteAllLinesAsync(Path.Combine(folder.FullName, "it.rsp"), [
                "-nologo", "-target:library", "-nullable:enable", "-warnaserror+", "-nostdlib", "-deterministic", $"-out:\"{assembly}\"", $"\"{usings}\"", .. sources.Select(source => $"\"{source}\""),
                .. framework.Append(typeof(Portico.Sdk.OnboardingPlugin).Assembly.Location).Select(reference => $"-reference:\"{reference}\"")]);
            using var compiler = Process.Start(new ProcessStartInfo(Metadata("Dotnet"), ["exec", Metadata("Compiler"), "@" + Path.Combine(folder.FullName, "it.rsp")]) { RedirectStandardOutput = true })!;
            var said = await compiler.StandardOutput.ReadToEndAsync();
            await compiler.WaitForExitAsync();
            return compiler.ExitCode == 0 ? said.Trim() : said.Trim() is { Length: > 0 } complaint ? complaint : $"The compiler ended with {compiler.ExitCode}.";
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Runs the tool <c>portico</c>.</summary>
    public static async Task<(int ExitCode, string Said)> ToolAsync(params string[] arguments)
    {
        using var tool = Process.Start(new ProcessStartInfo(Metadata("Dotnet"), ["exec", Metadata("Tool"), .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var said = await Task.WhenAll(tool.StandardOutput.ReadToEndAsync(), tool.StandardError.ReadToEndAsync());
        await tool.WaitForExitAsync();
        return (tool.ExitCode, string.Concat(said));
    }

    public static string Metadata(string key) => typeof(CSharp).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == key).Value!;
}
