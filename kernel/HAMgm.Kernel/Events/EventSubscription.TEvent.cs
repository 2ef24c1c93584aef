using HAMgm.Contracts.Kernel;
using HAMgm.Kernel.Supervision;

namespace HAMgm.Kernel.Events;

/// <summary>
/// One handler with its queue: a ring that grows to its bound and stays, and a dispatcher that is a work item of the thread
/// pool, queued when the first event arrives. So publishing allocates nothing and an idle subscriber costs no thread.
/// </summary>
internal sealed class EventSubscription<TEvent> : EventSubscription, IThreadPoolWorkItem
    where TEvent : class, IEvent
{
    private readonly EventTopic<TEvent> _topic;
    private readonly Action<Exception>? _onFault;
    private readonly int _bound;
    private readonly CancellationTokenSource _ended = new();
    private readonly Lock _lock = new();
    private Entry[] _ring;
    private int _head;
    private int _count;
    private bool _isDispatching;
    private bool _isEnded;
    private long _unreportedDrops;

    public EventSubscription(EventTopic<TEvent> topic, IEventHandler<TEvent> handler, int bound, string subscriber, Action<Exception>? onFault)
    {
        _topic = topic;
        Handler = handler;
        _bound = bound;
        Subscriber = subscriber;
        _onFault = onFault;
        _ring = new Entry[Math.Min(bound, 16)];
    }

    public IEventHandler<TEvent> Handler { get; }

    public override string Subscriber { get; }

    /// <summary>Queues an event; false when the queue is full. A synchronous one is never refused: its publisher waits, which bounds it.</summary>
    public bool Enqueue(TEvent @event, SyncPublication? publication)
    {
        lock (_lock)
        {
            if (_isEnded)
            {
                publication?.HandlerDone(null);
                return true;
            }

            if (_count >= _bound && publication is null)
            {
                _unreportedDrops++;
                return false;
            }

            if (_count == _ring.Length)
            {
                Grow();
            }

            _ring[(_head + _count++) % _ring.Length] = new Entry(@event, publication);
            if (_isDispatching)
            {
                return true;
            }

            _isDispatching = true;
        }

        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        return true;
    }

    public override long TakeUnreportedDrops()
    {
        lock (_lock)
        {
            long drops = _unreportedDrops;
            _unreportedDrops = 0;
            return drops;
        }
    }

    public override void Dispose()
    {
        lock (_lock)
        {
            if (_isEnded)
            {
                return;
            }

            _isEnded = true;
            while (TryTake(out Entry entry))
            {
                entry.Publication?.HandlerDone(null);
            }
        }

        _topic.Remove(this);

        // Not disposed: a handler may hold the token still; without a timer or a wait handle there is nothing to free.
        FaultBarrier.Run(_ended.Cancel);
    }

    void IThreadPoolWorkItem.Execute() => _ = DispatchAsync();

    private async Task DispatchAsync()
    {
        while (true)
        {
            Entry entry;
            lock (_lock)
            {
                if (!TryTake(out entry))
                {
                    _isDispatching = false;
                    return;
                }
            }

            Exception? error = await FaultBarrier.HandleAsync(Handler, entry.Event!, _ended.Token).ConfigureAwait(false);
            entry.Publication?.HandlerDone(error);
            if (error is not null && !_isEnded)
            {
                _onFault?.Invoke(error);
            }
        }
    }

    private bool TryTake(out Entry entry)
    {
        if (_count == 0)
        {
            entry = default;
            return false;
        }

        entry = _ring[_head];
        _ring[_head] = default;
        _head = (_head + 1) % _ring.Length;
        _count--;
        return true;
    }

    private void Grow()
    {
        var larger = new Entry[_ring.Length * 2];
        for (int i = 0; i < _count; i++)
        {
            larger[i] = _ring[(_head + i) % _ring.Length];
        }

        _ring = larger;
        _head = 0;
    }

    private readonly record struct Entry(TEvent? Event, SyncPublication? Publication);
}
