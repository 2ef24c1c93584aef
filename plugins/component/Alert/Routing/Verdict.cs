namespace HAMgm.Component.Alert.Routing;

/// <summary>What the rules say of an alert.</summary>
/// <param name="SuppressedBy">What holds it back; empty: nothing.</param>
/// <param name="Channels">Where it goes.</param>
/// <param name="GroupWait">How long it waits for others.</param>
/// <param name="ReconsiderAfter">When what holds it back may be over; null: not by itself.</param>
internal sealed record Verdict(string SuppressedBy, IReadOnlyList<string> Channels, TimeSpan GroupWait, TimeSpan? ReconsiderAfter);
