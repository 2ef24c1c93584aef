using HAMgm.Contracts.Kernel;

namespace HAMgm.TestSupport;

/// <summary>An event bus without queues: what is published has been handled when Publish returns.</summary>
internal sealed class FakeBus : IEventBus
{
    private readonly List<object> _handlers = [];

    public List<IEvent> Published { get; } = [];

    /// <summary>What was published so far, while others may still publish.</summary>
    public IReadOnlyList<IEvent> Snapshot()
    {
        lock (Published)
        {
            return [.. Published];
        }
    }

    public bool Publish<TEvent>(TEvent @event)
        where TEvent : class, IEvent
    {
        lock (Published)
        {
            Published.Add(@event);
        }

        foreach (var handler in _handlers.OfType<IEventHandler<TEvent>>().ToArray())
        {
            handler.HandleEventAsync(@event, CancellationToken.None).AsTask().GetAwaiter().GetResult();
        }

        return true;
    }

    public Task PublishSyncAsync<TEvent>(TEvent @event, CancellationToken cancellationToken)
        where TEvent : class, IEvent
    {
        Publish(@event);
        return Task.CompletedTask;
    }

    public IDisposable Subscribe<TEvent>(IEventHandler<TEvent> handler, int queueLength = 256)
        where TEvent : class, IEvent
    {
        if (!_handlers.Contains(handler))
        {
            _handlers.Add(handler);
        }

        return new Subscription(() => _handlers.Remove(handler));
    }

    public void Unsubscribe<TEvent>(IEventHandler<TEvent> handler)
        where TEvent : class, IEvent => _handlers.Remove(handler);
}
