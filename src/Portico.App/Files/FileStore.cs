using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Portico.App.Data;

namespace Portico.App.Files;

/// <summary>
/// The content of files, in the database: every node sees it, a backup has it, and there is no folder to set up or to serve by mistake. Each file has a key of its own, sealed with the platform's;
/// a part is bound to its place, so that none can be put into another file or tenant.
/// </summary>
public sealed class FileStore(PorticoDb db, IDataProtectionProvider protection)
{
    public const int PartBytes = 512 << 10;
    private const int NonceBytes = 12, TagBytes = 16;

    public string NewKey() => Convert.ToBase64String(Protector().Protect(RandomNumberGenerator.GetBytes(32)));

    public void AddRaw(CaseFile file, ReadOnlySpan<byte> content) => db.FileParts.Add(Part(file, clean: false, file.Received, content));

    /// <summary>As it came, to be looked at.</summary>
    public Task<byte[]> ReadRawAsync(CaseFile file, CancellationToken ct) => ReadAsync(file, clean: false, ct);

    public Task<byte[]> ReadAsync(CaseFile file, CancellationToken ct) => ReadAsync(file, clean: true, ct);

    /// <summary>What is kept takes the place of what came.</summary>
    public async Task ReplaceAsync(CaseFile file, byte[] clean, byte[]? preview, CancellationToken ct)
    {
        var raw = await db.FileParts.Where(p => p.FileId == file.Id && !p.Clean).ToListAsync(ct);
        db.FileParts.RemoveRange(raw);
        for (var start = 0; start < clean.Length; start += PartBytes) db.FileParts.Add(Part(file, clean: true, start, clean.AsSpan(start, Math.Min(PartBytes, clean.Length - start))));
        file.Preview = preview is null ? null : Seal(file, "preview", preview);
    }

    public byte[]? Preview(CaseFile file) => file.Preview is { } preview ? Open(file, "preview", preview) : null;

    private async Task<byte[]> ReadAsync(CaseFile file, bool clean, CancellationToken ct)
    {
        var content = new byte[file.Size];
        await foreach (var part in db.FileParts.AsNoTracking().Where(p => p.FileId == file.Id && p.Clean == clean).AsAsyncEnumerable().WithCancellation(ct)) Open(file, Place(clean, part.Start), part.Content).CopyTo(content, part.Start);
        return content;
    }

    private FilePart Part(CaseFile file, bool clean, long start, ReadOnlySpan<byte> content) => new() { FileId = file.Id, Clean = clean, Start = start, Content = Seal(file, Place(clean, start), content) };

    private byte[] Seal(CaseFile file, string place, ReadOnlySpan<byte> content)
    {
        var sealedPart = new byte[NonceBytes + TagBytes + content.Length];
        var nonce = sealedPart.AsSpan(0, NonceBytes);
        RandomNumberGenerator.Fill(nonce);
        using var cipher = Cipher(file);
        cipher.Encrypt(nonce, content, sealedPart.AsSpan(NonceBytes + TagBytes), sealedPart.AsSpan(NonceBytes, TagBytes), Bound(file, place));
        return sealedPart;
    }

    private byte[] Open(CaseFile file, string place, ReadOnlySpan<byte> sealedPart)
    {
        var content = new byte[sealedPart.Length - NonceBytes - TagBytes];
        using var cipher = Cipher(file);
        cipher.Decrypt(sealedPart[..NonceBytes], sealedPart[(NonceBytes + TagBytes)..], sealedPart.Slice(NonceBytes, TagBytes), content, Bound(file, place));
        return content;
    }

    private AesGcm Cipher(CaseFile file) => new(Protector().Unprotect(Convert.FromBase64String(file.Key)), TagBytes);

    private IDataProtector Protector() => protection.CreateProtector($"files|{db.TenantId}");

    private static string Place(bool clean, long start) => FormattableString.Invariant($"{(clean ? "clean" : "raw")}|{start}");

    private byte[] Bound(CaseFile file, string place) => Encoding.UTF8.GetBytes($"{db.TenantId}|{file.Id:N}|{place}");
}
