namespace HAMgm.Component.Records;

/// <summary>One of the databases that the records can lie in. Thread-safe.</summary>
internal interface IRecordDatabase : IDisposable
{
    /// <summary>For the status line: which, without secrets.</summary>
    string Description { get; }

    /// <summary>Which SQL it speaks.</summary>
    RecordDialect Dialect { get; }

    /// <summary>Does the work in one transaction: all of it is on the disk when this returns, or nothing is when it throws.</summary>
    /// <exception cref="RecordFailure">The database refuses it.</exception>
    Task<T> RunAsync<T>(Func<IRecordSession, Task<T>> work, CancellationToken cancellationToken);
}
