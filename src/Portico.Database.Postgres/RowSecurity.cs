using System.Data.Common;
using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Portico.App.Data;

namespace Portico.Database.Postgres;

/// <summary>
/// Tells PostgreSQL whose rows a command may touch, before the command runs; its row-level security refuses all others, whatever the query says.
/// A connection forgets it when it goes back to the pool (Npgsql resets the session), so one tenant's setting never reaches another's command.
/// </summary>
internal sealed class RowSecurity : DbCommandInterceptor, IDbConnectionInterceptor, IDbTransactionInterceptor
{
    public static readonly RowSecurity Instance = new();

    private readonly ConditionalWeakTable<DbConnection, string> told = [];

    private static string Wanted(DbCommand command, CommandEventData data) =>
        command.CommandText.StartsWith("-- " + CrossTenant.Tag, StringComparison.Ordinal) ? "*" : (data.Context as PorticoDb)?.TenantInScope ?? "";

    private static DbCommand Sentence(DbCommand command, string tenant)
    {
        var say = command.Connection!.CreateCommand();
        say.Transaction = command.Transaction;
        say.CommandText = "select set_config('portico.tenant', @tenant, false)";
        var parameter = say.CreateParameter();
        parameter.ParameterName = "tenant";
        parameter.Value = tenant;
        say.Parameters.Add(parameter);
        return say;
    }

    private void Tell(DbCommand command, CommandEventData data)
    {
        var wanted = Wanted(command, data);
        if (told.TryGetValue(command.Connection!, out var known) && known == wanted) return;
        using var say = Sentence(command, wanted);
        say.ExecuteNonQuery();
        told.AddOrUpdate(command.Connection!, wanted);
    }

    private async ValueTask TellAsync(DbCommand command, CommandEventData data, CancellationToken ct)
    {
        var wanted = Wanted(command, data);
        if (told.TryGetValue(command.Connection!, out var known) && known == wanted) return;
        await using var say = Sentence(command, wanted);
        await say.ExecuteNonQueryAsync(ct);
        told.AddOrUpdate(command.Connection!, wanted);
    }

    public override InterceptionResult<DbDataReader> ReaderExecuting(DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result)
    {
        Tell(command, eventData);
        return result;
    }

    public override async ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
    {
        await TellAsync(command, eventData, cancellationToken);
        return result;
    }

    public override InterceptionResult<object> ScalarExecuting(DbCommand command, CommandEventData eventData, InterceptionResult<object> result)
    {
        Tell(command, eventData);
        return result;
    }

    public override async ValueTask<InterceptionResult<object>> ScalarExecutingAsync(DbCommand command, CommandEventData eventData, InterceptionResult<object> result, CancellationToken cancellationToken = default)
    {
        await TellAsync(command, eventData, cancellationToken);
        return result;
    }

    public override InterceptionResult<int> NonQueryExecuting(DbCommand command, CommandEventData eventData, InterceptionResult<int> result)
    {
        Tell(command, eventData);
        return result;
    }

    public override async ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(DbCommand command, CommandEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        await TellAsync(command, eventData, cancellationToken);
        return result;
    }

    // What was told inside a transaction is forgotten with it.
    public void TransactionRolledBack(DbTransaction transaction, TransactionEndEventData eventData) => Forget(eventData.Context);

    public Task TransactionRolledBackAsync(DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        Forget(eventData.Context);
        return Task.CompletedTask;
    }

    public void RolledBackToSavepoint(DbTransaction transaction, TransactionEventData eventData) => Forget(eventData.Context);

    public Task RolledBackToSavepointAsync(DbTransaction transaction, TransactionEventData eventData, CancellationToken cancellationToken = default)
    {
        Forget(eventData.Context);
        return Task.CompletedTask;
    }

    private void Forget(DbContext? db)
    {
        if (db is not null) told.Remove(db.Database.GetDbConnection());
    }

    public void ConnectionClosed(DbConnection connection, ConnectionEndEventData eventData) => told.Remove(connection);

    public Task ConnectionClosedAsync(DbConnection connection, ConnectionEndEventData eventData)
    {
        told.Remove(connection);
        return Task.CompletedTask;
    }
}
