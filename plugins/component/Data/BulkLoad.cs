using System.Runtime;

namespace HAMgm.Component.Data;

/// <summary>
/// Keeps the garbage collector out while a large database is read: everything that is allocated then stays, and to copy it from
/// generation to generation costs as much as the reading. Small databases need nothing of it.
/// </summary>
internal sealed class BulkLoad : IDisposable
{
    private const long FromBytes = 2 << 20;
    private const long MostBytes = 128 << 20;

    // UTF-16 text, an entry and a node of the dictionary for each row; more than this goes on with collections.
    private const int MemoryPerFileByte = 5;

    private BulkLoad()
    {
    }

    /// <summary>Begins; null when the file is small, or the runtime has no room for it.</summary>
    public static BulkLoad? Begin(long fileBytes)
    {
        if (fileBytes < FromBytes || GCSettings.LatencyMode == GCLatencyMode.NoGCRegion)
        {
            return null;
        }

        try
        {
            return GC.TryStartNoGCRegion(Math.Min(fileBytes * MemoryPerFileByte, MostBytes), disallowFullBlockingGC: true) ? new BulkLoad() : null;
        }
        catch (ArgumentOutOfRangeException)
        {
            // More than this runtime's regions can hold.
            return null;
        }
    }

    public void Dispose()
    {
        if (GCSettings.LatencyMode != GCLatencyMode.NoGCRegion)
        {
            // It was ended by more allocations than were announced.
            return;
        }

        GC.EndNoGCRegion();
    }
}
