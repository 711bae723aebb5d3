using System.Net;
using System.Net.Http.Json;
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
