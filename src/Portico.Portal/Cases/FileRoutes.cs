using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Portico.App.Files;
using Portico.App.Forms;
using Portico.App.Shared;

namespace Portico.Portal.Cases;

/// <summary>Files of the customer's pages: sent whole with a step, or piece by piece by the script.</summary>
internal static class FileRoutes
{
    public static void Map(IEndpointRouteBuilder one)
    {
        var files = one.MapGroup("/files").RequireRateLimiting("uploads");
        files.MapPost("", async (string number, UploadFile.Request body, [FromServices] UploadFile.Handler upload, CancellationToken ct) => (await upload.BeginAsync(number, body, ct)).ToHttp(TypedResults.Ok));
        files.MapMethods("/{file:guid}", ["HEAD"], async (HttpContext http, string number, Guid file, [FromServices] UploadFile.Handler upload, CancellationToken ct) => (await upload.ReadAsync(number, file, ct)).ToHttp(view => UploadFile.Tell(http, view)));
        files.MapPatch("/{file:guid}", async (HttpContext http, string number, Guid file, [FromHeader(Name = UploadFile.Offset)] long offset, [FromServices] UploadFile.Handler upload, CancellationToken ct) =>
            (await upload.AppendAsync(number, file, offset, http.Request.Body, ct)).ToHttp(view => UploadFile.Tell(http, view, TypedResults.Ok(view))));
        files.MapDelete("/{file:guid}", async (string number, Guid file, [FromServices] UploadFile.Handler upload, CancellationToken ct) => (await upload.RemoveAsync(number, file, ct)).ToHttp(_ => TypedResults.NoContent()));
        files.MapGet("/{file:guid}", async (HttpContext http, string number, Guid file, [FromServices] DownloadFile.Handler download, CancellationToken ct) => (await download.HandleAsync(number, file, ct)).ToHttp(content => DownloadFile.Saved(http, content)));
        files.MapGet("/{file:guid}/preview", async (HttpContext http, string number, Guid file, [FromServices] DownloadFile.Handler download, CancellationToken ct) => (await download.PreviewAsync(number, file, ct)).ToHttp(content => DownloadFile.Saved(http, content)));
    }

    /// <summary>Takes the files that came with a step; each becomes the answer to its field, and stays even if other answers have to be given again.</summary>
    /// <returns>What was wrong with which.</returns>
    public static async Task<Dictionary<string, string[]>> TakeAsync(string number, IReadOnlyList<FieldView> fields, IFormFileCollection sent, JsonObject answers, UploadFile.Handler upload, CancellationToken ct)
    {
        var problems = new Dictionary<string, string[]>();
        foreach (var field in fields.Where(field => field.Type == FieldTypes.File))
        {
            if (sent[field.Name] is not { FileName.Length: > 0 } file) continue;
            await using var content = file.OpenReadStream();
            var taken = await upload.WholeAsync(number, field.Name, file.FileName, content, file.Length, ct);
            if (taken.Ok) answers[field.Name] = AnswerOf(taken.Value);
            else if (taken.Error.Fields is { } refused) foreach (var (name, texts) in refused) problems[name] = texts;
            else problems[field.Name] = [taken.Error.Text];
            if (!taken.Ok) answers[field.Name] = Refused;
        }

        return problems;
    }

    // No file has this id: the step is refused together with whatever else is wrong with it.
    private const string Refused = "refused";

    private static JsonObject AnswerOf(UploadFile.View file) => new FileAnswer(file.Id, file.Field, file.Name, file.Type!, file.Size, file.Sha256!).ToJson();

    /// <summary>Two large files without script; who has more sends them one after the other.</summary>
    public sealed class BodyLimit : IRequestSizeLimitMetadata
    {
        public long? MaxRequestBodySize => 32 << 20;
    }
}
