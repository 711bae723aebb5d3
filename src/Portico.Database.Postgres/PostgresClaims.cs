using System.Data;
using Npgsql;
using NpgsqlTypes;
using Portico.App.Outbox;

namespace Portico.Database.Postgres;

/// <summary>
/// Nodes that claim at once pass by each other's rows instead of waiting for them. Row-level security lets nobody write across tenants, so each tenant has a
/// statement of its own; all go out as one batch and share one flush.
/// </summary>
internal sealed class PostgresClaims(string connection) : DueClaims
{
    // MATERIALIZED: joined the other way round, the planner could run the selection again for each row and take more than was asked for.
    private const string Take = """
        WITH mine AS MATERIALIZED (
            SELECT "CaseId", "Id" FROM due
            WHERE "TenantId" = $1 AND "State" <> 'Parked' AND "DueAt" <= $2 AND ("LeaseUntil" IS NULL OR "LeaseUntil" < $2)
            ORDER BY "DueAt" LIMIT $4 FOR UPDATE SKIP LOCKED)
        UPDATE due SET "Attempts" = "Attempts" + 1, "LeaseUntil" = $3,
            "Failures" = CASE WHEN "LeaseUntil" IS NULL THEN "Failures" ELSE "Failures" + 1 END,
            "FailingSince" = CASE WHEN "LeaseUntil" IS NULL THEN "FailingSince" ELSE COALESCE("FailingSince", $2) END
        FROM mine WHERE due."TenantId" = $1 AND due."CaseId" = mine."CaseId" AND due."Id" = mine."Id"
        RETURNING due."CaseId", due."Id", due."Kind", due."Attempts", due."DueAt", due."Failures", due."FailingSince", due."LastCode"
        """;

    // The table grows and shrinks faster than the server counts it: taken for all but empty, thousands of rows would be read and sorted to find these few.
    private const string Settings = $"""
        select set_config('enable_seqscan', 'off', true), set_config('enable_bitmapscan', 'off', true), set_config('enable_sort', 'off', true),
            set_config('{PostgresCommits.IdleLimit}', '{PostgresCommits.LongestIdle}', true)
        """;

    public override async Task<IReadOnlyList<ClaimedWork>> ClaimAsync(IReadOnlyList<Share> shares, DateTimeOffset now, DateTimeOffset leaseUntil)
    {
        var (claimed, number) = (new List<ClaimedWork>(), "");
        await using var pooled = new NpgsqlConnection(connection);
        await pooled.OpenAsync();
        await using var transaction = await pooled.BeginTransactionAsync(IsolationLevel.ReadCommitted);
        await using var batch = new NpgsqlBatch(pooled, transaction) { BatchCommands = { new(Settings) } };
        foreach (var share in shares)
        {
            batch.BatchCommands.Add(PostgresCommits.Enter(share.TenantId));
            batch.BatchCommands.Add(new NpgsqlBatchCommand(Take)
            {
                Parameters =
                {
                    new NpgsqlParameter<string> { TypedValue = share.TenantId }, Instant(now), Instant(leaseUntil), new NpgsqlParameter<int> { TypedValue = share.Places },
                },
            });
        }

        await using (var rows = await batch.ExecuteReaderAsync())
        {
            foreach (var share in shares)
            {
                await rows.NextResultAsync(); // the sentence that says whose rows follow
                await rows.ReadAsync();
                number = rows.GetString(1);
                await rows.NextResultAsync();
                while (await rows.ReadAsync()) claimed.Add(Read(rows, share.TenantId, leaseUntil));
            }
        }

        try
        {
            await transaction.CommitAsync();
        }
        catch (NpgsqlException e) when (e is not PostgresException)
        {
            // What was taken unknowingly would lie idle until its leases end, and would count as work that failed.
            if (!await Task.Run(() => LostAnswers.WasCommitted(connection, number))) throw;
        }

        return claimed;
    }

    private static ClaimedWork Read(NpgsqlDataReader row, string tenantId, DateTimeOffset leaseUntil) => new(
        tenantId, row.GetGuid(0), row.GetString(1), Enum.Parse<DueKind>(row.GetString(2)), row.GetInt32(3), DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(4)), leaseUntil,
        row.GetInt32(5), row.IsDBNull(6) ? null : DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(6)), row.IsDBNull(7) ? null : row.GetString(7));

    private static NpgsqlParameter Instant(DateTimeOffset at) => new() { NpgsqlDbType = NpgsqlDbType.Bigint, Value = at.ToUnixTimeMilliseconds() };
}
