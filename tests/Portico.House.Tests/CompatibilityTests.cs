using System.Diagnostics;
using System.IO.Compression;
using System.Reflection;
using System.Xml.Linq;
using Mono.Cecil;
using Portico.Packages;

namespace Portico.House.Tests;

/// <summary>What was built on an SDK goes on working on every later one of its major version: each build of the SDK is held against the first, and a break ends the build.</summary>
public sealed class CompatibilityTests : IDisposable
{
    private const string Sdk = "sdk/Portico.Sdk/", Baseline = Sdk + "Baseline/Portico.Sdk.1.0.0.nupkg", Museum = "tests/Portico.Plugins.Museum/1.0";

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("portico-sdk-");

    [Fact]
    public async Task A_build_of_the_SDK_that_takes_away_or_adds_to_an_interface_fails()
    {
        CopySdk();
        var (asItIs, said) = await BuildAsync();
        Assert.True(asItIs == 0, said);

        Change("BrokeredHttp.cs", "public bool IsSuccess", "internal bool IsSuccess");
        Change("Channel.cs", "ValueTask<ProviderResult<DeliveryReceipt>> SendAsync(", "void More();\n\n    ValueTask<ProviderResult<DeliveryReceipt>> SendAsync(");
        Change("Erasure.cs", "EraseAsync(ProviderCall<SubjectRef> call,", "EraseAsync(ProviderCall<SubjectRef> question,");
        var (broken, why) = await BuildAsync();

        Assert.NotEqual(0, broken);
        Assert.Contains("error CP0002: Member 'bool Portico.Sdk.BrokeredResponse.IsSuccess.get' exists", why, StringComparison.Ordinal);
        Assert.Contains("error CP0006: Cannot add interface member 'void Portico.Sdk.IChannelProvider.More()'", why, StringComparison.Ordinal);
        Assert.Contains("error CP0017: Parameter name on member 'Portico.Sdk.IErasureCapability.EraseAsync", why, StringComparison.Ordinal);
    }

    [Fact]
    public void The_version_of_the_SDK_is_said_once()
    {
        var version = XDocument.Parse(Repository.Read(Sdk + "Portico.Sdk.csproj")).Descendants("Version").Single().Value;

        Assert.Equal(PluginManifest.SupportedSdk.ToString(2), string.Join('.', version.Split('.')[..2]));
        Verdict.Holds($"Templates that do not reference Portico.Sdk {version}:", Repository.FilesEnding(".csproj.txt").Where(file => file.StartsWith("sdk/Portico.Templates/", StringComparison.Ordinal))
            .Where(file => !Repository.Read(file).Contains($"""Include="Portico.Sdk" Version="{version}" ExcludeAssets="runtime" """.TrimEnd(), StringComparison.Ordinal)));
    }

    [Fact]
    public void The_museum_uses_every_type_of_the_first_SDK()
    {
        var used = Repository.FilesEnding(".nupkg").Where(file => file.StartsWith(Museum, StringComparison.Ordinal)).SelectMany(UsedBy).ToHashSet();

        var unused = Exported(Baseline).Where(type => !used.Contains(type)).ToList();

        Verdict.Holds("No exhibit uses:", unused);
        Assert.Contains("Portico.Sdk.Iban", used);
    }

    private void CopySdk()
    {
        var target = folder.CreateSubdirectory("Portico.Sdk");
        target.CreateSubdirectory("Baseline");
        foreach (var file in Repository.Files.Where(file => file.StartsWith(Sdk, StringComparison.Ordinal) && !file.EndsWith("packages.lock.json", StringComparison.Ordinal))) File.Copy(Repository.PathOf(file), Path.Combine(target.FullName, file[Sdk.Length..]));
        // What the repository says for all projects, as far as the compiler needs it.
        File.WriteAllText(Path.Combine(folder.FullName, "Directory.Build.props"), "<Project><PropertyGroup><TargetFramework>net10.0</TargetFramework><Nullable>enable</Nullable><ImplicitUsings>enable</ImplicitUsings><NoWarn>CS1572;CS1573;CS1591</NoWarn></PropertyGroup></Project>");
    }

    private void Change(string file, string before, string after)
    {
        var path = Path.Combine(folder.FullName, "Portico.Sdk", file);
        var text = File.ReadAllText(path);
        Assert.Contains(before, text, StringComparison.Ordinal);
        File.WriteAllText(path, text.Replace(before, after, StringComparison.Ordinal));
    }

    private async Task<(int ExitCode, string Said)> BuildAsync()
    {
        var start = new ProcessStartInfo(Dotnet, ["build", Path.Combine(folder.FullName, "Portico.Sdk"), "-nologo", "-nodeReuse:false", "-p:UseSharedCompilation=false"]) { RedirectStandardOutput = true, WorkingDirectory = folder.FullName };
        foreach (var inherited in start.Environment.Keys.Where(name => name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToList()) start.Environment.Remove(inherited);
        start.Environment["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0";
        using var build = Process.Start(start)!;
        var said = await build.StandardOutput.ReadToEndAsync();
        await build.WaitForExitAsync();
        return (build.ExitCode, said);
    }

    private static List<string> Exported(string package)
    {
        using var module = Module(package, "Portico.Sdk.dll");
        return [.. module!.GetTypes().Where(type => type.IsPublic || type.IsNestedPublic).Select(type => type.FullName.Replace('/', '.'))];
    }

    private static IEnumerable<string> UsedBy(string package)
    {
        using var module = Module(package, ".dll");
        return module?.GetTypeReferences().Where(type => (type.DeclaringType ?? type).Scope.Name == "Portico.Sdk").Select(type => type.FullName.Replace('/', '.')).ToList() ?? [];
    }

    private static ModuleDefinition? Module(string package, string ending)
    {
        using var archive = ZipFile.OpenRead(Repository.PathOf(package));
        if (archive.Entries.FirstOrDefault(entry => entry.FullName.EndsWith(ending, StringComparison.Ordinal)) is not { } entry) return null;
        var copy = new MemoryStream();
        using (var content = entry.Open()) content.CopyTo(copy);
        copy.Position = 0;
        return ModuleDefinition.ReadModule(copy);
    }

    private static string Dotnet => typeof(CompatibilityTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "Dotnet").Value!;

    public void Dispose() => folder.Delete(recursive: true);
}
