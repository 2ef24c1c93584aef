using HAMgm.Component.Data.Sqlite;

namespace HAMgm.Component.Data;

/// <summary>A durable change that waits for its transaction. Several callers share one sync of the disk.</summary>
/// <param name="rows">What the file gets.</param>
/// <param name="entries">What memory gets, in the same order; null removes.</param>
internal sealed class Change(IReadOnlyList<StoredValue> rows, IReadOnlyList<Entry?> entries)
{
    public IReadOnlyList<StoredValue> Rows { get; } = rows;

    public IReadOnlyList<Entry?> Entries { get; } = entries;

    /// <summary>Decided, one way or the other.</summary>
    public bool IsDone { get; set; }

    /// <summary>Why the disk refused it; null when it did not.</summary>
    public SqliteFailure? Error { get; set; }

    /// <summary>Whether something was there to remove.</summary>
    public bool HasRemoved { get; set; }
}
