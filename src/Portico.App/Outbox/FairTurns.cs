namespace Portico.App.Outbox;

/// <param name="Room">How much more of this tenant may be done at once.</param>
public sealed record WaitingTenant(string TenantId, int Weight, int Room);

/// <summary>How many places a tenant gets now.</summary>
public sealed record Share(string TenantId, int Places);

/// <summary>
/// Weighted round robin: tenants with due work have their turns one after the other, each as many places as its weight, over all rounds. However much one
/// of them has to do, the others wait for one of his turns and not for the end of his work.
/// </summary>
public sealed class FairTurns
{
    private string last = "";
    private int left;

    /// <param name="places">That are free now.</param>
    /// <param name="waiting">Sorted by tenant, in ordinal order.</param>
    public IReadOnlyList<Share> Deal(int places, IReadOnlyList<WaitingTenant> waiting)
    {
        var ring = waiting.Where(w => w.Room > 0).ToList();
        var room = ring.Sum(w => w.Room);
        if (room == 0) return [];

        var given = new int[ring.Count];
        var at = Math.Max(0, ring.FindIndex(w => string.CompareOrdinal(w.TenantId, last) >= (left > 0 ? 0 : 1)));
        var turn = ring[at].TenantId == last && left > 0 ? left : ring[at].Weight; // a turn that found too few places goes on
        while (places > 0 && room > 0)
        {
            var give = Math.Min(Math.Min(turn, places), ring[at].Room - given[at]);
            given[at] += give;
            places -= give;
            room -= give;
            (last, left) = (ring[at].TenantId, given[at] < ring[at].Room ? turn - give : 0);
            if (places == 0) break;
            at = (at + 1) % ring.Count;
            turn = ring[at].Weight;
        }

        return [.. ring.Select((w, i) => new Share(w.TenantId, given[i])).Where(s => s.Places > 0)];
    }
}
