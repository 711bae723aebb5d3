using System.Globalization;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Portico.App.Cases;
using Portico.App.Data;
using Portico.App.Forms;
using Portico.App.Shared;
using Portico.Workflows;

namespace Portico.App.Files;

/// <summary>
/// A customer uploads a file for a field of the step that is open: announces it, then sends it in pieces, each from where the last one ended. Who lost the connection asks how far it came and goes on.
/// After the last byte it is examined; what does not pass is gone. The answer to the field is then its id.
/// </summary>
public static class UploadFile
{
    /// <param name="Field">Name of a field of type <c>file</c> of the open step.</param>
    /// <param name="Name">As the customer knows it; never taken for what the file is.</param>
    /// <param name="Size">In bytes.</param>
    public sealed record Request(string Field, string? Name, long Size);

    /// <param name="Offset">Bytes that have arrived; send the next piece from here.</param>
    /// <param name="State"><c>receiving</c>, or <c>accepted</c>: its id can be handed in.</param>
    public sealed record View(Guid Id, string Field, string Name, long Size, long Offset, string State, string? Type, string? Sha256);

    public const string Offset = "Upload-Offset", Length = "Upload-Length";

    public static readonly Error NotFound = new(404, "file.not_found", "There is no such file.");
    private static readonly Error NotAsked = new(409, "file.not_asked", "The step that is open does not ask for a file under this name.");
    private static readonly Error WrongOffset = new(409, "file.wrong_offset", "Send the next piece from where the last one ended: ask with HEAD.");
    private static readonly Error TooMuch = new(422, "file.longer_than_announced", "More bytes came than were announced. Announce the file anew.");
    private static readonly Error InUse = new(409, "file.in_use", "This file is part of an answer. Hand in the step without it.");

    public static void Map(IEndpointRouteBuilder api)
    {
        var files = api.MapGroup("/cases/{case}/files").RequireRateLimiting("uploads");
        files.MapPost("", async (string @case, Request body, Handler handler, CancellationToken ct) => (await handler.BeginAsync(@case, body, ct)).ToHttp(view => TypedResults.Created($"/api/v1/cases/{@case}/files/{view.Id}", view)))
            .WithName(nameof(UploadFile)).WithSummary("Announce a file").Accepts(AuthorizedBy.CaseToken).Produces<View>(201).ProducesProblem(404).ProducesProblem(409).ProducesProblem(422);
        files.MapMethods("/{file:guid}", ["HEAD"], async (HttpContext http, string @case, Guid file, Handler handler, CancellationToken ct) => (await handler.ReadAsync(@case, file, ct)).ToHttp(view => Tell(http, view)))
            .WithName("FindOffset").WithSummary("How far an upload came").Accepts(AuthorizedBy.CaseToken).ProducesProblem(404);
        files.MapPatch("/{file:guid}", async (HttpContext http, string @case, Guid file, [FromHeader(Name = Offset)] long offset, Handler handler, CancellationToken ct) => (await handler.AppendAsync(@case, file, offset, http.Request.Body, ct)).ToHttp(view => Tell(http, view, TypedResults.Ok(view))))
            .WithName("AppendFile").WithSummary("Send a piece of a file, at most 1 MiB").Accepts(AuthorizedBy.CaseToken).Accepts<byte[]>("application/offset+octet-stream").Produces<View>().ProducesProblem(404).ProducesProblem(409).ProducesProblem(422);
        files.MapGet("/{file:guid}", async (string @case, Guid file, Handler handler, CancellationToken ct) => (await handler.ReadAsync(@case, file, ct)).ToHttp(TypedResults.Ok))
            .WithName("ReadFile").WithSummary("Read about a file").Accepts(AuthorizedBy.CaseTokenOrSecretKey).Produces<View>().ProducesProblem(404);
        files.MapDelete("/{file:guid}", async (string @case, Guid file, Handler handler, CancellationToken ct) => (await handler.RemoveAsync(@case, file, ct)).ToHttp(_ => TypedResults.NoContent()))
            .WithName("RemoveFile").WithSummary("Take a file back that is part of no answer").Accepts(AuthorizedBy.CaseToken).Produces(204).ProducesProblem(404).ProducesProblem(409);
    }

    public static IResult Tell(HttpContext http, View view, IResult? body = null)
    {
        http.Response.Headers[Offset] = view.Offset.ToString(CultureInfo.InvariantCulture);
        http.Response.Headers[Length] = view.Size.ToString(CultureInfo.InvariantCulture);
        return body ?? TypedResults.Ok();
    }

    public sealed class Handler(PorticoDb db, CaseRunner runner, CaseAccess access, FileStore store, GroupCommits commits, RecentAnswers recent, Ids ids, TimeProvider clock, IOptions<UploadOptions> options)
    {
        public async Task<Result<View>> BeginAsync(string number, Request request, CancellationToken ct)
        {
            if (await runner.LoadAsync(number, ct) is not { } loaded || !access.Opens(loaded.Case.TokenHash)) return CaseRunner.NotFound;
            if (loaded.Run.Waits.FirstOrDefault(w => w.Kind == WaitKind.Form) is not { } wait || loaded.Journey.Forms[(string)wait.Data["form"]!].Fields.FirstOrDefault(f => f.Type == FieldTypes.File && f.Name == request.Field) is not { } field) return NotAsked;

            var (caseId, locale) = (loaded.Case.Id, loaded.Case.Locale);
            var most = FileTypes.MegabytesOf(field);
            if (request.Size <= 0) return Refused(field.Name, "empty", locale);
            if (request.Size > most * (1 << 20)) return Refused(field.Name, "too-large", locale, ("max", most.ToString(CultureInfo.InvariantCulture)));
            var held = await db.CaseFiles.Where(f => f.CaseId == caseId).GroupBy(_ => 1).Select(all => new { Count = all.Count(), Bytes = all.Sum(f => f.Size) }).SingleOrDefaultAsync(ct);
            if (held?.Count >= options.Value.FilesPerCase || (held?.Bytes ?? 0) + request.Size > (long)options.Value.MegabytesPerCase << 20) return Refused(field.Name, "too-many", locale);
            if (await HeldByTenantAsync(ct) + request.Size > (long)options.Value.MegabytesPerTenant << 20) return Refused(field.Name, "full", locale);

            var file = new CaseFile { Id = ids.New(), CaseId = caseId, Field = field.Name, Name = FileNames.Stem(request.Name), Accept = field.Accept, Size = request.Size, Key = store.NewKey(), CreatedAt = clock.GetUtcNow() };
            db.CaseFiles.Add(file);
            await db.SaveChangesAsync(ct);
            return ViewOf(file);
        }

        /// <summary>The next piece; after the last one the file is examined. A piece of nothing examines what arrived before.</summary>
        public async Task<Result<View>> AppendAsync(string number, Guid id, long offset, Stream body, CancellationToken ct)
        {
            if (await FindAsync(number, id, ct) is not var (found, file)) return NotFound;
            if (file.State == FileState.Accepted) return ViewOf(file); // the answer to the last piece got lost
            if (offset != file.Received) return WrongOffset;

            using var piece = new MemoryStream();
            await body.CopyToAsync(piece, ct);
            if (file.Received + piece.Length > file.Size) return TooMuch;
            if (offset == 0 && Examination.Unwanted(piece.GetBuffer().AsSpan(0, (int)Math.Min(piece.Length, Examination.Enough)), file.Accept) is { } why && piece.Length >= Math.Min(Examination.Enough, file.Size)) return await RefuseAsync(file, why, found.Locale, ct);

            if (piece.Length > 0)
            {
                store.AddRaw(file, piece.GetBuffer().AsSpan(0, (int)piece.Length));
                file.Received += piece.Length;
                file.Revision++;
                if (!await SavedAsync(ct)) return WrongOffset;
            }

            return file.Received < file.Size ? ViewOf(file) : await ExamineAsync(file, found.Locale, ct);
        }

        /// <summary>Announced and sent in one go: by a form without script.</summary>
        public async Task<Result<View>> WholeAsync(string number, string field, string? name, Stream content, long size, CancellationToken ct)
        {
            var sent = await BeginAsync(number, new(field, name, size), ct);
            var piece = new byte[FileStore.PartBytes];
            for (int read; sent.Ok && (read = await content.ReadAtLeastAsync(piece, piece.Length, throwOnEndOfStream: false, ct)) > 0;)
            {
                using var part = new MemoryStream(piece, 0, read, writable: false);
                sent = await AppendAsync(number, sent.Value.Id, sent.Value.Offset, part, ct);
            }

            return sent;
        }

        public async Task<Result<View>> ReadAsync(string number, Guid id, CancellationToken ct) => await FindAsync(number, id, ct) is var (_, file) ? ViewOf(file) : NotFound;

        public async Task<Result<View>> RemoveAsync(string number, Guid id, CancellationToken ct)
        {
            if (await FindAsync(number, id, ct) is not var (_, file)) return NotFound;
            if (file.Used) return InUse;
            db.CaseFiles.Remove(file);
            return await SavedAsync(ct) ? ViewOf(file) : InUse;
        }

        private async Task<Result<View>> ExamineAsync(CaseFile file, string locale, CancellationToken ct)
        {
            var examined = await Examination.OfAsync(await store.ReadRawAsync(file, ct), file.Accept, ct);
            if (examined is not Examined.Passed passed) return await RefuseAsync(file, ((Examined.Refused)examined).Why, locale, ct);

            await store.ReplaceAsync(file, passed.Content, passed.Preview, ct);
            (file.State, file.Type, file.Name) = (FileState.Accepted, passed.Type, file.Name + FileTypes.ExtensionOf(passed.Type));
            (file.Size, file.Received, file.Sha256) = (passed.Content.Length, passed.Content.Length, Convert.ToHexStringLower(SHA256.HashData(passed.Content)));
            file.Revision++;
            // The newest stands for its field; what was chosen before, and handed in nowhere, goes.
            db.CaseFiles.RemoveRange(await db.CaseFiles.Where(f => f.CaseId == file.CaseId && f.Field == file.Field && f.Id != file.Id && !f.Used && f.State == FileState.Accepted).ToListAsync(ct));
            return await SavedAsync(ct) ? ViewOf(file) : WrongOffset;
        }

        private async Task<Error> RefuseAsync(CaseFile file, string why, string locale, CancellationToken ct)
        {
            db.CaseFiles.Remove(file);
            await SavedAsync(ct); // where another request was faster, it is gone already
            return Refused(file.Field, why, locale);
        }

        private async Task<(Case Case, CaseFile File)?> FindAsync(string number, Guid id, CancellationToken ct)
        {
            if (await db.Cases.AsNoTracking().SingleOrDefaultAsync(c => c.Number == number, ct) is not { } found || !access.Opens(found.TokenHash)) return null;
            return await db.CaseFiles.SingleOrDefaultAsync(f => f.Id == id && f.CaseId == found.Id, ct) is { } file ? (found, file) : null;
        }

        /// <returns>False: another request was faster.</returns>
        private async Task<bool> SavedAsync(CancellationToken ct)
        {
            try
            {
                await db.SaveChangesAsync(ct);
                return true;
            }
            catch (DbUpdateException e) when (!commits.IsUnavailable(e))
            {
                db.ChangeTracker.Clear();
                return false;
            }
        }

        private async Task<long> HeldByTenantAsync(CancellationToken ct) => (await recent.GetAsync(("bytes of files", "", db.TenantId), async () => new Held(await db.CaseFiles.SumAsync(f => f.Size, ct))))!.Bytes;

        private sealed record Held(long Bytes);

        private static Error Refused(string field, string why, string locale, params ReadOnlySpan<(string, string)> values) =>
            new(422, "file." + why.Replace('-', '_').Replace('.', '_'), FormTexts.In("en").Text("file." + why, values), new Dictionary<string, string[]> { [field] = [FormTexts.In(locale).Text("file." + why, values)] });

        private static View ViewOf(CaseFile file) => file.State == FileState.Accepted
            ? new(file.Id, file.Field, file.Name, file.Size, file.Received, "accepted", file.Type, file.Sha256)
            : new(file.Id, file.Field, file.Name, file.Size, file.Received, "receiving", null, null);
    }
}
