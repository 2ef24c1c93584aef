using System.Collections.Concurrent;
using HAMgm.Contracts.Kernel;

namespace HAMgm.Logic.Heartbeat.Tests.Fakes;

internal sealed class FakeBus : IEventBus
{
    public ConcurrentQueue<IEvent> Published { get; } = new();

    public bool Publish<TEvent>(TEvent @event)
        where TEvent : class, IEvent
    {
        Published.Enqueue(@event);
        return true;
    }

    public Task PublishSyncAsync<TEvent>(TEvent @event, CancellationToken cancellationToken)
        where TEvent : class, IEvent => throw new NotSupportedException();

    public IDisposable Subscribe<TEvent>(IEventHandler<TEvent> handler, int queueLength = 256)
        where TEvent : class, IEvent => throw new NotSupportedException();

    public void Unsubscribe<TEvent>(IEventHandler<TEvent> handler)
        where TEvent : class, IEvent => throw new NotSupportedException();
}
