namespace HAMgm.Contracts.Alerts;

/// <summary>What has changed among a node's alerts and silences, for the other node.</summary>
/// <param name="Json">For <see cref="IAlertManager.Merge"/> there.</param>
/// <param name="Cursor">From where the next ones count.</param>
/// <param name="HasMore">True: there is more than fitted.</param>
public sealed record AlertChanges(ReadOnlyMemory<byte> Json, long Cursor, bool HasMore);
