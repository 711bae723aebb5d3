using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace Portico.Conformance.Stages;

/// <summary>A word that exists nowhere else. Where it turns up, it was brought.</summary>
internal sealed class Canary
{
    private Canary(string word)
    {
        Word = word;
        var bytes = Encoding.UTF8.GetBytes(word);
        Forms = [word, Convert.ToHexString(bytes), .. Enumerable.Range(0, 3).Select(shift => InBase64(bytes, shift)), new string([.. word.AsEnumerable().Reverse()])];
    }

    public string Word { get; }

    /// <summary>As it stands, in hexadecimal, in base64 at any place, or backwards.</summary>
    public IReadOnlyList<string> Forms { get; }

    /// <summary>Letters and digits: it would pass for a code.</summary>
    public static Canary Secret() => new("canary" + RandomNumberGenerator.GetHexString(26, lowercase: true));

    /// <summary>Letters only: it would pass for a name.</summary>
    public static Canary Personal() => new("Qanary" + RandomNumberGenerator.GetString("abcdefghjkmnopqrstuvwxyz", 16));

    public bool IsIn(string text) => AreIn([this], text);

    /// <returns>Whether one of them turned up.</returns>
    public static bool AreIn(IEnumerable<Canary> canaries, string text) => text.AsSpan().ContainsAny(SearchValues.Create([.. canaries.SelectMany(canary => canary.Forms)], StringComparison.OrdinalIgnoreCase));

    /// <summary>A reason may quote what a plugin answered: a report holds none of them all the same.</summary>
    public static string Without(IEnumerable<Canary> canaries, string text)
    {
        if (text.Length == 0) return text;
        foreach (var form in canaries.SelectMany(canary => canary.Forms)) text = text.Replace(form, "[made up by the kit]", StringComparison.OrdinalIgnoreCase);
        return text;
    }

    // Whatever stands before it in the encoded text shifts it by 0 to 2 bytes; the letters that depend on its neighbours are cut off.
    private static string InBase64(byte[] bytes, int shift)
    {
        var text = Convert.ToBase64String([.. new byte[shift], .. bytes]);
        return text[(shift == 0 ? 0 : 4)..^4];
    }
}
