using HAMgm.Contracts.Kernel;

namespace HAMgm.Kernel.Events;

/// <summary>The bus as one plugin sees it: its subscriptions carry its id, its handlers' faults are its own, and all end when it stops.</summary>
internal sealed class PluginEventBus(EventBus bus, string pluginId, Action<Exception> onFault) : IEventBus
{
    private readonly Lock _lock = new();
    private readonly List<EventSubscription> _subscriptions = [];

    public bool Publish<TEvent>(TEvent @event)
        where TEvent : class, IEvent => bus.Publish(@event);

    public Task PublishSyncAsync<TEvent>(TEvent @event, CancellationToken cancellationToken)
        where TEvent : class, IEvent => bus.PublishSyncAsync(@event, cancellationToken);

    public IDisposable Subscribe<TEvent>(IEventHandler<TEvent> handler, int queueLength = 256)
        where TEvent : class, IEvent
    {
        ArgumentNullException.ThrowIfNull(handler);
        EventSubscription<TEvent> subscription = bus.Subscribe(handler, queueLength, pluginId, onFault);
        var ending = new Ending(this, subscription);
        lock (_lock)
        {
            _subscriptions.Add(subscription);
        }

        return ending;
    }

    public void Unsubscribe<TEvent>(IEventHandler<TEvent> handler)
        where TEvent : class, IEvent
    {
        EventSubscription? found;
        lock (_lock)
        {
            found = _subscriptions.Find(s => s is EventSubscription<TEvent> typed && ReferenceEquals(typed.Handler, handler));
        }

        if (found is not null)
        {
            End(found);
        }
    }

    /// <summary>Ends all subscriptions of the plugin.</summary>
    public void DropAll()
    {
        EventSubscription[] all;
        lock (_lock)
        {
            all = [.. _subscriptions];
            _subscriptions.Clear();
        }

        foreach (EventSubscription subscription in all)
        {
            subscription.Dispose();
        }
    }

    private void End(EventSubscription subscription)
    {
        lock (_lock)
        {
            _subscriptions.Remove(subscription);
        }

        subscription.Dispose();
    }

    private sealed class Ending(PluginEventBus owner, EventSubscription subscription) : IDisposable
    {
        public void Dispose() => owner.End(subscription);
    }
}
