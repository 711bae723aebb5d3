using Microsoft.Extensions.Caching.Memory;

namespace Portico.App.Shared;

/// <summary>
/// What is asked at every request and changes rarely: kept for a few seconds, so that a change made on another node is seen soon. Whoever changes it on this
/// node says so and is seen at once.
/// </summary>
public sealed class RecentAnswers : IDisposable
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(5);
    private readonly MemoryCache known = new(new MemoryCacheOptions { SizeLimit = 50_000 });

    /// <param name="about">What is asked, and whose it is: a tenant's answer never meets another's question.</param>
    public async ValueTask<T?> GetAsync<T>((string Question, string Of, string Tenant) about, Func<Task<T?>> ask) where T : class
    {
        if (known.TryGetValue(about, out T? found)) return found;
        found = await ask();
        known.Set(about, found, new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = Fresh });
        return found;
    }

    public void Forget((string Question, string Of, string Tenant) about) => known.Remove(about);

    public void Dispose() => known.Dispose();
}
