using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Portico.App.Data;
using Portico.App.Outbox;

namespace Portico.Database.Postgres;

/// <summary>Many nodes on one PostgreSQL. Section <c>ConnectionStrings:Portico</c>.</summary>
public static class PostgresEngine
{
    public const string Name = "postgres";

    public static IServiceCollection AddPorticoPostgres(this IServiceCollection services, IConfiguration configuration)
    {
        var connection = configuration.GetConnectionString("Portico") ?? throw new InvalidOperationException("Set ConnectionStrings__Portico to use PostgreSQL.");
        return services.AddSingleton<DatabaseUpgrade, OneAtATime>().AddPorticoDb(options => Use(options, connection))
            .AddSingleton<GroupCommits>(provider => new PostgresCommits(PorticoDb.ModelOf(provider), connection))
            .AddSingleton<DatabaseClock>(new PostgresClock(connection, TimeProvider.System)).AddSingleton<DueClaims>(new PostgresClaims(connection))
            .AddHostedService(provider => ActivatorUtilities.CreateInstance<PostgresNotices>(provider, connection));
    }

    /// <summary>EF locks its history table for each migration alone; between two of them another node could slip in.</summary>
    private sealed class OneAtATime : DatabaseUpgrade
    {
        private const long Key = 0x706F727469636F; // "portico"

        public override async Task RunAsync(PorticoDb db, CancellationToken ct)
        {
            await using var turn = new NpgsqlConnection(db.Database.GetConnectionString());
            await turn.OpenAsync(ct);
            await using (var wait = new NpgsqlCommand("select pg_advisory_lock($1)", turn) { Parameters = { new() { Value = Key } }, CommandTimeout = 300 })
            {
                await wait.ExecuteNonQueryAsync(ct);
            }

            await base.RunAsync(db, ct); // the lock ends with its connection, also when this node dies
        }
    }

    internal static void Use(DbContextOptionsBuilder options, string connection) =>
        options.UseNpgsql(connection, postgres => postgres.MigrationsAssembly(typeof(PostgresEngine).Assembly)).AddInterceptors(RowSecurity.Instance);
}

/// <summary>For <c>dotnet ef</c> only.</summary>
public sealed class DesignTime : IDesignTimeDbContextFactory<PorticoDb>
{
    public PorticoDb CreateDbContext(string[] args)
    {
        var options = new DbContextOptionsBuilder<PorticoDb>();
        PostgresEngine.Use(options, "Host=localhost;Database=design");
        return new PorticoDb(options.Options, new TenantScope());
    }
}
