using System.Collections.Concurrent;
using HAMgm.Contracts.Kernel;

namespace HAMgm.Kernel.Events;

/// <summary>The event bus (see <see cref="IEventBus"/> for what it promises).</summary>
public sealed class EventBus : IEventBus, IDisposable
{
    private const int MaxQueueLength = 65536;
    private static readonly TimeSpan DropReportInterval = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<Type, EventTopic> _topics = new();
    private readonly Lock _lock = new();
    private readonly ITimer _dropReport;
    private int _isDropReportDue;
    private long _droppedTotal;

    /// <summary>Creates a bus.</summary>
    /// <param name="timeProvider">Paces the reports of dropped events.</param>
    public EventBus(TimeProvider timeProvider)
    {
        ArgumentNullException.ThrowIfNull(timeProvider);
        _dropReport = timeProvider.CreateTimer(_ => ReportDrops(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Events dropped since the start, for all subscribers.</summary>
    public long DroppedTotal => Interlocked.Read(ref _droppedTotal);

    /// <inheritdoc/>
    public bool Publish<TEvent>(TEvent @event)
        where TEvent : class, IEvent
    {
        ArgumentNullException.ThrowIfNull(@event);
        if (!_topics.TryGetValue(typeof(TEvent), out EventTopic? topic))
        {
            return true;
        }

        bool isComplete = true;
        foreach (EventSubscription<TEvent> subscription in ((EventTopic<TEvent>)topic).Subscriptions)
        {
            if (!subscription.Enqueue(@event, null))
            {
                isComplete = false;
                NoteDrop();
            }
        }

        return isComplete;
    }

    /// <inheritdoc/>
    /// <remarks>A handler that publishes synchronously what it handles itself waits for ever: its own dispatcher is busy with it.</remarks>
    public Task PublishSyncAsync<TEvent>(TEvent @event, CancellationToken cancellationToken)
        where TEvent : class, IEvent
    {
        ArgumentNullException.ThrowIfNull(@event);
        EventSubscription<TEvent>[] subscriptions = _topics.TryGetValue(typeof(TEvent), out EventTopic? topic)
            ? ((EventTopic<TEvent>)topic).Subscriptions
            : [];
        if (subscriptions.Length == 0)
        {
            return Task.CompletedTask;
        }

        var publication = new SyncPublication(subscriptions.Length);
        foreach (EventSubscription<TEvent> subscription in subscriptions)
        {
            subscription.Enqueue(@event, publication);
        }

        return publication.Completion.WaitAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public IDisposable Subscribe<TEvent>(IEventHandler<TEvent> handler, int queueLength = 256)
        where TEvent : class, IEvent
    {
        ArgumentNullException.ThrowIfNull(handler);
        return Subscribe(handler, queueLength, handler.GetType().Name, null);
    }

    /// <inheritdoc/>
    public void Unsubscribe<TEvent>(IEventHandler<TEvent> handler)
        where TEvent : class, IEvent
    {
        if (_topics.TryGetValue(typeof(TEvent), out EventTopic? topic))
        {
            foreach (EventSubscription<TEvent> subscription in ((EventTopic<TEvent>)topic).Subscriptions)
            {
                if (ReferenceEquals(subscription.Handler, handler))
                {
                    subscription.Dispose();
                }
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _dropReport.Dispose();

    internal EventSubscription<TEvent> Subscribe<TEvent>(
        IEventHandler<TEvent> handler, int queueLength, string subscriber, Action<Exception>? onFault)
        where TEvent : class, IEvent
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(queueLength, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(queueLength, MaxQueueLength);
        lock (_lock)
        {
            var topic = (EventTopic<TEvent>)_topics.GetOrAdd(typeof(TEvent), _ => new EventTopic<TEvent>(RemoveIfEmpty));
            var subscription = new EventSubscription<TEvent>(topic, handler, queueLength, subscriber, onFault);
            topic.Add(subscription);
            return subscription;
        }
    }

    // A topic that stayed would pin the context of the plugin that defined its event type.
    private void RemoveIfEmpty<TEvent>(EventTopic<TEvent> topic)
        where TEvent : class, IEvent
    {
        lock (_lock)
        {
            if (topic.Subscriptions.Length == 0)
            {
                _topics.TryRemove(typeof(TEvent), out _);
            }
        }
    }

    private void NoteDrop()
    {
        Interlocked.Increment(ref _droppedTotal);
        if (Interlocked.Exchange(ref _isDropReportDue, 1) == 0)
        {
            _dropReport.Change(DropReportInterval, Timeout.InfiniteTimeSpan);
        }
    }

    private void ReportDrops()
    {
        Volatile.Write(ref _isDropReportDue, 0);
        foreach (EventTopic topic in _topics.Values)
        {
            foreach (EventSubscription subscription in topic.All)
            {
                if (subscription.TakeUnreportedDrops() is > 0 and long drops)
                {
                    Publish(new EventsDroppedEvent(subscription.Subscriber, topic.EventType, drops));
                }
            }
        }
    }
}
