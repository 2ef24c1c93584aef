namespace HAMgm.Contracts.Kernel;

/// <summary>A subscriber's queue was full and events were dropped for it. Published at most once a second a subscriber.</summary>
/// <param name="Subscriber">The plugin's id, or the handler's type name.</param>
/// <param name="EventType">Name of the event's type.</param>
/// <param name="Dropped">How many since the last such event.</param>
public sealed record EventsDroppedEvent(string Subscriber, string EventType, long Dropped) : IEvent;
