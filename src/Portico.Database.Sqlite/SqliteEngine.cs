using System.Globalization;
using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Portico.App.Data;

namespace Portico.Database.Sqlite;

/// <summary>One file, one node, nothing to set up. WAL, and every commit flushed before it is answered.</summary>
public static class SqliteEngine
{
    public const string Name = "sqlite";

    public static IServiceCollection AddPorticoSqlite(this IServiceCollection services, IConfiguration configuration)
    {
        var folder = Path.GetFullPath(configuration["Portico:Data"] ?? ".portico");
        Directory.CreateDirectory(folder);
        var connection = configuration.GetConnectionString("Portico") ?? new SqliteConnectionStringBuilder { DataSource = Path.Combine(folder, "portico.db") }.ToString();
        return services.AddSingleton<DatabaseUpgrade, OneAtATime>().AddPorticoDb(options => Use(options, connection))
            .AddSingleton<GroupCommits>(provider => new SqliteCommits(PorticoDb.ModelOf(provider), connection));
    }

    // FULL: with NORMAL a power cut may take commits that were already answered.
    internal const string Pragmas = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA busy_timeout=15000;";

    /// <summary>A database that may not grow says the same as one whose disk is full; tests cannot fill a disk.</summary>
    internal static void PretendFull(DbConnection connection)
    {
        if (!CrashPoints.Planted(Defect.StorageFull)) return;
        var told = connection.DataSource + ".full";
        using var limit = connection.CreateCommand();
        limit.CommandText = $"PRAGMA max_page_count={(File.Exists(told) ? int.Parse(File.ReadAllText(told), CultureInfo.InvariantCulture) : 1_000_000_000)}";
        limit.ExecuteNonQuery();
    }

    /// <summary>
    /// EF's own lock on SQLite is a row, which outlives a process that was killed holding it and would stop every later start.
    /// The lock of the operating system on a file does not; whoever has it may clear that row away.
    /// </summary>
    private sealed class OneAtATime : DatabaseUpgrade
    {
        public override async Task RunAsync(PorticoDb db, CancellationToken ct)
        {
            var file = new SqliteConnectionStringBuilder(db.Database.GetConnectionString()).DataSource + ".upgrade";
            await using var turn = await TakeAsync(file, ct);
            await db.Database.OpenConnectionAsync(ct);
            await using (var clear = db.Database.GetDbConnection().CreateCommand())
            {
                clear.CommandText = "DROP TABLE IF EXISTS \"__EFMigrationsLock\"";
                await clear.ExecuteNonQueryAsync(ct);
            }

            await db.Database.CloseConnectionAsync();
            await base.RunAsync(db, ct);
        }

        private static async Task<FileStream> TakeAsync(string file, CancellationToken ct)
        {
            for (var waited = 0; ; waited++)
            {
                try
                {
                    return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
                }
                catch (IOException) when (waited < 600 && File.Exists(file))
                {
                    await Task.Delay(TimeSpan.FromMilliseconds(100), ct); // another node has its turn: at most a minute
                }
            }
        }
    }

    internal static void Use(DbContextOptionsBuilder options, string connection) => options
        .UseSqlite(connection, sqlite => sqlite.MigrationsAssembly(typeof(SqliteEngine).Assembly))
        .AddInterceptors(SayPragmas.Instance)
        .ConfigureWarnings(w => w.Ignore(RelationalEventId.AmbientTransactionWarning));

    private sealed class SayPragmas : DbConnectionInterceptor
    {
        public static readonly SayPragmas Instance = new();

        public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData)
        {
            using var command = connection.CreateCommand();
            command.CommandText = Pragmas;
            command.ExecuteNonQuery();
            PretendFull(connection);
        }

        public override async Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
        {
            await using var command = connection.CreateCommand();
            command.CommandText = Pragmas;
            await command.ExecuteNonQueryAsync(cancellationToken);
            PretendFull(connection);
        }
    }
}

/// <summary>For <c>dotnet ef</c> only.</summary>
public sealed class DesignTime : IDesignTimeDbContextFactory<PorticoDb>
{
    public PorticoDb CreateDbContext(string[] args)
    {
        var options = new DbContextOptionsBuilder<PorticoDb>();
        SqliteEngine.Use(options, "DataSource=:memory:");
        return new PorticoDb(options.Options, new TenantScope());
    }
}
