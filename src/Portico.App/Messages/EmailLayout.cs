using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Portico.App.Shared;
using Portico.App.Tenants;

namespace Portico.App.Messages;

/// <summary>The tenant's letterhead around a plain text. Tables and inline styles on purpose: mail programs know nothing else.</summary>
internal static partial class EmailLayout
{
    public static string Html(Tenant tenant, string locale, string text)
    {
        var direction = LanguageTags.DirectionOf(locale);
        var body = new StringBuilder();
        foreach (var paragraph in text.Replace("\r\n", "\n").Split("\n\n", StringSplitOptions.RemoveEmptyEntries))
        {
            body.Append("<p style=\"margin:0 0 16px\">").Append(Paragraph(paragraph.Trim(), tenant)).Append("</p>");
        }

        return $"""
            <!doctype html><html lang="{locale}" dir="{direction}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{WebUtility.HtmlEncode(tenant.Name)}</title></head>
            <body style="margin:0;background:#f4f5f7;font:16px/1.5 -apple-system,'Segoe UI',Tahoma,Arial,sans-serif;color:#1c2330">
            <table role="presentation" width="100%" cellpadding="0" cellspacing="0"><tr><td align="center" style="padding:24px 12px">
            <table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="max-width:560px;background:#ffffff;border-radius:12px;overflow:hidden">
            <tr><td style="padding:20px 28px;background:{tenant.Theme.Brand};color:{tenant.Theme.OnBrand};font-weight:600;font-size:18px">{WebUtility.HtmlEncode(tenant.Name)}</td></tr>
            <tr><td style="padding:28px" dir="{direction}">{body}</td></tr></table></td></tr></table></body></html>
            """;
    }

    private static string Paragraph(string text, Tenant tenant) =>
        Address().Replace(WebUtility.HtmlEncode(text).Replace("\n", "<br>"), link =>
            $"<a href=\"{link.Value}\" style=\"display:inline-block;padding:12px 20px;border-radius:8px;background:{tenant.Theme.Brand};color:{tenant.Theme.OnBrand};text-decoration:none;word-break:break-all\">{link.Value}</a>");

    [GeneratedRegex(@"https?://[^\s<]+", RegexOptions.NonBacktracking)]
    private static partial Regex Address();
}
