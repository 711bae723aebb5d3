using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Portico.App.Cases;

/// <summary>
/// A case as the API's answer. Nearly every answer is one, so it is written by generated code alone; the framework's own result asks the serialiser's options about
/// each property, which costs as much as pushing the journey.
/// </summary>
internal sealed class CaseAnswer(CaseView view, string? createdAt) : IResult
{
    public static IResult Ok(CaseView view) => new CaseAnswer(view, null);

    public static IResult Created(CaseView view) => new CaseAnswer(view, $"/api/v1/cases/{view.Number}");

    public async Task ExecuteAsync(HttpContext http)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(view, CaseViewJson.Default.CaseView);
        var response = http.Response;
        if (createdAt is not null) (response.StatusCode, response.Headers.Location) = (StatusCodes.Status201Created, createdAt);
        (response.ContentType, response.ContentLength) = ("application/json; charset=utf-8", bytes.Length);
        await response.BodyWriter.WriteAsync(bytes, http.RequestAborted);
    }
}
