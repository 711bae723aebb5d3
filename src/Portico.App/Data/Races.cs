using Microsoft.EntityFrameworkCore;

namespace Portico.App.Data;

public static class Races
{
    /// <summary>Saves what is staged, where the key or the revision of a row lets only one of two win.</summary>
    /// <param name="isLost">Asked when the database refused: whether somebody else was faster. If nobody was, the failure is real and goes on.</param>
    /// <returns>False: somebody else was faster. Nothing was written, and nothing is staged any more.</returns>
    public static async Task<bool> WinsAsync(this PorticoDb db, Func<Task<bool>> isLost, CancellationToken ct)
    {
        try
        {
            await db.SaveChangesAsync(ct);
            return true;
        }
        catch (DbUpdateException)
        {
            db.ChangeTracker.Clear();
            if (await isLost()) return false;
            throw;
        }
    }
}
