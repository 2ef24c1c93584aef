namespace HAMgm.Contracts.Kernel;

/// <summary>
/// An event between third-party plugins: a topic and JSON, so that no type of one plugin pins the context of another
/// (design.md section 3).
/// </summary>
/// <param name="Topic">Dotted name, at most 128 characters, e.g. <c>acme.backup.finished</c>.</param>
/// <param name="Json">The payload, at most 64 KiB.</param>
public sealed record TopicEvent(string Topic, string Json) : IEvent;
