namespace HAMgm.Contracts.Logging;

/// <summary>One of the places where lines go.</summary>
/// <param name="Name">file, console, journald or syslog.</param>
/// <param name="Destination">Path or address.</param>
/// <param name="IsWorking">False while it cannot be written.</param>
/// <param name="Dropped">How many lines it has lost since the start.</param>
/// <param name="LastError">Why it cannot be written; empty while it can.</param>
public sealed record LogTargetStatus(string Name, string Destination, bool IsWorking, long Dropped, string LastError);
