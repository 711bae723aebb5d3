namespace Portico.App.Shared;

/// <summary>Reads what others send. They may say nothing of its length, or something untrue: what counts is what arrives.</summary>
public static class Bounded
{
    /// <returns>Null: it is longer than that.</returns>
    public static async Task<byte[]?> ReadAsync(Stream stream, long most, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(stream);
        using var all = new MemoryStream();
        var buffer = new byte[16 * 1024];
        for (int read; (read = await stream.ReadAsync(buffer, ct)) > 0;)
        {
            if (all.Length + read > most) return null;
            all.Write(buffer, 0, read);
        }

        return all.ToArray();
    }
}
