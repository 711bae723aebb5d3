using System.Net;
using System.Text.RegularExpressions;

namespace Portico.TestKit;

/// <summary>Posts a form of a page as a browser without script does: with the page's hidden fields.</summary>
public static partial class HtmlForm
{
    /// <summary>Reads the page, then posts to <paramref name="action"/> what its hidden fields and the caller say.</summary>
    public static async Task<HttpResponseMessage> FillInAsync(this HttpClient browser, string page, string action, params (string Name, string Value)[] typed)
    {
        var html = await browser.GetStringAsync(page);
        var fields = HiddenFields(html).Where(hidden => typed.All(t => t.Name != hidden.Key)).Concat(typed.Select(field => KeyValuePair.Create(field.Name, field.Value)));
        using var body = new FormUrlEncodedContent(fields);
        return await browser.PostAsync(action, body);
    }

    /// <summary>What a page has its browser send back.</summary>
    public static IEnumerable<KeyValuePair<string, string>> HiddenFields(string html) => Hidden().Matches(html)
        .Select(input => KeyValuePair.Create(Attribute(input.Value, "name"), Attribute(input.Value, "value"))).Where(hidden => hidden.Key.Length > 0).DistinctBy(hidden => hidden.Key);

    public static IReadOnlyList<string> ButtonValues(string html, string name) =>
        [.. Button().Matches(html).Select(m => m.Value).Where(button => Attribute(button, "name") == name).Select(button => Attribute(button, "value"))];

    private static string Attribute(string tag, string name)
    {
        var found = Regex.Match(tag, $"\\s{name}=\"([^\"]*)\"");
        return found.Success ? WebUtility.HtmlDecode(found.Groups[1].Value) : "";
    }

    [GeneratedRegex("<input[^>]*type=\"hidden\"[^>]*>")]
    private static partial Regex Hidden();

    [GeneratedRegex("<button[^>]*>")]
    private static partial Regex Button();
}
