using System.Net;
using System.Net.Http.Json;
using Microsoft.Data.Sqlite;
using Portico.TestKit;

namespace Portico.App.Tests.Data;

public sealed class TwoHostsTests
{
    [Theory]
    [InlineData(Engine.Sqlite)]
    [InlineData(Engine.Postgres)]
    public async Task Two_hosts_that_start_at_once_on_an_empty_database_both_serve(Engine engine)
    {
        await using var pair = await PorticoPair.StartAsync(engine);

        var started = await pair.First.PostAsJsonAsync("/api/v1/journeys/move-in/cases", new { locale = "en" });
        var seen = await pair.SecondBackOffice.GetAsync(started.Headers.Location);

        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.OK), (started.StatusCode, seen.StatusCode));
    }

    [Fact]
    public async Task A_host_starts_after_one_that_was_killed_while_it_migrated()
    {
        var platform = new TestPortico();
        await platform.PrepareAsync();
        await LeaveLockAsync(Path.Combine(platform.DataFolder, "portico.db"));

        await platform.StartAsync();

        Assert.Equal(HttpStatusCode.OK, (await platform.Stranger().GetAsync("/health/ready")).StatusCode);
        await platform.DisposeAsync();
    }

    /// <summary>What a killed migration leaves in the file: the row that says somebody is at it.</summary>
    private static async Task LeaveLockAsync(string file)
    {
        await using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Pooling = false }.ToString());
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = """CREATE TABLE "__EFMigrationsLock" ("Id" INTEGER NOT NULL PRIMARY KEY, "Timestamp" TEXT NOT NULL); INSERT INTO "__EFMigrationsLock" VALUES (1, '2026-11-22 10:00:00')""";
        await command.ExecuteNonQueryAsync();
    }

    private sealed class PorticoPair(TestPortico one, TestPortico other) : IAsyncDisposable
    {
        public HttpClient First => one.Customer("aurora");

        public HttpClient SecondBackOffice => other.BackOffice("aurora");

        public static async Task<PorticoPair> StartAsync(Engine engine)
        {
            var one = engine == Engine.Sqlite ? new TestPortico() : new TestPorticoOnPostgres();
            await one.PrepareAsync();
            var other = one.Neighbour();
            await Task.WhenAll(one.StartAsync(), other.StartAsync());
            return new PorticoPair(one, other);
        }

        public async ValueTask DisposeAsync()
        {
            await other.StopAsync();
            await one.DisposeAsync();
        }
    }
}
