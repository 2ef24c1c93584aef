namespace HAMgm.Kernel.Events;

/// <summary>The subscribers of one event type, seen without the type.</summary>
internal abstract class EventTopic
{
    public abstract string EventType { get; }

    public abstract IReadOnlyList<EventSubscription> All { get; }
}
