using System.Net;
using Npgsql;
using Portico.TestKit;
using Portico.Workflows;

namespace Portico.App.Tests.Reliability;

/// <summary>R6: a server that reads and does not write, as it is after its disk was full or a failover went halfway.</summary>
internal static class StorageProof
{
    /// <returns>From the moment at which it writes again until a step is accepted.</returns>
    public static async Task<TimeSpan> ReadOnlyAsync(ProofPortico platform)
    {
        var target = new NpgsqlConnectionStringBuilder(platform.Connection) { Pooling = false };
        platform.WorkMayFail = true;
        var customers = new List<ApiCustomer>();
        for (var i = 0; i < 8; i++) customers.Add((await ApiCustomer.StartAsync(platform.Customer("aurora"), ProofPortico.Check, "en")).Answering("familyName", "Clarke"));

        await SetAsync(target, "on");
        foreach (var customer in customers)
        {
            using var refused = await customer.PostAsync(idempotencyKey: "while-read-only-" + customer.Number);
            await Problem.IsAsync(refused, HttpStatusCode.ServiceUnavailable, "platform.storage_unavailable");
            Assert.NotNull(refused.Headers.RetryAfter);
            Assert.Equal("open", (await customer.ReadAsync()).Status);
        }

        await SetAsync(target, "off");
        var began = TimeProvider.System.GetTimestamp();
        foreach (var customer in customers)
        {
            using var accepted = await Eventually.SeeAsync(() => customer.PostAsync(idempotencyKey: "while-read-only-" + customer.Number), reply => reply.StatusCode == HttpStatusCode.OK, "the step is accepted once the server writes");
        }

        var took = TimeProvider.System.GetElapsedTime(began);
        await platform.DrainAsync();
        foreach (var customer in customers)
        {
            Assert.Equal("completed", (await customer.ReadAsync()).Status);
            Assert.Single(await platform.JournalAsync("aurora", customer.Number), e => e.Kind == JournalKinds.StepCompleted);
        }

        Assert.Equal(customers.Count, platform.Effects.Select(e => e.Key).Distinct().Count());
        return took;
    }

    private static async Task SetAsync(NpgsqlConnectionStringBuilder target, string readOnly)
    {
        await using var connection = new NpgsqlConnection(target.ConnectionString);
        await connection.OpenAsync();
        await SayAsync(connection, "set default_transaction_read_only = off"); // for this sentence itself
        await SayAsync(connection, $"alter database \"{target.Database}\" set default_transaction_read_only = {readOnly}");
        await SayAsync(connection, "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()"); // open connections would not hear of it
    }

    private static async Task SayAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
