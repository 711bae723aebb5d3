using System.IO.Compression;
using System.Text;
using SkiaSharp;

namespace Portico.App.Tests.Files;

/// <summary>Files as customers have them, and as others make them.</summary>
internal static class Samples
{
    public static byte[] Picture(SKEncodedImageFormat format, int width = 120, int height = 80)
    {
        using var bitmap = new SKBitmap(width, height);
        using (var canvas = new SKCanvas(bitmap))
        {
            canvas.Clear(SKColors.CornflowerBlue);
            using var paint = new SKPaint { Color = SKColors.DarkRed };
            canvas.DrawRect(0, 0, width / 4f, height / 4f, paint); // the top left corner can be told from the others
        }

        return bitmap.Encode(format, 90).ToArray();
    }

    public static byte[] Jpeg => Picture(SKEncodedImageFormat.Jpeg);
    public static byte[] Png => Picture(SKEncodedImageFormat.Png);
    public static byte[] WebP => Picture(SKEncodedImageFormat.Webp);

    /// <param name="catalog">More in its catalogue.</param>
    /// <param name="objects">More objects.</param>
    public static byte[] Pdf(string catalog = "", string objects = "", string end = "%%EOF\n") =>
        Latin($"%PDF-1.7\n1 0 obj\n<</Type/Catalog/Pages 2 0 R{catalog}>>\nendobj\n2 0 obj\n<</Type/Pages/Kids[]/Count 0>>\nendobj\n{objects}\nxref\n0 1\n0000000000 65535 f \ntrailer\n<</Root 1 0 R/Size 3>>\nstartxref\n9\n{end}");

    /// <summary>With objects that lie compressed in a stream.</summary>
    public static byte[] PdfWithPacked(string objects, string dictionary = "/Type/ObjStm/N 1/First 4/Filter/FlateDecode") => Pdf(objects: $"3 0 obj\n<<{dictionary}/Length 1>>\nstream\n{Latin(Deflated(Latin(objects)))}\nendstream\nendobj");

    public static byte[] Deflated(byte[] content)
    {
        using var packed = new MemoryStream();
        using (var deflate = new ZLibStream(packed, CompressionLevel.Optimal)) deflate.Write(content);
        return packed.ToArray();
    }

    public static byte[] Latin(string text) => Encoding.Latin1.GetBytes(text);

    public static string Latin(byte[] bytes) => Encoding.Latin1.GetString(bytes);

    /// <summary>A PNG that says it is this large, with these bytes as its picture.</summary>
    public static byte[] PngOf(int width, int height, byte[] data, params (string Kind, byte[] Content)[] more)
    {
        using var png = new MemoryStream();
        png.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]);
        Chunk("IHDR", [.. Big(width), .. Big(height), 8, 0, 0, 0, 0]);
        foreach (var (kind, content) in more) Chunk(kind, content);
        Chunk("IDAT", data);
        Chunk("IEND", []);
        return png.ToArray();

        void Chunk(string kind, byte[] content)
        {
            byte[] body = [.. Latin(kind), .. content];
            png.Write(Big(content.Length));
            png.Write(body);
            png.Write(Big(unchecked((int)Crc(body))));
        }
    }

    /// <summary>A photo with what cameras write into it: which way is up (6: turned to the right), and where it was taken.</summary>
    public static byte[] JpegWithExif(byte orientation, string secret)
    {
        byte[] tiff = [.. "II*\0"u8, 8, 0, 0, 0, 1, 0, 0x12, 0x01, 3, 0, 1, 0, 0, 0, orientation, 0, 0, 0, 0, 0, 0, 0, .. Latin("GPSLatitude " + secret)];
        byte[] exif = [.. "Exif\0\0"u8, .. tiff];
        var length = exif.Length + 2;
        return [0xFF, 0xD8, 0xFF, 0xE1, (byte)(length >> 8), (byte)length, .. exif, .. Jpeg[2..]];
    }

    private static byte[] Big(int number) => [(byte)(number >> 24), (byte)(number >> 16), (byte)(number >> 8), (byte)number];

    private static uint Crc(byte[] bytes)
    {
        var crc = 0xFFFFFFFFu;
        foreach (var one in bytes)
        {
            crc ^= one;
            for (var bit = 0; bit < 8; bit++) crc = (crc & 1) == 1 ? crc >> 1 ^ 0xEDB88320u : crc >> 1;
        }

        return ~crc;
    }
}
