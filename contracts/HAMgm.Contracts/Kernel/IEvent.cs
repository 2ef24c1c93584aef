namespace HAMgm.Contracts.Kernel;

/// <summary>Marks what travels over the event bus. Event types are records of this assembly, or <see cref="TopicEvent"/>.</summary>
public interface IEvent;
