using HAMgm.Contracts.Kernel;

namespace HAMgm.Kernel.Events;

/// <summary>The subscribers of one event type: an array that is replaced on change, so that publishing takes no lock.</summary>
internal sealed class EventTopic<TEvent>(Action<EventTopic<TEvent>> whenEmpty) : EventTopic
    where TEvent : class, IEvent
{
    private readonly Lock _lock = new();
    private volatile EventSubscription<TEvent>[] _subscriptions = [];

    public override string EventType => typeof(TEvent).Name;

    public override IReadOnlyList<EventSubscription> All => _subscriptions;

    public EventSubscription<TEvent>[] Subscriptions => _subscriptions;

    public void Add(EventSubscription<TEvent> subscription)
    {
        lock (_lock)
        {
            _subscriptions = [.. _subscriptions, subscription];
        }
    }

    public void Remove(EventSubscription<TEvent> subscription)
    {
        bool isEmpty;
        lock (_lock)
        {
            _subscriptions = [.. _subscriptions.Where(other => other != subscription)];
            isEmpty = _subscriptions.Length == 0;
        }

        if (isEmpty)
        {
            whenEmpty(this);
        }
    }
}
