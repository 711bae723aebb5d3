using Microsoft.EntityFrameworkCore;

namespace Portico.App.Data;

/// <summary>Brings the tables up to this build. An engine that many nodes share makes them take turns.</summary>
public class DatabaseUpgrade
{
    public virtual Task RunAsync(PorticoDb db, CancellationToken ct) => db.Database.MigrateAsync(ct);
}
