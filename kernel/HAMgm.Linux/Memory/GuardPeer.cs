namespace HAMgm.Linux.Memory;

/// <summary>Where the guard sends the release notice: one path to the peer.</summary>
/// <param name="Local">The local address to send from.</param>
/// <param name="Remote">The peer's address.</param>
/// <param name="Port">The peer's UDP port.</param>
public readonly record struct GuardPeer(NetAddress Local, NetAddress Remote, int Port);
