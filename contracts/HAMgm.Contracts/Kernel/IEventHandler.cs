namespace HAMgm.Contracts.Kernel;

/// <summary>Handles events of one type (spec/1 section 2.3.1, IEventHandler).</summary>
/// <typeparam name="TEvent">The event's type.</typeparam>
public interface IEventHandler<in TEvent>
    where TEvent : IEvent
{
    /// <summary>Handles one event, on the subscriber's own dispatcher, one at a time and in the order of publication.</summary>
    /// <param name="event">The event.</param>
    /// <param name="cancellationToken">Cancelled when the subscription ends.</param>
    /// <remarks>An exception out of it is a fault of the plugin that subscribed: the supervisor acts on it.</remarks>
    ValueTask HandleEventAsync(TEvent @event, CancellationToken cancellationToken);
}
