using System.Globalization;
using System.Net;
using System.Text;

namespace Portico.Conformance.Reports;

/// <summary>One page that needs nothing beside it.</summary>
public static class HtmlReport
{
    public static string Write(ConformanceReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        var page = new StringBuilder();
        var name = $"{report.Plugin} {report.Version}";
        page.Append("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"color-scheme\" content=\"light dark\">\n")
            .Append(CultureInfo.InvariantCulture, $"<title>Conformance of {Text(name)}</title>\n<style>\n{Style()}</style>\n</head>\n<body>\n<header>\n<h1>Conformance of {Text(name)}</h1>\n")
            .Append(CultureInfo.InvariantCulture, $"<p class=\"verdict {(report.Conforms ? "passed" : "failed")}\">{(report.Conforms ? "✓ It conforms." : "✗ It does not conform.")} {Text(report.Summary)}.</p>\n<dl>\n")
            .Append(CultureInfo.InvariantCulture, $"<div><dt>Publisher</dt><dd>{Text(report.Publisher)}</dd></div>\n<div><dt>Tested</dt><dd><time datetime=\"{report.At:O}\">{report.At.UtcDateTime:yyyy-MM-dd HH:mm} UTC</time></dd></div>\n")
            .Append(CultureInfo.InvariantCulture, $"<div><dt>Content (SHA-256)</dt><dd><code>{Text(report.Digest)}</code></dd></div>\n<div><dt>Held in by</dt><dd>{Text(report.Isolation.Count == 0 ? "nothing on this system" : string.Join(", ", report.Isolation))}</dd></div>\n</dl>\n</header>\n<main>\n");
        if (!report.Conforms) Table(page, "failures", "What failed", report.Results.Where(result => result.Outcome is Outcome.Failed));
        foreach (var group in CheckGroup.All) Table(page, group.Id, group.Title, report.Results.Where(result => result.Group == group.Id));
        return page.Append(CultureInfo.InvariantCulture, $"</main>\n<footer><p>Each check is explained in <code>{ConformanceReport.Documentation}</code>, in the section of its group.</p></footer>\n</body>\n</html>\n").ToString();
    }

    private static void Table(StringBuilder page, string id, string title, IEnumerable<CheckResult> results)
    {
        page.Append(CultureInfo.InvariantCulture, $"<section aria-labelledby=\"{id}\">\n<h2 id=\"{id}\">{Text(title)}</h2>\n<table>\n<thead><tr><th scope=\"col\">Outcome</th><th scope=\"col\">Check</th><th scope=\"col\">Reason</th></tr></thead>\n<tbody>\n");
        foreach (var result in results)
        {
            var (mark, kind) = result.Outcome switch { Outcome.Passed => ("✓", "passed"), Outcome.Failed => ("✗", "failed"), _ => ("–", "other") };
            page.Append(CultureInfo.InvariantCulture, $"<tr class=\"{kind}\"><td><span aria-hidden=\"true\">{mark}</span> {ConsoleReport.Word(result.Outcome)}</td><th scope=\"row\"><code>{result.Id}</code> {Text(result.Title)}</th><td>{Text(result.Reason)}{(result.Outcome is Outcome.Failed ? $" <span class=\"doc\">See <code>{result.Documentation}</code></span>" : "")}</td></tr>\n");
        }

        page.Append("</tbody>\n</table>\n</section>\n");
    }

    private static string Text(string text) => WebUtility.HtmlEncode(text);

    private static string Style()
    {
        using var css = new StreamReader(typeof(HtmlReport).Assembly.GetManifestResourceStream("report.css")!);
        return css.ReadToEnd();
    }
}
