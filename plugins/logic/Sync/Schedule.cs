using HAMgm.Logic.Sync.Settings;

namespace HAMgm.Logic.Sync;

/// <summary>When each set is due on the STANDBY. Not thread-safe.</summary>
internal sealed class Schedule(IReadOnlyList<SyncSet> sets, DateTimeOffset now)
{
    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(5);

    private readonly Dictionary<SyncSet, (DateTimeOffset At, string Trigger)> _due = sets.ToDictionary(set => set, _ => (now + Settle, "role"));

    /// <summary>When the next one is.</summary>
    public DateTimeOffset Next => _due.Values.Min(due => due.At);

    /// <summary>Those that are due, and why.</summary>
    public IReadOnlyList<(SyncSet Set, string Trigger)> Due(DateTimeOffset now) =>
        [.. _due.Where(pair => pair.Value.At <= now).Select(pair => (pair.Key, pair.Value.Trigger))];

    /// <summary>Makes a set due now.</summary>
    public void Hurry(SyncSet set, DateTimeOffset now, string trigger)
    {
        if (_due[set].At > now)
        {
            _due[set] = (now, trigger);
        }
    }

    /// <summary>A set was looked after.</summary>
    public void Done(SyncSet set, DateTimeOffset now) => _due[set] = (now + set.Interval, "schedule");

    /// <summary>A set cannot be looked after yet.</summary>
    public void Postpone(SyncSet set, DateTimeOffset now, TimeSpan by) => _due[set] = (now + by, _due[set].Trigger);
}
