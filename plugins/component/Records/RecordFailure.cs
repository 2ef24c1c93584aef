namespace HAMgm.Component.Records;

/// <summary>The database refuses, or is not there.</summary>
/// <param name="message">Its own words.</param>
/// <param name="isDamaged">True: the file is no database, or a broken one.</param>
/// <param name="isTransient">True: the same thing may succeed on a new connection.</param>
/// <param name="inner">The cause.</param>
internal sealed class RecordFailure(string message, bool isDamaged = false, bool isTransient = false, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>The file is no database, or a broken one.</summary>
    public bool IsDamaged { get; } = isDamaged;

    /// <summary>The same thing may succeed on a new connection.</summary>
    public bool IsTransient { get; } = isTransient;
}
