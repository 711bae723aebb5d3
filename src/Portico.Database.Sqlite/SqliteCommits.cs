using System.Data;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Metadata;
using Portico.App.Data;

namespace Portico.Database.Sqlite;

/// <summary>One writer, as SQLite has it; each commit in a savepoint of the transaction that all waiting ones share.</summary>
internal sealed class SqliteCommits(IModel model, string connection) : GroupCommits(writers: 1)
{
    public override RowCommands Rows { get; } = new(model, i => $"@p{i}");

    protected override GroupWriter NewWriter() => new Writer(connection);

    // Full, read-only, busy for longer than anybody waits, a disk that fails, a file that cannot be opened.
    protected override bool MeansUnavailable(Exception failure) => failure is SqliteException
    {
        SqliteErrorCode: SQLitePCL.raw.SQLITE_FULL or SQLitePCL.raw.SQLITE_READONLY or SQLitePCL.raw.SQLITE_BUSY or SQLitePCL.raw.SQLITE_IOERR or SQLitePCL.raw.SQLITE_CANTOPEN,
    };

    private sealed class Writer(string connectionString) : GroupWriter
    {
        // The upper pages of all indexes stay in memory (32 MiB), and the log is folded into the file after 32 MiB: a case that was changed five times since goes there once.
        private const string Roomy = "PRAGMA cache_size=-32768; PRAGMA wal_autocheckpoint=8192;";

        private readonly Dictionary<string, SqliteCommand> prepared = [];
        private SqliteConnection? connection;

        public override void Write(IReadOnlyList<Pending> group)
        {
            var answers = new object[group.Count];
            try
            {
                SqliteEngine.PretendFull(Open());
                Run("BEGIN IMMEDIATE");
                CrashPoints.Pass(CrashPoint.CommitBegun);
                for (var i = 0; i < group.Count; i++) answers[i] = WriteOne(group[i]);
                AboutToCommit(group);
                Run("COMMIT");
                CrashPoints.Pass(CrashPoint.CommitDurable);
            }
            catch
            {
                Close(); // whatever state it is in: the file knows what was committed
                throw;
            }

            for (var i = 0; i < group.Count; i++)
            {
                if (answers[i] is RowConflictException e) group[i].Fail(e);
                else group[i].Tell((bool)answers[i]);
            }
        }

        private object WriteOne(Pending pending)
        {
            Run("SAVEPOINT one");
            try
            {
                var accepted = true;
                for (var i = 0; accepted && i < pending.Commands.Count; i++)
                {
                    accepted = Run(pending.Commands[i]) == 1 || !pending.Commands[i].MustHit;
                    CrashPoints.Pass(CrashPoint.CommitHalfWritten);
                }

                if (!accepted) Run("ROLLBACK TO one");
                Run("RELEASE one");
                return accepted;
            }
            catch (SqliteException e) when (e.SqliteErrorCode == SQLitePCL.raw.SQLITE_CONSTRAINT)
            {
                Run("ROLLBACK TO one");
                Run("RELEASE one");
                return new RowConflictException(e);
            }
        }

        private int Run(RowCommand row)
        {
            var command = Prepared(row.Statement.Sql, row.Values.Length);
            for (var i = 0; i < row.Values.Length; i++) command.Parameters[i].Value = row.Values[i] ?? DBNull.Value;
            return command.ExecuteNonQuery();
        }

        private void Run(string sql) => Prepared(sql, 0).ExecuteNonQuery();

        private SqliteCommand Prepared(string sql, int parameters)
        {
            if (prepared.TryGetValue(sql, out var known)) return known;
            var command = Open().CreateCommand();
            command.CommandText = sql;
            for (var i = 0; i < parameters; i++) command.Parameters.Add(new SqliteParameter { ParameterName = $"@p{i}" });
            command.Prepare();
            return prepared[sql] = command;
        }

        private SqliteConnection Open()
        {
            if (connection is { State: ConnectionState.Open }) return connection;
            connection = new SqliteConnection(connectionString);
            connection.Open();
            using var pragmas = connection.CreateCommand();
            pragmas.CommandText = SqliteEngine.Pragmas + Roomy;
            pragmas.ExecuteNonQuery();
            return connection;
        }

        private void Close()
        {
            foreach (var command in prepared.Values) command.Dispose();
            prepared.Clear();
            connection?.Dispose();
            connection = null;
        }

        public override void Dispose() => Close();
    }
}
