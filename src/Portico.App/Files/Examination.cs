using Portico.App.Forms;

namespace Portico.App.Files;

/// <summary>What became of a file that was looked at.</summary>
internal abstract record Examined
{
    /// <param name="Content">What is stored: of a picture, a new one of the same look.</param>
    /// <param name="Preview">A small picture of it.</param>
    public sealed record Passed(byte[] Content, string Type, byte[]? Preview) : Examined;

    /// <param name="Why">Names a text: <c>file.{why}</c>.</param>
    public sealed record Refused(string Why) : Examined;
}

/// <summary>Looks at what a file is, by its bytes alone: neither its name nor what a browser says of it counts.</summary>
internal static class Examination
{
    /// <summary>How much of the beginning says what it is.</summary>
    public const int Enough = 16;

    // A photo of 40 megapixels is 160 MB in memory.
    private static readonly SemaphoreSlim Places = new(2);

    public static async Task<Examined> OfAsync(byte[] content, string? accept, CancellationToken ct)
    {
        if (Unwanted(content, accept) is { } why) return new Examined.Refused(why);
        await Places.WaitAsync(ct);
        try
        {
            var type = TypeOf(content)!;
            return await Task.Run(() => type == FileTypes.Pdf ? Pdfs.Examine(content) : Pictures.Examine(content, type), ct);
        }
        finally
        {
            Places.Release();
        }
    }

    /// <summary>Why a file that begins so cannot be an answer; null: it may be one.</summary>
    public static string? Unwanted(ReadOnlySpan<byte> beginning, string? accept) =>
        TypeOf(beginning) is { } type && FileTypes.Of(accept).Contains(type) ? null : IsHeic(beginning) && accept != FileTypes.Documents ? "heic" : "kind." + (accept ?? "any");

    private static string? TypeOf(ReadOnlySpan<byte> beginning) =>
        beginning.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]) ? FileTypes.Jpeg
        : beginning.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]) ? FileTypes.Png
        : beginning.StartsWith("RIFF"u8) && beginning.Length >= 12 && beginning[8..].StartsWith("WEBP"u8) ? FileTypes.WebP
        : beginning.StartsWith("%PDF-"u8) ? FileTypes.Pdf
        : null;

    private static bool IsHeic(ReadOnlySpan<byte> beginning) =>
        beginning.Length >= 12 && beginning[4..].StartsWith("ftyp"u8) && (beginning[8..].StartsWith("hei"u8) || beginning[8..].StartsWith("hev"u8) || beginning[8..].StartsWith("mif1"u8) || beginning[8..].StartsWith("msf1"u8));
}
