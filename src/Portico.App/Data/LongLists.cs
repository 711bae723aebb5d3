using Microsoft.EntityFrameworkCore;

namespace Portico.App.Data;

/// <summary>How much there is of a list that grows for years.</summary>
/// <param name="Total">How many match, as far as they were counted.</param>
/// <param name="More">There are more than that.</param>
public readonly record struct Counted(int Total, bool More);

public static class LongLists
{
    private const int CountedTo = 1_000;

    /// <summary>Counts to a thousand, or to the end of the page that is shown: nobody reads further, and counting all would take longer with every row that ever was.</summary>
    /// <param name="rows">In an order that an index has.</param>
    public static async Task<Counted> CountAsync<T>(this IOrderedQueryable<T> rows, int skip, int take, CancellationToken ct)
    {
        var most = Math.Max(CountedTo, skip + take);
        var total = await rows.Take(most + 1).CountAsync(ct);
        return new(Math.Min(total, most), total > most);
    }
}
