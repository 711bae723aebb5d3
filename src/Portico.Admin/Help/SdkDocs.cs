using System.Net;
using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;

namespace Portico.Admin.Help;

/// <summary>The documents of the SDK, which come with the product: what is written there is right for exactly this version. Of Markdown it knows what they use.</summary>
internal static partial class SdkDocs
{
    private const string Stem = "sdk-docs/";

    /// <summary>Name → heading, in the order in which somebody reads them; what is new comes last.</summary>
    public static IReadOnlyList<(string Name, string Title)> All { get; } = Ordered();

    /// <returns>HTML; null: there is no such page.</returns>
    public static string? Html(string name) => All.Any(page => page.Name == name) ? ToHtml(Read(name)) : null;

    internal static string ToHtml(string markdown)
    {
        var lines = markdown.ReplaceLineEndings("\n").Split('\n');
        var html = new StringBuilder();
        for (var at = 0; at < lines.Length;)
        {
            var line = lines[at];
            if (line.Length == 0) at++;
            else if (line.StartsWith("```", StringComparison.Ordinal)) Code(html, lines, ref at);
            else if (line.StartsWith("    ", StringComparison.Ordinal)) html.Append("<pre><code>").Append(WebUtility.HtmlEncode(string.Join('\n', Take(lines, ref at, one => one.StartsWith("    ", StringComparison.Ordinal)).Select(one => one[4..])))).Append("</code></pre>\n");
            else if (Heading().Match(line) is { Success: true } heading) Head(html, heading.Groups[1].Length + 1, heading.Groups[2].Value, ref at); // the page has its own first heading
            else if (line[0] == '|') Table(html, Take(lines, ref at, one => one.StartsWith('|')));
            else if (Item().IsMatch(line)) List(html, Take(lines, ref at, one => Item().IsMatch(one) || one.StartsWith("  ", StringComparison.Ordinal)));
            else html.Append("<p>").Append(Inline(string.Join(' ', Take(lines, ref at, one => one.Length > 0 && one[0] is not ('|' or '#') && !one.StartsWith("```", StringComparison.Ordinal) && !Item().IsMatch(one))))).Append("</p>\n");
        }

        return html.ToString();
    }

    private static void Head(StringBuilder html, int level, string text, ref int at)
    {
        html.Append(System.Globalization.CultureInfo.InvariantCulture, $"<h{level} id=\"{Slug(text)}\">{Inline(text)}</h{level}>\n");
        at++;
    }

    private static void Code(StringBuilder html, string[] lines, ref int at)
    {
        at++;
        var inside = Take(lines, ref at, one => !one.StartsWith("```", StringComparison.Ordinal));
        at++;
        html.Append("<pre tabindex=\"0\"><code>").Append(WebUtility.HtmlEncode(string.Join('\n', inside))).Append("</code></pre>\n");
    }

    private static void Table(StringBuilder html, List<string> rows)
    {
        html.Append("<div class=\"table-card\"><table class=\"table\"><thead>").Append(Row(rows[0], "th")).Append("</thead><tbody>");
        foreach (var row in rows.Skip(2)) html.Append(Row(row, "td"));
        html.Append("</tbody></table></div>\n");
    }

    private static string Row(string row, string cell) => $"<tr>{string.Concat(Bars().Split(row.Trim().Trim('|')).Select(text => $"<{cell}>{Inline(text.Trim().Replace("\\|", "|", StringComparison.Ordinal))}</{cell}>"))}</tr>";

    private static void List(StringBuilder html, List<string> lines)
    {
        var tag = char.IsDigit(lines[0][0]) ? "ol" : "ul";
        html.Append('<').Append(tag).Append('>');
        foreach (var item in Items(lines)) html.Append("<li>").Append(Inline(item)).Append("</li>");
        html.Append("</").Append(tag).Append(">\n");
    }

    private static List<string> Items(List<string> lines)
    {
        var items = new List<string>();
        foreach (var line in lines)
        {
            if (Item().Match(line) is { Success: true } item) items.Add(line[item.Length..]);
            else items[^1] += " " + line.Trim();
        }

        return items;
    }

    private static List<string> Take(string[] lines, ref int at, Func<string, bool> belongs)
    {
        var taken = new List<string>();
        while (at < lines.Length && belongs(lines[at])) taken.Add(lines[at++]);
        return taken;
    }

    // What stands in code is code: it is cut out first, and nothing in it is read.
    private static string Inline(string text) => string.Concat(Codes().Split(text).Select((part, i) => i % 2 == 1 ? $"<code>{WebUtility.HtmlEncode(part)}</code>" : Styled(WebUtility.HtmlEncode(part)))).Replace("&lt;br&gt;", "<br>", StringComparison.Ordinal);

    private static string Styled(string html) => Emphasis().Replace(Strong().Replace(Link().Replace(html, link => Target(link.Groups[2].Value) is { } target ? $"<a href=\"{target}\">{link.Groups[1].Value}</a>" : link.Groups[1].Value), "<strong>$1</strong>"), "<em>$1</em>");

    /// <returns>Null: it leads to a file that is not here.</returns>
    private static string? Target(string link) => Page().Match(link) is { Success: true } page ? $"/admin/help/sdk/{page.Groups[1].Value}{page.Groups[2].Value}" : link[0] == '#' || link.StartsWith("https://", StringComparison.Ordinal) ? link : null;

    private static string Slug(string heading) => Spaces().Replace(NoSlug().Replace(heading.ToLowerInvariant(), ""), "-");

    private static string Read(string name)
    {
        using var stream = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream($"{Stem}{name}.md")!, Encoding.UTF8);
        return stream.ReadToEnd();
    }

    private static List<(string, string)> Ordered()
    {
        string[] first = ["quick-start", "threats", "callbacks", "settings", "states", "errors", "testing", "publishing", "versioning", "manifest", "packages", "protocol", "api", "journeys"];
        var names = Assembly.GetExecutingAssembly().GetManifestResourceNames().Where(name => name.StartsWith(Stem, StringComparison.Ordinal)).Select(name => name[Stem.Length..^3]);
        return [.. names.OrderBy(name => Array.IndexOf(first, name) is var place and >= 0 ? place : first.Length).ThenBy(name => name, StringComparer.Ordinal).Select(name => (name, Read(name).Split('\n')[0].TrimStart('#', ' ').Trim()))];
    }

    [GeneratedRegex("^(#{1,4}) (.+)$")]
    private static partial Regex Heading();

    [GeneratedRegex(@"^(?:- |\d+\. )")]
    private static partial Regex Item();

    [GeneratedRegex(@"(?<!\\)\|")]
    private static partial Regex Bars();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Codes();

    [GeneratedRegex(@"\[([^\]]+)\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"\*\*(.+?)\*\*")]
    private static partial Regex Strong();

    [GeneratedRegex(@"(?<![\w*])\*([^*\s][^*]*?)\*(?![\w*])")]
    private static partial Regex Emphasis();

    [GeneratedRegex(@"^([a-z-]+)\.md(#.*)?$")]
    private static partial Regex Page();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex NoSlug();

    [GeneratedRegex(" ")]
    private static partial Regex Spaces();
}
