using System.Net.Sockets;
using Npgsql;

namespace HAMgm.Component.Records.Postgres;

/// <summary>
/// The records in PostgreSQL. Records are rare, so each transaction has a connection of its own: nothing is kept open that an
/// idle-session limit would cut, and a server that was away is back without further ado.
/// </summary>
internal sealed class PostgresRecords : IRecordDatabase
{
    private readonly string _connectionString;

    /// <summary>Connects to nothing yet.</summary>
    /// <exception cref="RecordFailure">The connection string is none.</exception>
    public PostgresRecords(string connectionString)
    {
        try
        {
            // A pool would keep timers and, with them, the plugin's load context.
            var builder = new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false, ApplicationName = "hamgm" };
            builder.Timeout = Math.Min(builder.Timeout, 10);
            builder.CommandTimeout = Math.Min(builder.CommandTimeout, 30);
            _connectionString = builder.ConnectionString;
            Description = $"PostgreSQL {builder.Host}:{builder.Port}/{builder.Database}";
        }
        catch (ArgumentException wrong)
        {
            throw new RecordFailure($"the connection string cannot be read: {wrong.Message}", inner: wrong);
        }
    }

    public string Description { get; }

    public RecordDialect Dialect => RecordDialect.Postgres;

    public async Task<T> RunAsync<T>(Func<IRecordSession, Task<T>> work, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = new NpgsqlConnection(_connectionString);
            await connection.OpenAsync(cancellationToken);
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            var result = await work(new Session(connection, transaction, cancellationToken));
            await transaction.CommitAsync(cancellationToken);
            return result;
        }
        catch (NpgsqlException refused)
        {
            throw new RecordFailure(refused.Message, isTransient: refused.IsTransient, inner: refused);
        }
        catch (Exception refused) when (refused is SocketException or TimeoutException or IOException)
        {
            throw new RecordFailure(refused.Message, isTransient: true, inner: refused);
        }
    }

    public void Dispose()
    {
    }

    private sealed class Session(NpgsqlConnection connection, NpgsqlTransaction transaction, CancellationToken cancellationToken) : IRecordSession
    {
        public async Task<int> ExecuteAsync(string sql, params object?[] values)
        {
            await using var command = Command(sql, values);
            return await command.ExecuteNonQueryAsync(cancellationToken);
        }

        public async Task<IReadOnlyList<RecordRow>> QueryAsync(string sql, params object?[] values)
        {
            await using var command = Command(sql, values);
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            var rows = new List<RecordRow>();
            while (await reader.ReadAsync(cancellationToken))
            {
                var row = new object?[reader.FieldCount];
                reader.GetValues(row!);
                rows.Add(new RecordRow(row));
            }

            return rows;
        }

        private NpgsqlCommand Command(string sql, object?[] values)
        {
            var command = new NpgsqlCommand(sql, connection, transaction);
            foreach (var value in values)
            {
                command.Parameters.Add(new NpgsqlParameter { Value = value switch
                {
                    null => DBNull.Value,
                    DateTimeOffset time => time.UtcDateTime,
                    _ => value,
                } });
            }

            return command;
        }
    }
}
