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
            .Append(Row("Publisher", Text(report.Publisher))).Append(CultureInfo.InvariantCulture, $"<div><dt>Tested</dt><dd><time datetime=\"{report.At:O}\">{report.At.UtcDateTime:yyyy-MM-dd HH:mm} UTC</time></dd></div>\n")
            .Append(Row("Content (SHA-256)", report.Digest.Length > 0 ? $"<code>{Text(report.Digest)}</code>" : "")).Append(Row("Held in by", Text(string.Join(", ", report.Isolation)))).Append("</dl>\n</header>\n<main>\n");
        if (!report.Conforms) Table(page, "failures", "What failed", report.Results.Where(result => result.Outcome is Outcome.Failed));
        foreach (var group in CheckGroup.All) Table(page, group.Id, group.Title, report.Results.Where(result => result.Group == group.Id));
        return page.Append(CultureInfo.InvariantCulture, $"</main>\n<footer><p>Each check is explained in <code>{ConformanceReport.Documentation}</code>, in the section of its group.</p></footer>\n</body>\n</html>\n").ToString();
    }

    private static void Table(StringBuilder page, string id, string title, IEnumerable<CheckResult> results)
    {
        page.Append(CultureInfo.InvariantCulture, $"<section aria-labelledby=\"{id}\">\n<h2 id=\"{id}\">{Text(title)}</h2>\n<table role=\"table\">\n<thead><tr role=\"row\"><th role=\"columnheader\" scope=\"col\">Outcome</th><th role=\"columnheader\" scope=\"col\">Check</th><th role=\"columnheader\" scope=\"col\">Reason</th></tr></thead>\n<tbody>\n");
        foreach (var result in results)
        {
            var (mark, kind) = result.Outcome switch { Outcome.Passed => ("✓", "passed"), Outcome.Failed => ("✗", "failed"), _ => ("–", "other") };
            page.Append(CultureInfo.InvariantCulture, $"<tr class=\"{kind}\" role=\"row\"><td role=\"cell\"><span aria-hidden=\"true\">{mark}</span> {ConsoleReport.Word(result.Outcome)}</td><th role=\"rowheader\" scope=\"row\"><code>{result.Id}</code> {Text(result.Title)}</th><td role=\"cell\">{Text(result.Reason)}{(result.Outcome is Outcome.Failed ? $" <span class=\"doc\">See <code>{result.Documentation}</code></span>" : "")}</td></tr>\n");
        }

        page.Append("</tbody>\n</table>\n</section>\n");
    }

    private static string Row(string name, string html) => html.Length == 0 ? "" : $"<div><dt>{name}</dt><dd>{html}</dd></div>\n";

    private static string Text(string text) => WebUtility.HtmlEncode(text);

    private static string Style()
    {
        using var css = new StreamReader(typeof(HtmlReport).Assembly.GetManifestResourceStream("report.css")!);
        return css.ReadToEnd();
    }
}
