using Portico.App.Forms;
using SkiaSharp;

namespace Portico.App.Files;

/// <summary>Pictures are decoded and drawn anew, so that nothing but their look is kept: no place where a photo was taken, nothing behind its end.</summary>
internal static class Pictures
{
    private const long MostPixels = 40_000_000;

    // Enough to read a bill on a photo of two pages side by side.
    private const int LongestSide = 4_000, LongestPreviewSide = 320;

    public static Examined Examine(byte[] content, string type)
    {
        using var data = SKData.CreateCopy(content);
        using var codec = SKCodec.Create(data);
        if (codec is null || codec.EncodedFormat != FormatOf(type)) return new Examined.Refused("damaged");
        if ((long)codec.Info.Width * codec.Info.Height > MostPixels) return new Examined.Refused("too-many-pixels");

        using var colours = SKColorSpace.CreateSrgb();
        using var decoded = new SKBitmap(new SKImageInfo(codec.Info.Width, codec.Info.Height, SKColorType.Rgba8888, SKAlphaType.Premul, colours));
        if (codec.GetPixels(decoded.Info, decoded.GetPixels()) != SKCodecResult.Success) return new Examined.Refused("damaged");

        using var upright = Drawn(decoded, codec.EncodedOrigin, LongestSide, colours);
        using var small = Drawn(upright, SKEncodedOrigin.TopLeft, LongestPreviewSide, colours);
        var kept = type == FileTypes.Png ? Encode(upright, FileTypes.Png) : null;
        if (kept is { Length: <= FileTypes.MostMegabytes << 20 }) return new Examined.Passed(kept, FileTypes.Png, Encode(small, FileTypes.Jpeg));
        return new Examined.Passed(Encode(upright, FileTypes.Jpeg), FileTypes.Jpeg, Encode(small, FileTypes.Jpeg));
    }

    private static SKEncodedImageFormat FormatOf(string type) => type switch { FileTypes.Jpeg => SKEncodedImageFormat.Jpeg, FileTypes.Png => SKEncodedImageFormat.Png, _ => SKEncodedImageFormat.Webp };

    private static SKBitmap Drawn(SKBitmap source, SKEncodedOrigin origin, int longestSide, SKColorSpace colours)
    {
        var (width, height) = origin >= SKEncodedOrigin.LeftTop ? (source.Height, source.Width) : (source.Width, source.Height);
        var scale = Math.Min(1f, (float)longestSide / Math.Max(width, height));
        var drawn = new SKBitmap(new SKImageInfo(Math.Max(1, (int)MathF.Round(width * scale)), Math.Max(1, (int)MathF.Round(height * scale)), SKColorType.Rgba8888, SKAlphaType.Premul, colours));
        using var canvas = new SKCanvas(drawn);
        using var picture = SKImage.FromBitmap(source);
        canvas.Scale(scale);
        canvas.Concat(Upright(origin, source.Width, source.Height));
        canvas.DrawImage(picture, 0, 0, scale < 1 ? new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear) : SKSamplingOptions.Default);
        return drawn;
    }

    /// <summary>How a picture is turned that was taken with the camera held another way.</summary>
    private static SKMatrix Upright(SKEncodedOrigin origin, float width, float height) => origin switch
    {
        SKEncodedOrigin.TopRight => new(-1, 0, width, 0, 1, 0, 0, 0, 1),
        SKEncodedOrigin.BottomRight => new(-1, 0, width, 0, -1, height, 0, 0, 1),
        SKEncodedOrigin.BottomLeft => new(1, 0, 0, 0, -1, height, 0, 0, 1),
        SKEncodedOrigin.LeftTop => new(0, 1, 0, 1, 0, 0, 0, 0, 1),
        SKEncodedOrigin.RightTop => new(0, -1, height, 1, 0, 0, 0, 0, 1),
        SKEncodedOrigin.RightBottom => new(0, -1, height, -1, 0, width, 0, 0, 1),
        SKEncodedOrigin.LeftBottom => new(0, 1, 0, -1, 0, width, 0, 0, 1),
        _ => SKMatrix.Identity,
    };

    private static byte[] Encode(SKBitmap bitmap, string type)
    {
        if (type == FileTypes.Png) return bitmap.Encode(SKEncodedImageFormat.Png, 100).ToArray();
        using var opaque = new SKBitmap(bitmap.Info);
        using (var canvas = new SKCanvas(opaque))
        {
            canvas.Clear(SKColors.White);
            using var picture = SKImage.FromBitmap(bitmap);
            canvas.DrawImage(picture, 0, 0, SKSamplingOptions.Default);
        }

        return opaque.Encode(SKEncodedImageFormat.Jpeg, 86).ToArray();
    }
}
