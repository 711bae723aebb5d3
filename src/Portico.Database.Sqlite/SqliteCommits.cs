using System.Data;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Metadata;
using Portico.App.Data;

namespace Portico.Database.Sqlite;

/// <summary>One writer, as SQLite has it; all that wait share a transaction, in which each is accepted or refused by itself.</summary>
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
            object[] answers;
            try
            {
                SqliteEngine.PretendFull(Open());
                Run("BEGIN IMMEDIATE");
                CrashPoints.Pass(CrashPoint.CommitBegun);
                answers = WriteAll(group);
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

        /// <summary>
        /// A savepoint for each commit costs as much as half of what it writes, and hardly any is needed: what is refused is nearly always refused by its first
        /// statement, which then wrote nothing. So it goes without first; if one has to be undone half-way, all are, and written again with savepoints.
        /// </summary>
        private object[] WriteAll(IReadOnlyList<Pending> group)
        {
            var answers = new object[group.Count];
            for (var i = 0; i < group.Count; i++)
            {
                answers[i] = WriteOne(group[i], out var written);
                if (written == 0 || answers[i] is true) continue;
                Run("ROLLBACK");
                Run("BEGIN IMMEDIATE");
                for (i = 0; i < group.Count; i++) answers[i] = WriteApart(group[i]);
            }

            return answers;
        }

        private object WriteApart(Pending pending)
        {
            Run("SAVEPOINT one");
            var answer = WriteOne(pending, out _);
            if (answer is not true) Run("ROLLBACK TO one");
            Run("RELEASE one");
            return answer;
        }

        /// <returns>Whether it was accepted, or why it cannot be.</returns>
        /// <param name="written">Rows that were changed before one was refused.</param>
        private object WriteOne(Pending pending, out int written)
        {
            written = 0;
            try
            {
                foreach (var command in pending.Commands)
                {
                    var hit = Run(command);
                    written += hit;
                    if (hit != 1 && command.MustHit) return false;
                    CrashPoints.Pass(CrashPoint.CommitHalfWritten);
                }

                return true;
            }
            catch (SqliteException e) when (e.SqliteErrorCode == SQLitePCL.raw.SQLITE_CONSTRAINT)
            {
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
