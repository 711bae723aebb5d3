using Npgsql;

namespace Portico.Database.Postgres;

/// <summary>
/// The connection broke after COMMIT was said and before it was answered. Only the server knows what became of it, and a guess would lose a step or do it twice:
/// so it is asked, on another connection, by the number that it gave to the transaction.
/// </summary>
internal static class LostAnswers
{
    private const int Times = 100;

    /// <param name="number">What <see cref="PostgresCommits.Enter"/> returned in that transaction.</param>
    /// <exception cref="NpgsqlException">Nobody can be asked. A request is answered with 503, and its repetition finds the answer that its key has, or none.</exception>
    public static bool WasCommitted(string connection, string number)
    {
        using var other = new NpgsqlConnection(connection);
        other.Open();
        using var ask = new NpgsqlCommand("select pg_xact_status($1::xid8)", other) { Parameters = { new NpgsqlParameter<string> { TypedValue = number } } };
        for (var asked = 0; ; asked++)
        {
            var status = (string?)ask.ExecuteScalar();
            if (status != "in progress") return status == "committed";
            if (asked == Times) throw new NpgsqlException("The server does not say what became of a commit.");
            Thread.Sleep(50); // it has not noticed yet that nobody listens any more
        }
    }
}
