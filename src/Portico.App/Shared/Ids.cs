using System.Security.Cryptography;

namespace Portico.App.Shared;

/// <summary>The one source of ids and secrets, so that a test can replay a run.</summary>
public class Ids(TimeProvider clock)
{
    private const string Readable = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"; // no 0/O, 1/I: read out on the phone

    public virtual Guid New() => Guid.CreateVersion7(clock.GetUtcNow());

    public const string CasePrefix = "C-";

    /// <summary>A case number such as <c>C-7F3K9QXA</c>: not secret, not countable.</summary>
    public virtual string CaseNumber() => CasePrefix + RandomNumberGenerator.GetString(Readable, 8);

    /// <summary>256 random bits, URL safe. Store only its <see cref="Hash"/>.</summary>
    public virtual string Secret() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)).Replace('+', '-').Replace('/', '_').TrimEnd('=');

    /// <summary>Six digits that somebody types off a screen.</summary>
    public virtual string Code() => RandomNumberGenerator.GetString("0123456789", 6);

    public virtual long Seed() => RandomNumberGenerator.GetInt32(int.MaxValue);

    public const int LongestBounded = 200;

    /// <summary>A name or reference that came out of an expression, fit for an indexed column: what is too long, or no plain text, is kept as its hash, and still meets its like.</summary>
    public static string Bounded(string text) => text.Length <= LongestBounded && !text.Any(letter => char.IsControl(letter) || char.IsSurrogate(letter)) ? text : "sha256:" + Hash(text);

    public static string Hash(string secret) => Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(secret)));
}
