using System.Globalization;
using HAMgm.Contracts.Data;

namespace HAMgm.Management.Cluster;

/// <summary>
/// A counter of spec/1 section 5.4 (<c>autoincr:{name}:value</c>): 1 … 2^32−1, then 1 again; on the disk before it is used.
/// </summary>
internal sealed class DurableCounter(IDataStore store, string name)
{
    private readonly Lock _lock = new();

    /// <summary>The next value.</summary>
    /// <exception cref="Contracts.Errors.HamgmException">The disk refuses it.</exception>
    public long Next()
    {
        // component.data counts itself, and reserves in blocks.
        if (store is ICounters counters)
        {
            return (long)counters.Next(name);
        }

        lock (_lock)
        {
            var key = $"autoincr:{name}:value";
            var known = long.TryParse(store.Get(key), NumberStyles.None, CultureInfo.InvariantCulture, out var last);
            var next = known && last < uint.MaxValue ? last + 1 : 1;
            store.Set(key, next.ToString(CultureInfo.InvariantCulture));
            return next;
        }
    }
}
