using Microsoft.Extensions.Caching.Memory;

namespace Portico.App.Cases;

/// <summary>
/// Cases as this node last committed them, so that the next step need not read what it just wrote. A case in here may be out of date (another node
/// wrote it): a commit on top of it is then refused by the database, and whoever says no because of it must look there first.
/// </summary>
public sealed class CaseCache : IDisposable
{
    private readonly MemoryCache cases = new(new MemoryCacheOptions { SizeLimit = 4_000 });

    /// <param name="key">The case's number or its id.</param>
    public Case? Find(string tenantId, object key) => cases.Get<Case>((tenantId, key));

    /// <summary>What is kept is never changed: take a copy.</summary>
    public void Keep(string tenantId, Case committed)
    {
        if (committed.EndedAt is not null)
        {
            Forget(tenantId, committed);
            return;
        }

        cases.Set<Case>((tenantId, (object)committed.Number), committed, new MemoryCacheEntryOptions { Size = 1 });
        cases.Set<Case>((tenantId, (object)committed.Id), committed, new MemoryCacheEntryOptions { Size = 1 });
    }

    public void Forget(string tenantId, Case found)
    {
        cases.Remove((tenantId, (object)found.Number));
        cases.Remove((tenantId, (object)found.Id));
    }

    public void Dispose() => cases.Dispose();
}
