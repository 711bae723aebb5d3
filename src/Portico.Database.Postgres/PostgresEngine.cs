using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Portico.App.Data;

namespace Portico.Database.Postgres;

/// <summary>Many nodes on one PostgreSQL. Section <c>ConnectionStrings:Portico</c>.</summary>
public static class PostgresEngine
{
    public const string Name = "postgres";

    public static IServiceCollection AddPorticoPostgres(this IServiceCollection services, IConfiguration configuration)
    {
        var connection = configuration.GetConnectionString("Portico") ?? throw new InvalidOperationException("Set ConnectionStrings__Portico to use PostgreSQL.");
        return services.AddDbContext<PorticoDb>(options => Use(options, connection));
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
