using System.Diagnostics;
using System.Reflection;
using System.Text.RegularExpressions;

namespace Portico.House.Tests;

/// <summary>A misspelt line in the list would ban nothing, silently. So the real compiler is shown one call for each line, and must refuse them all.</summary>
public sealed class BannedCallsTests
{
    private const string Everywhere = "BannedSymbols.txt";
    private const string InTests = "tests/BannedSymbols.Tests.txt";

    private static readonly string[] Calls =
    [
        "_ = DateTime.Now;",
        "_ = DateTime.UtcNow;",
        "_ = DateTime.Today;",
        "_ = DateTimeOffset.Now;",
        "_ = DateTimeOffset.UtcNow;",
        "_ = Guid.NewGuid();",
        "_ = Random.Shared;",
        "_ = new Random();",
        "_ = Task.FromResult(1).Result;",
        "task.Wait();",
        "task.Wait(1);",
        "task.Wait(TimeSpan.Zero);",
        "task.Wait(TimeSpan.Zero, ct);",
        "task.Wait(ct);",
        "task.Wait(1, ct);",
        "_ = rows.IgnoreQueryFilters();",
        """_ = rows.IgnoreQueryFilters(["tenant"]);""",
        """_ = store.SqlQuery<int>($"select 1");""",
        """_ = store.SqlQueryRaw<int>("select 1");""",
        """_ = store.ExecuteSqlRaw("select 1");""",
        """_ = store.ExecuteSqlRaw("select 1", new List<object>());""",
        """_ = store.ExecuteSqlRawAsync("select 1", ct);""",
        """_ = store.ExecuteSqlRawAsync("select 1", 1, 2);""",
        """_ = store.ExecuteSqlRawAsync("select 1", new List<object>(), ct);""",
        "_ = store.EnsureDeleted();",
        "_ = store.EnsureDeletedAsync();",
        "_ = Task.Delay(1);",
        "_ = Task.Delay(TimeSpan.Zero);",
        "_ = Task.Delay(1, ct);",
        "_ = Task.Delay(TimeSpan.Zero, ct);",
        "Thread.Sleep(1);",
        "Thread.Sleep(TimeSpan.Zero);",
    ];

    [Fact]
    public async Task The_compiler_refuses_each_call_on_the_lists()
    {
        var refused = await RefusedLines(["_ = task.IsCompleted;", .. Calls], Everywhere, InTests);

        Verdict.Holds("The compiler let these pass:", Calls.Where((_, i) => !refused.Contains(i + 1)));
        Assert.DoesNotContain(0, refused);
    }

    [Fact]
    public void Each_line_of_the_lists_is_tried()
    {
        Assert.Equal(new[] { Everywhere, InTests }.Sum(file => Repository.Read(file).Split('\n', StringSplitOptions.RemoveEmptyEntries).Length), Calls.Length);
    }

    [Fact]
    public void All_projects_are_given_the_lists()
    {
        var settings = Repository.Read("Directory.Build.props");

        Assert.Contains("Microsoft.CodeAnalysis.BannedApiAnalyzers", settings, StringComparison.Ordinal);
        Assert.All(new[] { Everywhere, InTests }, file => Assert.Contains($"$(MSBuildThisFileDirectory){file}\"", settings, StringComparison.Ordinal));
    }

    [Fact]
    public void Only_one_line_of_the_product_is_excused()
    {
        var rule = "RS" + "0030";
        var excused = Repository.FilesEnding(".cs", ".razor", ".editorconfig", ".csproj", ".props", ".targets")
            .Where(file => !file.EndsWith(nameof(BannedCallsTests) + ".cs", StringComparison.Ordinal))
            .Where(file => Repository.Read(file).Contains(rule, StringComparison.Ordinal));

        Assert.Equal(["src/Portico.App/Data/CrossTenant.cs"], excused);
    }

    private static async Task<HashSet<int>> RefusedLines(string[] calls, params string[] lists)
    {
        var folder = Directory.CreateTempSubdirectory("portico-banned-");
        try
        {
            var source = Path.Combine(folder.FullName, "Canary.cs");
            await File.WriteAllTextAsync(source, $$"""
                using System; using System.Collections.Generic; using System.Linq; using System.Threading; using System.Threading.Tasks;
                using Microsoft.EntityFrameworkCore; using Microsoft.EntityFrameworkCore.Infrastructure;
                static class Canary { static void Calls(Task task, CancellationToken ct, IQueryable<string> rows, DatabaseFacade store) {
                #line 1
                {{string.Join('\n', calls)}}
                } }
                """);
            var known = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator);
            await File.WriteAllLinesAsync(Path.Combine(folder.FullName, "canary.rsp"), [
                "-nologo", "-target:library", "-nostdlib", $"-out:{Path.Combine(folder.FullName, "canary.dll")}", $"\"{source}\"",
                .. known.Select(reference => $"-reference:\"{reference}\""),
                .. Directory.GetFiles(Metadata("Analyzers"), "*.dll").Select(analyzer => $"-analyzer:\"{analyzer}\""),
                .. lists.Select(list => $"-additionalfile:\"{Repository.PathOf(list)}\"")]);

            using var compiler = Process.Start(new ProcessStartInfo(Metadata("Dotnet"), ["exec", Metadata("Compiler"), "@" + Path.Combine(folder.FullName, "canary.rsp")]) { RedirectStandardOutput = true })!;
            var said = await compiler.StandardOutput.ReadToEndAsync();
            await compiler.WaitForExitAsync();

            Assert.True(compiler.ExitCode == 0, said);
            return [.. Regex.Matches(said, @"Canary\.cs\((\d+),\d+\): warning RS0030").Select(match => int.Parse(match.Groups[1].ValueSpan, provider: null) - 1)];
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static string Metadata(string key) =>
        typeof(BannedCallsTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == key).Value!;
}
