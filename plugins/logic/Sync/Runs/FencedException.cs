namespace HAMgm.Logic.Sync.Runs;

/// <summary>Files may not land any more: another PRIMARY is known, this node is no STANDBY any more, or it was paused.</summary>
/// <param name="message">Why.</param>
internal sealed class FencedException(string message) : Exception(message);
