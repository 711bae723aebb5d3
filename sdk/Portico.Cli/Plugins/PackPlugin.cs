using Portico.Packages;

namespace Portico.Cli.Plugins;

/// <summary>Makes the package from the folder that a build wrote.</summary>
internal static class PackPlugin
{
    public static int Execute(string[] arguments, TextWriter output, TextWriter errors)
    {
        if (Arguments.Read(arguments, ["--output"], errors) is not { } read) return 2;
        if (read.Names is not [var folder])
        {
            errors.WriteLine("Name the folder that the build wrote: portico plugin pack Acme.Kyc/bin/Release/net10.0");
            return 2;
        }

        return Refusals.Told(errors, () =>
        {
            var package = PackageWriter.Pack(folder);
            var manifest = PluginPackage.Read(package).Manifest;
            var target = Path.Combine(read["--output"] ?? ".", $"{manifest.Id}.{manifest.Version}.nupkg");
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(target))!);
            File.WriteAllBytes(target, package);
            output.WriteLine($"{target}: {package.Length} bytes, not signed");
            return 0;
        });
    }
}

internal static class Refusals
{
    /// <summary>What was refused is said in one line, with the code that a Portico would answer with.</summary>
    public static int Told(TextWriter errors, Func<int> work)
    {
        try
        {
            return work();
        }
        catch (PackageException refused)
        {
            errors.WriteLine($"{refused.Code}: {refused.Message}");
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            errors.WriteLine(problem.Message);
        }

        return 1;
    }
}
