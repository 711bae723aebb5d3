using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Portico.Conformance.Reports;

namespace Portico.Conformance.Tests;

public sealed partial class ReportTests
{
    private static readonly ConformanceReport Report = new("com.example.odd", "1.0.0", "Odd & Sons", "ab12", new DateTimeOffset(2026, 3, 14, 9, 0, 0, TimeSpan.Zero), TimeSpan.FromSeconds(12.34), ["no network"],
    [
        .. CheckGroup.Listed.Select((check, i) => new CheckResult(check.Id, check.Title, i switch { 0 => Outcome.Failed, 1 => Outcome.NotApplicable, _ => Outcome.Passed }, i switch { 0 => "It said <script>alert(1)</script> \u0001.", 1 => "There is none.", _ => "" }, TimeSpan.FromMilliseconds(7))),
    ]);

    [Fact]
    public void The_console_says_of_each_check_what_became_of_it_and_of_a_failed_one_where_to_read_on()
    {
        var text = new StringWriter();

        ConsoleReport.Write(Report, text);

        Assert.All(CheckGroup.Listed, check => Assert.Contains($"{check.Id}: {check.Title}", text.ToString(), StringComparison.Ordinal));
        Assert.Contains("sdk/docs/testing.md#package", text.ToString(), StringComparison.Ordinal);
        Assert.Contains($"{CheckGroup.Listed.Count - 2} passed, 1 failed, 1 not applicable, in 12.3 s", text.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void JUnit_counts_failed_and_skipped_ones()
    {
        var suites = XDocument.Parse(JUnitReport.Write(Report)).Root!;

        Assert.Equal((CheckGroup.Listed.Count, 1, 1), ((int)suites.Attribute("tests")!, suites.Descendants("failure").Count(), suites.Descendants("skipped").Count()));
        Assert.Equal(10, suites.Elements("testsuite").Count());
    }

    [Fact]
    public void The_page_needs_nothing_beside_it_and_runs_nothing()
    {
        var page = HtmlReport.Write(Report);

        Assert.DoesNotMatch("<script|<link|src=|url\\(|@import|http:|https:", page);
        Assert.Contains("prefers-color-scheme: dark", page, StringComparison.Ordinal);
        Assert.Contains("<html lang=\"en\">", page, StringComparison.Ordinal);
        Assert.Equal(Rows().Count(page), 1 + CheckGroup.Listed.Count);
    }

    [Fact]
    public void A_signed_report_fits_its_key_until_it_is_touched()
    {
        using var other = PublisherKey.Open(PublisherKey.Generate().PrivatePem);
        var text = SignedReport.Write(Report, Author.Key);

        Assert.True(SignedReport.Fits(text, Author.Key));
        Assert.False(SignedReport.Fits(text, other));
        Assert.False(SignedReport.Fits(text.Replace("\"outcome\":\"failed\"", "\"outcome\":\"passed\"", StringComparison.Ordinal), Author.Key));
        Assert.False(SignedReport.Fits(SignedReport.Write(Report, null), Author.Key));
    }

    [Fact]
    public async Task The_tool_says_0_for_a_plugin_that_conforms_1_for_one_that_does_not_and_2_for_wrong_use()
    {
        using var scratch = Places.CopyOf(Places.Flawed);
        var (privatePem, publicPem) = PublisherKey.Generate();
        await File.WriteAllTextAsync(scratch["k.pem"], privatePem);
        await File.WriteAllTextAsync(scratch["p.pem"], publicPem);
        await File.WriteAllTextAsync(scratch["plugin.json"], "{}");

        var broken = await ToolAsync("plugin", "test", scratch.Folder, "--key", scratch["k.pem"], "--junit", scratch["j.xml"], "--html", scratch["r.html"], "--report", scratch["r.json"]);

        Assert.Equal(1, broken.ExitCode);
        Assert.Contains("package.manifest", broken.Output, StringComparison.Ordinal);
        using var key = PublisherKey.Open(publicPem);
        Assert.True(SignedReport.Fits(await File.ReadAllTextAsync(scratch["r.json"]), key));
        Assert.NotNull(XDocument.Parse(await File.ReadAllTextAsync(scratch["j.xml"])).Root);
        Assert.Contains("does not conform", await File.ReadAllTextAsync(scratch["r.html"]), StringComparison.Ordinal);
        Assert.Equal(2, (await ToolAsync("plugin", "test", scratch["nothing"])).ExitCode);
        Assert.Equal(2, (await ToolAsync("plugin", "test")).ExitCode);
        Assert.Equal(2, (await ToolAsync("plugin", "test", scratch.Folder, "--key", scratch["p.pem"], "--report", scratch["r.json"])).ExitCode);
    }

    private static async Task<(int ExitCode, string Output)> ToolAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo(Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", "dotnet"))) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in (string[])["exec", Path.Combine(AppContext.BaseDirectory, "portico.dll"), .. arguments]) start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        var output = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode, string.Concat(output));
    }

    [GeneratedRegex("<tr class=")]
    private static partial Regex Rows();
}
