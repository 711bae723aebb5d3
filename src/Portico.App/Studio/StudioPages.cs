using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Portico.App.Users;

namespace Portico.App.Studio;

/// <summary>One element of the designer per page, to be framed by the admin (two in one document do not get along).</summary>
internal static class StudioPages
{
    /// <summary>The hashes are of the designer's own inline scripts for its keyboard short cuts, in the editor and in the list of instances; .NET needs to compile WebAssembly; Monaco starts workers from blobs.</summary>
    private const string Policy = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval' 'sha256-snlP1jz0gjwc5cTz9ErZcliXuCK63+Mmf68RRCeptgc=' 'sha256-vu6sQrKXQHR4Yn3FMMihA/9TxxfIXnCxKwvLrTPJ5ts='; style-src 'self' 'unsafe-inline'; img-src 'self' data:; " +
        "font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; base-uri 'self'; form-action 'none'; frame-ancestors 'self'";

    public static void Map(IEndpointRouteBuilder app)
    {
        var studio = app.MapGroup("/studio").ExcludeFromDescription();
        studio.MapGet("/edit/{id}", (string id, HttpContext http, StudioFiles files) => Page(http, files, "Journey designer", "elsa-workflow-definition-editor", "definition-id", id)).RequireAuthorization("staff");
        studio.MapGet("/instance/{id}", (string id, HttpContext http, StudioFiles files) => Page(http, files, "Case in the designer", "elsa-workflow-instance-viewer", "instance-id", id)).RequireAuthorization("staff");
        studio.MapGet("/definitions", (HttpContext http, StudioFiles files) => Page(http, files, "Journeys in the designer", "elsa-workflow-definition-list")).RequireAuthorization("staff");
        studio.MapGet("/instances", (HttpContext http, StudioFiles files) => Page(http, files, "Cases in the designer", "elsa-workflow-instance-list")).RequireAuthorization("staff");
        studio.MapGet("/appsettings.json", (HttpContext http) => { Guard(http); return Results.Json(new object()); }).AllowAnonymous();
        studio.MapMethods("/{**path}", ["GET", "HEAD"], (string? path, HttpContext http, StudioFiles files) => { Guard(http); return files.ServeAsync(http, path ?? ""); }).AllowAnonymous();
    }

    private static void Guard(HttpContext http)
    {
        http.Items["csp"] = "studio";
        http.Response.Headers.ContentSecurityPolicy = Policy;
        http.Response.Headers.XContentTypeOptions = "nosniff";
    }

    private static IResult Page(HttpContext http, StudioFiles files, string title, string element, string? attribute = null, string value = "")
    {
        Guard(http);
        http.Response.Headers.CacheControl = "no-store";
        if (!files.Installed) return Results.Content(Missing, "text/html; charset=utf-8", System.Text.Encoding.UTF8, 503);
        var request = http.Request;
        var html = HtmlEncoder.Default;
        var endpoint = html.Encode($"{request.Scheme}://{request.Host}{request.PathBase}/elsa/api");
        var theme = request.Query["theme"] == "dark" ? "dark" : "light";
        return Results.Content($"""
            <!DOCTYPE html>
            <html lang="en" data-theme="{theme}">
            <head>
              <meta charset="utf-8">
              <meta name="viewport" content="width=device-width, initial-scale=1">
              <title>{title}</title>
              <base href="{html.Encode(request.PathBase)}/studio/">
              <link rel="icon" href="data:,">
              <link rel="stylesheet" href="_content/MudBlazor/MudBlazor.min.css">
              <link rel="stylesheet" href="_content/CodeBeam.MudBlazor.Extensions/MudExtensions.min.css">
              <link rel="stylesheet" href="_content/Radzen.Blazor/css/material-base.css">
              <link rel="stylesheet" href="_content/Elsa.Studio.Shell/css/shell.css">
              <link rel="stylesheet" href="Elsa.Studio.Host.CustomElements.styles.css">
              <link rel="stylesheet" href="{StudioFiles.Own}studio.css">
            </head>
            <body data-definition="{(attribute == "definition-id" ? html.Encode(value) : "")}" data-may="{(http.User.IsInRole(Roles.Admin) ? "write" : "read")}">
              <div id="portico-skeleton" role="status" aria-label="The designer is loading"><i></i><b><span></span><span></span><span></span></b><i></i></div>
              <elsa-backend-provider remote-endpoint="{endpoint}"></elsa-backend-provider>
              <{element}{(attribute is null ? "" : $" {attribute}=\"{html.Encode(value)}\"")}></{element}>
              <div id="blazor-error-ui" role="alert">The designer met an error and may not show everything. <a href="" class="reload">Reload</a><a class="dismiss" aria-label="Close">×</a></div>
              <script src="_content/BlazorMonaco/jsInterop.js"></script>
              <script src="_content/BlazorMonaco/lib/monaco-editor/min/vs/loader.js"></script>
              <script src="_content/BlazorMonaco/lib/monaco-editor/min/vs/editor/editor.main.js"></script>
              <script src="_content/MudBlazor/MudBlazor.min.js"></script>
              <script src="_content/CodeBeam.MudBlazor.Extensions/MudExtensions.min.js"></script>
              <script src="_content/Radzen.Blazor/Radzen.Blazor.js"></script>
              <script src="{StudioFiles.Own}bridge.js"></script>
              <script src="_framework/blazor.webassembly.js"></script>
            </body>
            </html>
            """, "text/html; charset=utf-8");
    }

    private const string Missing = """
        <!DOCTYPE html><html lang="en"><meta charset="utf-8"><title>Designer not installed</title>
        <body style="font:16px/1.5 system-ui;margin:3rem"><h1>The designer is not installed</h1><p>Its files are missing on this server. The operator's log says where they are expected.</p></body></html>
        """;
}
