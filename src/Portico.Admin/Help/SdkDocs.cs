using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using Markdig;
using Markdig.Extensions.AutoIdentifiers;
using Markdig.Extensions.CustomContainers;
using Markdig.Extensions.Tables;
using Markdig.Renderers;
using Markdig.Renderers.Html;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace Portico.Admin.Help;

/// <summary>The documents of the SDK, which come with the product: what is written there is right for exactly this version.</summary>
internal static partial class SdkDocs
{
    private const string Stem = "sdk-docs/";

    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder().UsePipeTables().UseCustomContainers().UseAutoIdentifiers(AutoIdentifierOptions.GitHub).DisableHtml().Build();

    /// <summary>Name → heading, in the order in which somebody reads them; what is new comes last.</summary>
    public static IReadOnlyList<(string Name, string Title)> All { get; } = Ordered();

    /// <returns>HTML; null: there is no such page.</returns>
    public static string? Html(string name) => All.Any(page => page.Name == name) ? ToHtml(Read(name)) : null;

    private static string ToHtml(string markdown)
    {
        var document = Markdown.Parse(markdown, Pipeline);
        foreach (var heading in document.Descendants<HeadingBlock>()) heading.Level++; // the page has its own first heading
        foreach (var code in document.Descendants<CodeBlock>()) code.GetAttributes().AddProperty("tabindex", "0"); // it may scroll
        foreach (var table in document.Descendants<Table>().ToList()) Frame(table);
        foreach (var link in document.Descendants<LinkInline>().ToList()) Lead(link);

        using var html = new StringWriter();
        var renderer = new HtmlRenderer(html);
        Pipeline.Setup(renderer);
        renderer.ObjectRenderers.FindExact<CodeBlockRenderer>()!.OutputAttributesOnPre = true;
        renderer.Render(document);
        return html.ToString().Replace("&lt;br&gt;", "<br>", StringComparison.Ordinal); // the one piece of HTML that tables cannot do without
    }

    private static void Frame(Table table)
    {
        table.GetAttributes().AddClass("table");
        var (around, card) = (table.Parent!, new CustomContainer(null!));
        card.GetAttributes().AddClass("table-card");
        var at = around.IndexOf(table);
        around.RemoveAt(at);
        card.Add(table);
        around.Insert(at, card);
    }

    /// <summary>To another of these pages, or out into the world; a file that is not here is no link.</summary>
    private static void Lead(LinkInline link)
    {
        if (Page().Match(link.Url!) is { Success: true } page) link.Url = $"/admin/help/sdk/{page.Groups[1].Value}{page.Groups[2].Value}";
        else if (link.Url![0] != '#' && !link.Url.StartsWith("https://", StringComparison.Ordinal)) link.ReplaceBy(new ContainerInline());
    }

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

    [GeneratedRegex(@"^([a-z-]+)\.md(#.*)?$")]
    private static partial Regex Page();
}
