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
        return services.AddSingleton<DatabaseUpgrade>().AddDbContext<PorticoDb>(options => Use(options, connection));
    }

    internal static void Use(DbContextOptionsBuilder options, string connection) => options
        .UseSqlite(connection, sqlite => sqlite.MigrationsAssembly(typeof(SqliteEngine).Assembly))
        .AddInterceptors(Pragmas.Instance)
        .ConfigureWarnings(w => w.Ignore(RelationalEventId.AmbientTransactionWarning));

    private sealed class Pragmas : DbConnectionInterceptor
    {
        public static readonly Pragmas Instance = new();

        // FULL: with NORMAL a power cut may take commits that were already answered.
        private const string Sql = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA busy_timeout=15000;";

        public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData)
        {
            using var command = connection.CreateCommand();
            command.CommandText = Sql;
            command.ExecuteNonQuery();
        }

        public override async Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
        {
            await using var command = connection.CreateCommand();
            command.CommandText = Sql;
            await command.ExecuteNonQueryAsync(cancellationToken);
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
