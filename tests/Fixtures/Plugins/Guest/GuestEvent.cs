using HAMgm.Contracts.Kernel;

namespace Fixture.Guest;

/// <summary>An event type that only this plugin knows.</summary>
public sealed record GuestEvent : IEvent;
