using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace Portico.Bench;

/// <summary>A PostgreSQL of our own on this machine, as durable as in production: every commit is flushed before it is answered.</summary>
public sealed class PostgresServer : IAsyncDisposable
{
    private const string Settings = "-c fsync=on -c synchronous_commit=on -c full_page_writes=on -c shared_buffers=512MB -c max_wal_size=4GB -c checkpoint_timeout=15min -c max_connections=200";

    private readonly string folder;
    private readonly int port = Server.FreePort();

    private PostgresServer(string folder) => this.folder = folder;

    /// <summary>The server's first process; the others are its children.</summary>
    public int ProcessId => int.Parse(File.ReadLines(Path.Combine(folder, "data/postmaster.pid")).First(), CultureInfo.InvariantCulture);

    public static async Task<PostgresServer> StartAsync(string folder)
    {
        var server = new PostgresServer(folder);
        Directory.CreateDirectory(folder);
        if (Environment.IsPrivilegedProcess)
        {
            await RunAsync("chown", "postgres", folder);
            await RunAsync("chmod", "a+x", Path.GetDirectoryName(folder)!);
        }

        await server.AsPostgresAsync("initdb", $"--pgdata={folder}/data", "--username=postgres", "--auth=trust", "--encoding=UTF8", "--no-locale");
        await server.AsPostgresAsync("pg_ctl", "start", "--wait", "--silent", $"--pgdata={folder}/data", $"--log={folder}/log", $"--options=-h 127.0.0.1 -p {server.port} -k {folder} {Settings}");
        // No superuser: row-level security binds Portico here as in production.
        await server.SqlAsync("create role bench login createdb");
        return server;
    }

    public async Task<string> NewDatabaseAsync(string name, string extra = "")
    {
        await SqlAsync($"create database {name} owner bench");
        return $"Host=127.0.0.1;Port={port};Username=bench;Database={name}{extra}";
    }

    public async ValueTask DisposeAsync() => await AsPostgresAsync("pg_ctl", "stop", "--wait", "--silent", "--mode=immediate", $"--pgdata={folder}/data");

    private async Task SqlAsync(string sql)
    {
        await using var connection = new NpgsqlConnection($"Host=127.0.0.1;Port={port};Username=postgres;Database=postgres;Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private Task AsPostgresAsync(string program, params string[] arguments)
    {
        var path = Path.Combine(Directory.GetDirectories("/usr/lib/postgresql").Order(StringComparer.Ordinal).Last(), "bin", program);
        return Environment.IsPrivilegedProcess ? RunAsync("runuser", ["-u", "postgres", "--", path, .. arguments]) : RunAsync(path, arguments);
    }

    private static async Task RunAsync(string program, params string[] arguments)
    {
        // Told to a file, not to a pipe of ours: the server that is started here would keep it open.
        var start = new ProcessStartInfo("sh", ["-c", "exec \"$@\" > /dev/null", "sh", program, .. arguments]) { WorkingDirectory = "/" };
        using var process = Process.Start(start)!;
        await process.WaitForExitAsync();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{program} ended with {process.ExitCode}.");
    }
}
