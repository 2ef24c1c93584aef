using HAMgm.Contracts.Management;

namespace HAMgm.Management.Cluster;

/// <summary>The last 1024 events, and who waits for the next one.</summary>
/// <remarks>
/// Numbers begin at the start's Unix time in milliseconds, so that they rise across restarts without a write to the disk;
/// a cursor from another life of this node, or from the other node, is at worst told everything that is kept.
/// </remarks>
internal sealed class EventLog(ClusterSettings settings, TimeProvider time)
{
    /// <summary>How many events are kept.</summary>
    public const int Capacity = 1024;

    /// <summary>Longest time that somebody may wait.</summary>
    public static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(30);

    private readonly Lock _lock = new();
    private readonly Queue<ClusterEvent> _events = new(Capacity);
    private long _lastId = time.GetUtcNow().ToUnixTimeMilliseconds();
    private TaskCompletionSource _next = NewSignal();

    /// <summary>Adds an event of this node.</summary>
    public void Add(string kind, string message, string ruleId = "", long term = 0, string? nodeId = null)
    {
        TaskCompletionSource waiting;
        lock (_lock)
        {
            if (_events.Count == Capacity)
            {
                _events.Dequeue();
            }

            var now = time.GetUtcNow().ToUnixTimeMilliseconds();
            _events.Enqueue(new ClusterEvent(++_lastId, now, kind, nodeId ?? settings.NodeId, message, ruleId, term));
            waiting = _next;
            _next = NewSignal();
        }

        waiting.SetResult();
    }

    /// <summary>What came after the cursor; waits for the first when there is nothing.</summary>
    public async Task<IReadOnlyList<ClusterEvent>> ReadAsync(long afterId, TimeSpan wait, CancellationToken cancellationToken)
    {
        var (events, next) = Take(afterId);
        if (events.Count > 0 || wait <= TimeSpan.Zero)
        {
            return events;
        }

        try
        {
            await next.WaitAsync(wait < MaxWait ? wait : MaxWait, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            return [];
        }

        return Take(afterId).Events;
    }

    private (IReadOnlyList<ClusterEvent> Events, Task Next) Take(long afterId)
    {
        lock (_lock)
        {
            var cursor = afterId > _lastId ? 0 : afterId;
            return ([.. _events.Where(line => line.Id > cursor)], _next.Task);
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
