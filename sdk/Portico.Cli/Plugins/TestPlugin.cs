using System.Security.Cryptography;
using Portico.Conformance;
using Portico.Conformance.Reports;
using Portico.Packages;

namespace Portico.Cli.Plugins;

/// <summary>Holds a plugin against the conformance kit.</summary>
internal static class TestPlugin
{
    public static async Task<int> ExecuteAsync(string[] arguments, TextWriter output, TextWriter errors)
    {
        if (Arguments.Read(arguments, ["--junit", "--html", "--report", "--key", "--sheet", "--runtime"], errors) is not { } read) return 2;
        if (read.Names is not [var subject] || !File.Exists(subject) && !Directory.Exists(subject))
        {
            errors.WriteLine(read.Names is [var missing] ? $"There is no {missing}." : "Name the package, or the folder that the build wrote: portico plugin test out/acme.kyc.1.0.0.nupkg");
            return 2;
        }

        var runtimes = new Dictionary<string, string>();
        if (read["--runtime"] is { } runtime)
        {
            if (runtime.Split('=', 2) is not [var word, var program] || !File.Exists(program))
            {
                errors.WriteLine("--runtime takes a word and the program that it means: --runtime node=/usr/bin/node");
                return 2;
            }

            runtimes[word] = program;
        }

        ECDsa? key = null;
        try
        {
            if (read["--key"] is { } keyFile && (key = Key(keyFile, read["--report"] is not null, errors)) is null) return 2;
            if (read["--sheet"] is { } sheet && !File.Exists(sheet))
            {
                errors.WriteLine($"There is no {sheet}.");
                return 2;
            }

            var report = await ConformanceKit.RunAsync(new KitOptions(subject) { Key = key, Sheet = read["--sheet"], Runtimes = runtimes });
            ConsoleReport.Write(report, output);
            if (read["--junit"] is { } junit) Write(junit, JUnitReport.Write(report), output);
            if (read["--html"] is { } html) Write(html, HtmlReport.Write(report), output);
            if (read["--report"] is { } json) Write(json, SignedReport.Write(report, key), output);
            if (read["--report"] is not null && key is null) errors.WriteLine("warning: the report is not signed; --key signs it.");
            return report.Conforms ? 0 : 1;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            errors.WriteLine(problem.Message);
            return 2;
        }
        finally
        {
            key?.Dispose();
        }
    }

    private static void Write(string file, string text, TextWriter output)
    {
        File.WriteAllText(file, text);
        output.WriteLine($"{file}: written");
    }

    /// <summary>To hold a signature against a key its public half is enough; a report is signed with the private one.</summary>
    private static ECDsa? Key(string file, bool signs, TextWriter errors)
    {
        try
        {
            var pem = File.ReadAllText(file);
            if (!signs || pem.Contains("PRIVATE KEY", StringComparison.Ordinal)) return PublisherKey.Open(pem);
            errors.WriteLine($"{file} is the public half. A report is signed with the private one.");
        }
        catch (Exception problem) when (problem is PackageException or IOException or UnauthorizedAccessException)
        {
            errors.WriteLine($"{file}: {problem.Message}");
        }

        return null;
    }
}
