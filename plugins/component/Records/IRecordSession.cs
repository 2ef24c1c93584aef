namespace HAMgm.Component.Records;

/// <summary>
/// Statements within one transaction. The SQL is what SQLite and PostgreSQL have in common, parameters are <c>$1</c>, <c>$2</c>, …
/// in rising order of their first use. Values: null, long, string, bool, Guid, DateTimeOffset.
/// </summary>
internal interface IRecordSession
{
    /// <summary>Runs a statement without rows.</summary>
    /// <returns>How many rows it changed.</returns>
    Task<int> ExecuteAsync(string sql, params object?[] values);

    /// <summary>Runs a query.</summary>
    Task<IReadOnlyList<RecordRow>> QueryAsync(string sql, params object?[] values);
}
