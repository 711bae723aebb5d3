using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Npgsql;

namespace Portico.TestKit;

public enum Engine { Sqlite, Postgres }

/// <summary>A database for one test class, gone afterwards. SQLite needs nothing: its file lies in the data folder.</summary>
public sealed partial class TestDatabase : IAsyncDisposable
{
    public const string ServerVariable = "PORTICO_TEST_POSTGRES";

    private readonly NpgsqlConnectionStringBuilder? own;

    private TestDatabase(NpgsqlConnectionStringBuilder? own) => this.own = own;

    /// <summary>What a host must be told to use it.</summary>
    public IReadOnlyList<string> Settings => own is null ? [] : ["--Portico:Database:Engine=postgres", $"--ConnectionStrings:Portico={own.ConnectionString}"];

    public static async Task<TestDatabase> CreateAsync(Engine engine)
    {
        if (engine == Engine.Sqlite) return new TestDatabase(null);

        var name = "portico_test_" + RandomNumberGenerator.GetHexString(12, lowercase: true);
        await OnServerAsync($"create database {name}");
        return new TestDatabase(new NpgsqlConnectionStringBuilder(Server()) { Database = name, MaxPoolSize = 40 });
    }

    /// <summary>Refuses every name but those made here, whatever the server holds.</summary>
    public static async Task DropAsync(string name)
    {
        if (!OwnName().IsMatch(name)) throw new InvalidOperationException($"{name} is no test database; it is not dropped.");
        // The server itself may be tidying up in there (autovacuum), and only it may stop that; it is done in a moment.
        await Eventually.SeeAsync(() => TryDropAsync(name), dropped => dropped, $"{name} can be dropped");
    }

    private static async Task<bool> TryDropAsync(string name)
    {
        try
        {
            await OnServerAsync($"drop database {name} with (force)");
            return true;
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            return false;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (own is null) return;
        NpgsqlConnection.ClearPool(new NpgsqlConnection(own.ConnectionString));
        await DropAsync(own.Database!);
    }

    private static string Server() => Environment.GetEnvironmentVariable(ServerVariable) is { Length: > 0 } server
        ? server
        : throw new InvalidOperationException($"Set {ServerVariable} to the connection string of a PostgreSQL on which tests may create databases; ./test does.");

    private static async Task OnServerAsync(string command)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(Server()) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        await using var run = connection.CreateCommand();
        run.CommandText = command;
        await run.ExecuteNonQueryAsync();
    }

    [GeneratedRegex("^portico_test_[0-9a-f]{12}$")]
    private static partial Regex OwnName();
}
