namespace HAMgm.Logic.Sync.Peer;

/// <summary>The peer cannot be reached, is not who it should be, or broke off.</summary>
/// <param name="message">Why, for an operator.</param>
/// <param name="inner">The cause.</param>
internal sealed class SyncPeerException(string message, Exception? inner = null) : Exception(message, inner);
