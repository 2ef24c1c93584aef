using HAMgm.Component.Data.Sqlite;

namespace HAMgm.Component.Data;

/// <summary>A durable change that waits for its transaction. Several callers share one sync of the disk.</summary>
/// <param name="rows">What the file gets.</param>
/// <param name="entries">What memory gets, in the same order; null removes.</param>
internal sealed class Change(IReadOnlyList<StoredValue> rows, IReadOnlyList<Entry?> entries)
{
    public IReadOnlyList<StoredValue> Rows { get; } = rows;

    public IReadOnlyList<Entry?> Entries { get; } = entries;

    private bool _isDone;
    private bool _leads;

    /// <summary>Why the disk refused it; null when it did not.</summary>
    public SqliteFailure? Error { get; private set; }

    /// <summary>Whether something was there to remove.</summary>
    public bool HasRemoved { get; set; }

    /// <summary>Waits until it is decided (false), or until it is this caller's turn to write (true).</summary>
    public bool WaitForTurn()
    {
        lock (this)
        {
            while (!_isDone && !_leads)
            {
                Monitor.Wait(this);
            }

            return !_isDone;
        }
    }

    /// <summary>The caller of this one is to write.</summary>
    public void Lead()
    {
        lock (this)
        {
            _leads = true;
            Monitor.Pulse(this);
        }
    }

    /// <summary>It is decided.</summary>
    public void End(SqliteFailure? error)
    {
        lock (this)
        {
            Error = error;
            _isDone = true;
            Monitor.Pulse(this);
        }
    }
}
