using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Portico.App.Shared;

namespace Portico.Portal.Layout;

/// <summary>What a portal route can answer: a page, a redirect after a post, or a plain message.</summary>
internal static class Answers
{
    public static IResult Page<TPage>(Visit visit, Dictionary<string, object?>? parameters = null, int status = StatusCodes.Status200OK) where TPage : IComponent =>
        new RazorComponentResult<TPage>(new Dictionary<string, object?>(parameters ?? []) { [nameof(PortalPage.Visit)] = visit }) { StatusCode = status, PreventStreamingRendering = true };

    /// <summary>303: the browser fetches the next page, and reloading it sends nothing again.</summary>
    public static IResult SeeOther(string path) => new Redirect303(path);

    /// <summary>The same for what does not exist and for what belongs to somebody else.</summary>
    public static IResult NotFound(Visit visit) => Page<NotFoundPage>(visit, status: StatusCodes.Status404NotFound);

    /// <param name="text">Names two texts: <c>text.title</c> and <c>text.text</c>.</param>
    public static IResult Message(Visit visit, string text, int status) =>
        Page<MessagePage>(visit, new() { [nameof(MessagePage.Title)] = visit.Words[$"{text}.title"], [nameof(MessagePage.Text)] = visit.Words[$"{text}.text"] }, status);

    /// <summary>A "no" that the page has no better words for.</summary>
    public static IResult Refused(Visit visit, Error error) =>
        error.Status == StatusCodes.Status404NotFound ? NotFound(visit) : Message(visit, "refused", error.Status);

    private sealed class Redirect303(string path) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.StatusCode = StatusCodes.Status303SeeOther;
            httpContext.Response.Headers.Location = path;
            return Task.CompletedTask;
        }
    }
}
