using System.Globalization;
using System.Text.Json.Nodes;

namespace Portico.App.Forms;

/// <summary>What a field of type <c>file</c> can ask for. Photos of phones (HEIC) are left out on purpose: a phone that is not offered it sends JPEG.</summary>
public static class FileTypes
{
    public const string Jpeg = "image/jpeg", Png = "image/png", WebP = "image/webp", Pdf = "application/pdf";

    /// <summary>Values of <see cref="FormField.Accept"/>; without one, both.</summary>
    public const string Photos = "image", Documents = "pdf";

    public const int MostMegabytes = 15;

    public static readonly IReadOnlyList<string> Kinds = [Photos, Documents];

    public static IReadOnlyList<string> Of(string? accept) => accept switch { Photos => [Jpeg, Png, WebP], Documents => [Pdf], _ => [Jpeg, Png, WebP, Pdf] };

    public static string ExtensionOf(string type) => type switch { Jpeg => ".jpg", Png => ".png", WebP => ".webp", _ => ".pdf" };

    public static decimal MegabytesOf(FormField field) =>
        decimal.TryParse(field.Max, NumberStyles.Number, CultureInfo.InvariantCulture, out var most) && most is > 0 and < MostMegabytes ? most : MostMegabytes;
}

/// <summary>An uploaded file as the answer to its field.</summary>
/// <param name="Name">Made by us from the name that it came with.</param>
/// <param name="Sha256">Of what is stored, which for a photo is not what was sent.</param>
public sealed record FileAnswer(Guid Id, string Field, string Name, string Type, long Size, string Sha256)
{
    public JsonObject ToJson() => new() { ["id"] = Id.ToString(), ["name"] = Name, ["type"] = Type, ["size"] = Size, ["sha256"] = Sha256 };
}
