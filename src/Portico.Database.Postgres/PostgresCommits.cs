using Microsoft.EntityFrameworkCore.Metadata;
using Npgsql;
using Portico.App.Data;

namespace Portico.Database.Postgres;

/// <summary>
/// Three writers, each with a connection of its own and statements that the server keeps prepared. A group goes out as one batch; if one of its commits is
/// refused, which is rare, the group is taken back and each is tried alone.
/// </summary>
internal sealed class PostgresCommits(IModel model, string connection) : GroupCommits(writers: 3)
{
    public override RowCommands Rows { get; } = new(model, i => $"${i + 1}");

    protected override GroupWriter NewWriter() => new Writer(new NpgsqlConnectionStringBuilder(connection) { MaxAutoPrepare = 200, AutoPrepareMinUsages = 2, Pooling = false }.ConnectionString);

    // A node that falls asleep in the middle of a transaction must not hold its rows until it wakes up.
    internal const string IdleLimit = "idle_in_transaction_session_timeout", LongestIdle = "10s";
    private const string IdleInTransaction = "25P03"; // what it is told then; the driver has no name for it

    // The second is what the driver says when a connection breaks while a statement is being written to it.
    protected override bool MeansUnavailable(Exception failure) => failure is NpgsqlException { IsTransient: true } or ObjectDisposedException { ObjectName: "System.Threading.ManualResetEventSlim" } or PostgresException
    {
        SqlState: PostgresErrorCodes.DiskFull or PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.CannotConnectNow
            or PostgresErrorCodes.ReadOnlySqlTransaction or PostgresErrorCodes.IoError or IdleInTransaction,
    };

    // Row-level security lets this transaction write rows of this tenant only, from here to the next such sentence. The server says the transaction's number with it.
    internal static NpgsqlBatchCommand Enter(string tenant) => new("select set_config('portico.tenant', $1, true), pg_current_xact_id()::text") { Parameters = { new NpgsqlParameter<string> { TypedValue = tenant } } };

    private sealed class Writer(string connectionString) : GroupWriter
    {
        private NpgsqlConnection? connection;
        private bool isBroken;
        private int groups;
        private string? number; // the server's, of the transaction that is open

        public override void Write(IReadOnlyList<Pending> group)
        {
            try
            {
                // In one order for all writers, so that they do not wait for each other in a circle; what is about the same case goes one after the other.
                var left = group.OrderBy(p => p.TenantId, StringComparer.Ordinal).ThenBy(p => p.About).ToList();
                while (left.Count > 0)
                {
                    var wave = left.DistinctBy(p => (p.TenantId, p.About)).ToList();
                    left = [.. left.Except(wave)];
                    if (TryWrite(wave)) wave.ForEach(pending => pending.Tell(true));
                    else wave.ForEach(WriteAlone);
                }
            }
            catch
            {
                Close();
                throw;
            }
        }

        private bool TryWrite(List<Pending> group)
        {
            try
            {
                using var transaction = Open().BeginTransaction();
                using var batch = new NpgsqlBatch(connection, transaction);
                // A plan that was made while a table was all but empty may read all of a tenant's rows to find one; it must not outlive that.
                if (int.IsPow2(++groups)) batch.BatchCommands.Add(new("discard plans"));
                var mustHit = new List<NpgsqlBatchCommand>();
                string? tenant = null, told = null;
                foreach (var pending in group)
                {
                    if (pending.TenantId != tenant) batch.BatchCommands.Add(Enter(tenant = pending.TenantId));
                    Add(batch, pending.Commands, mustHit);
                    if (pending.Wakes && told != tenant) batch.BatchCommands.Add(Tell(told = tenant));
                }

                CrashPoints.Pass(CrashPoint.CommitBegun);
                return Run(batch, mustHit) && Commit(transaction, group);
            }
            catch (PostgresException e) when (IsConflict(e) || IsDeadlock(e))
            {
                return false;
            }
        }

        /// <summary>First what has to be as it was, then what is new: a row that is there already means something else once the case has moved on.</summary>
        private void WriteAlone(Pending pending)
        {
            try
            {
                using var transaction = Open().BeginTransaction();
                using NpgsqlBatch changes = new(connection, transaction) { BatchCommands = { Enter(pending.TenantId) } }, inserts = new(connection, transaction);
                List<NpgsqlBatchCommand> mustChange = [], mustInsert = [];
                Add(changes, pending.Commands.Where(row => !row.Statement.Inserts), mustChange);
                Add(inserts, pending.Commands.Where(row => row.Statement.Inserts), mustInsert);
                if (pending.Wakes) changes.BatchCommands.Add(Tell(pending.TenantId));
                pending.Tell(Run(changes, mustChange) && (mustInsert.Count == 0 || Run(inserts, mustInsert)) && Commit(transaction, [pending]));
            }
            catch (PostgresException e) when (IsConflict(e))
            {
                pending.Fail(new RowConflictException(e));
            }
            catch (PostgresException e) when (IsDeadlock(e))
            {
                pending.Tell(false); // as good as a lost race: whoever won is about to be seen
            }
        }

        private static void Add(NpgsqlBatch batch, IEnumerable<RowCommand> rows, List<NpgsqlBatchCommand> mustHit)
        {
            foreach (var row in rows)
            {
                var command = new NpgsqlBatchCommand(row.Statement.Sql);
                for (var i = 0; i < row.Values.Length; i++)
                {
                    var parameter = new NpgsqlParameter { Value = row.Values[i] ?? DBNull.Value };
                    if (row.Statement.Types[i] is { } type) parameter.DbType = type;
                    command.Parameters.Add(parameter);
                }

                batch.BatchCommands.Add(command);
                if (row.MustHit) mustHit.Add(command);
            }
        }

        /// <returns>False: something was not as it had to be; disposing of the transaction takes all back.</returns>
        private bool Run(NpgsqlBatch batch, List<NpgsqlBatchCommand> mustHit)
        {
            using (var rows = batch.ExecuteReader())
            {
                if (rows.FieldCount == 2 && rows.Read()) number = rows.GetString(1);
                while (rows.NextResult()) CrashPoints.Pass(CrashPoint.CommitHalfWritten); // to the end: only then is it known what each command met
            }

            return mustHit.TrueForAll(command => command.RecordsAffected == 1);
        }

        private bool Commit(NpgsqlTransaction transaction, IReadOnlyList<Pending> group)
        {
            AboutToCommit(group);
            try
            {
                transaction.Commit();
            }
            catch (NpgsqlException e) when (e is not PostgresException refused || (!IsConflict(refused) && !IsDeadlock(refused)))
            {
                isBroken = true; // it may still say that it is open
                if (!WasCommitted()) throw;
            }

            CrashPoints.Pass(CrashPoint.CommitDurable);
            return true;
        }

        private bool WasCommitted() => CrashPoints.Planted(Defect.UnknownTakenForDone) || (CrashPoints.Planted(Defect.UnknownTakenForLost)
            ? throw new PostgresException("planted", "ERROR", "ERROR", PostgresErrorCodes.SerializationFailure)
            : LostAnswers.WasCommitted(connectionString, number!));

        private static NpgsqlBatchCommand Tell(string tenant) => new($"select pg_notify('{PostgresNotices.Channel}', $1)") { Parameters = { new NpgsqlParameter<string> { TypedValue = tenant } } };

        private static bool IsConflict(PostgresException e) => e.SqlState.StartsWith("23", StringComparison.Ordinal); // a constraint

        private static bool IsDeadlock(PostgresException e) => e.SqlState is PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure;

        private NpgsqlConnection Open()
        {
            if (!isBroken && connection is { State: System.Data.ConnectionState.Open }) return connection;
            Close();
            connection = new NpgsqlConnection(connectionString);
            connection.Open();
            using var limit = new NpgsqlCommand($"select set_config('{IdleLimit}', '{LongestIdle}', false)", connection);
            limit.ExecuteNonQuery();
            return connection;
        }

        private void Close()
        {
            connection?.Dispose();
            (connection, isBroken) = (null, false);
        }

        public override void Dispose() => Close();
    }
}
