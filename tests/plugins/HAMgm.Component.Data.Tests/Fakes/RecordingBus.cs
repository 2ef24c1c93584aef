using HAMgm.Contracts.Alerts;
using HAMgm.Contracts.Kernel;

namespace HAMgm.Component.Data.Tests.Fakes;

// Records what is published: a test asserts what an operator would be told.
internal sealed class RecordingBus : IEventBus
{
    private readonly List<AlertEvent> _alerts = [];

    public IReadOnlyList<string> AlertTypes
    {
        get
        {
            lock (_alerts)
            {
                return [.. _alerts.Select(alert => alert.Type)];
            }
        }
    }

    public AlertEvent Alert(string type)
    {
        lock (_alerts)
        {
            return _alerts.Single(alert => alert.Type == type);
        }
    }

    public bool Publish<TEvent>(TEvent @event)
        where TEvent : class, IEvent
    {
        lock (_alerts)
        {
            _alerts.Add((AlertEvent)(object)@event);
        }

        return true;
    }

    public Task PublishSyncAsync<TEvent>(TEvent @event, CancellationToken cancellationToken)
        where TEvent : class, IEvent => throw new NotSupportedException();

    public IDisposable Subscribe<TEvent>(IEventHandler<TEvent> handler, int queueLength = 256)
        where TEvent : class, IEvent => throw new NotSupportedException();

    public void Unsubscribe<TEvent>(IEventHandler<TEvent> handler)
        where TEvent : class, IEvent => throw new NotSupportedException();
}
