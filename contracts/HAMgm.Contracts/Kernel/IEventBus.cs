namespace HAMgm.Contracts.Kernel;

/// <summary>
/// The event bus of spec/1 section 3.2.1: typed events, one bounded queue and one dispatcher a subscriber, so that a slow
/// handler holds up nobody else. A full queue drops the newest event for that subscriber, is counted, and reported by an
/// <see cref="EventsDroppedEvent"/>; it is never silent.
/// </summary>
public interface IEventBus
{
    /// <summary>Queues an event for every subscriber of its type and returns. Allocates nothing in the steady state.</summary>
    /// <returns>False if at least one subscriber's queue was full.</returns>
    bool Publish<TEvent>(TEvent @event)
        where TEvent : class, IEvent;

    /// <summary>Publishes, and returns when every handler has run (spec: PublishSync).</summary>
    /// <exception cref="AggregateException">One or more handlers failed; all have run.</exception>
    Task PublishSyncAsync<TEvent>(TEvent @event, CancellationToken cancellationToken)
        where TEvent : class, IEvent;

    /// <summary>Subscribes; dispose the result to unsubscribe. The kernel drops a plugin's subscriptions when it stops.</summary>
    /// <param name="handler">The handler.</param>
    /// <param name="queueLength">How many events may wait for this handler, 1 … 65536.</param>
    IDisposable Subscribe<TEvent>(IEventHandler<TEvent> handler, int queueLength = 256)
        where TEvent : class, IEvent;

    /// <summary>Ends the subscription of this handler, if there is one (spec: Unsubscribe).</summary>
    void Unsubscribe<TEvent>(IEventHandler<TEvent> handler)
        where TEvent : class, IEvent;
}
