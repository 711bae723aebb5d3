using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Net.Http.Headers;
using Portico.App.Audit;
using Portico.App.Cases;
using Portico.App.Data;
using Portico.App.Forms;
using Portico.App.Shared;

namespace Portico.App.Files;

/// <summary>The content of an accepted file, to be saved, never to be shown: whatever it is, a browser does not open it on our pages.</summary>
public static class DownloadFile
{
    public sealed record Content(string Name, string Type, byte[] Bytes);

    public static void Map(IEndpointRouteBuilder api) =>
        api.MapGet("/cases/{case}/files/{file:guid}/content", async (HttpContext http, string @case, Guid file, Handler handler, CancellationToken ct) => (await handler.HandleAsync(@case, file, ct)).ToHttp(content => Saved(http, content)))
            .WithName(nameof(DownloadFile)).WithSummary("Download a file").Accepts(AuthorizedBy.CaseTokenOrSecretKey).RequireRateLimiting("uploads").Produces<byte[]>(200, "application/octet-stream").ProducesProblem(404);

    /// <summary>For the admin's pages, which show a link and a small picture.</summary>
    public static void MapStaff(IEndpointRouteBuilder app)
    {
        var files = app.MapGroup("/admin/cases/{case}/files/{file:guid}").RequireAuthorization("staff").ExcludeFromDescription();
        files.MapGet("", async (HttpContext http, string @case, Guid file, Handler handler, CaseAccess access, CancellationToken ct) =>
        {
            access.AllowAll();
            return (await handler.HandleAsync(@case, file, ct)).ToHttp(content => Saved(http, content));
        });
        files.MapGet("/preview", async (HttpContext http, string @case, Guid file, Handler handler, CaseAccess access, CancellationToken ct) =>
        {
            access.AllowAll();
            return (await handler.PreviewAsync(@case, file, ct)).ToHttp(content => Saved(http, content));
        });
    }

    /// <summary>An <c>img</c> shows it all the same; a page of its own it never is.</summary>
    public static IResult Saved(HttpContext http, Content content)
    {
        var disposition = new ContentDispositionHeaderValue("attachment");
        disposition.SetHttpFileName(content.Name);
        http.Response.Headers.ContentDisposition = disposition.ToString();
        http.Response.Headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
        http.Response.Headers["Cross-Origin-Resource-Policy"] = "same-origin";
        return TypedResults.Bytes(content.Bytes, content.Type);
    }

    public sealed class Handler(PorticoDb db, CaseAccess access, CurrentActor actor, FileStore store, Ids ids, TimeProvider clock)
    {
        public async Task<Result<Content>> HandleAsync(string number, Guid id, CancellationToken ct)
        {
            if (await FindAsync(number, id, ct) is not { } file) return UploadFile.NotFound;
            if (actor.Value.OfTenant)
            {
                db.Audit.Add(new AuditEntry { Id = ids.New(), At = clock.GetUtcNow(), Actor = actor.Value.Id, Action = "file.downloaded", Subject = "case:" + number, Data = $$"""{"file":"{{file.Id}}"}""" });
                await db.SaveChangesAsync(ct);
            }

            return new Content(file.Name, file.Type, await store.ReadAsync(file, ct));
        }

        public async Task<Result<Content>> PreviewAsync(string number, Guid id, CancellationToken ct) =>
            await FindAsync(number, id, ct) is { } file && store.Preview(file) is { } picture ? new Content(file.Name, FileTypes.Jpeg, picture) : UploadFile.NotFound;

        private async Task<CaseFile?> FindAsync(string number, Guid id, CancellationToken ct)
        {
            if (await db.Cases.Where(c => c.Number == number).Select(c => new { c.Id, c.TokenHash }).SingleOrDefaultAsync(ct) is not { } found || !access.Opens(found.TokenHash)) return null;
            return await db.CaseFiles.AsNoTracking().SingleOrDefaultAsync(f => f.Id == id && f.CaseId == found.Id && f.State == FileState.Accepted, ct);
        }
    }
}
